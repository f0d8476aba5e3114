# SPDX-License-Identifier: MIT
"""The table of what ``deltaward export`` writes; a format more is a row more."""

from argparse import Namespace
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deltaward.cli.errors import FailedError, UsageError

if TYPE_CHECKING:
    from deltaward.network import Network


@dataclass(frozen=True, slots=True)
class Format:
    """A format.

    ``options`` are the attributes of its own options, refused with other formats; ``write`` writes
    the file and returns what is printed of it: a text, and values for JSON.
    """

    title: str
    suffix: str
    options: tuple[str, ...]
    add_options: Callable[[Any], None]
    write: Callable[["Network", Namespace], tuple[str, dict[str, Any]]]


def _c_options(group: Any) -> None:
    group.add_argument(
        "--name", metavar="NAME", help="what all names in it begin with (default: the file's name)"
    )
    group.add_argument(
        "--quantize",
        choices=["int8"],
        help="weights as whole numbers of 8 bits; what that costs is measured on test images",
    )
    group.add_argument(
        "--data",
        metavar="DATA",
        help="whose test images, with --quantize; given as to 'deltaward train' (default: digits)",
    )


def _write_c(net: "Network", given: Namespace) -> tuple[str, dict[str, Any]]:
    from dataclasses import asdict

    from deltaward.cli import images
    from deltaward.cli.errors import as_usage
    from deltaward.exporting.c_header import name_of

    with as_usage():
        name = name_of(given.output, given.name)
    if given.quantize is None and given.data is not None:
        raise UsageError("--data: without --quantize there is nothing to measure")
    x = y = None
    if given.quantize is not None:
        data = given.data or "digits"
        _, (x, y) = images.load(data, quiet=given.json)
        images.check_fit(net, x, y, data)
    result = net.to_c_header(given.output, name=name, quantize=given.quantize, x=x, y=y)
    return str(result), asdict(result)


def _onnx_options(group: Any) -> None:
    group.add_argument(
        "--pixels",
        action="store_true",
        default=None,
        help="take uint8 pixels and scale them by 1/255 in the model (default: floats)",
    )


def _write_onnx(net: "Network", given: Namespace) -> tuple[str, dict[str, Any]]:
    try:
        net.to_onnx(given.output, pixels=bool(given.pixels))
    except ImportError as error:
        raise FailedError(str(error)) from error
    size = Path(given.output).stat().st_size
    about = {"path": given.output, "bytes": size, "pixels": bool(given.pixels)}
    return f"{given.output}: {size:,} bytes, for {'pixels' if given.pixels else 'floats'}", about


FORMATS = {
    "c": Format("a C header", ".h", ("name", "quantize", "data"), _c_options, _write_c),
    "onnx": Format("an ONNX model", ".onnx", ("pixels",), _onnx_options, _write_onnx),
}

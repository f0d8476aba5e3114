# SPDX-License-Identifier: MIT
"""The data set that ``--data`` names."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from deltaward.cli.errors import FailedError, naming
from deltaward.cli.output import is_terminal, note

if TYPE_CHECKING:
    from deltaward.datasets.folder import Pixels, Split
    from deltaward.network import Network


def load(data: str, *, quiet: bool = False) -> "Split":
    """Load a data set by name or from a folder, after a download if it has to be.

    Parameters
    ----------
    data : str
        A name in `deltaward.datasets.registry.NAMES`, or a folder.
    quiet : bool
        Whether to say nothing about a download.

    Returns
    -------
    (x_train, y_train), (x_test, y_test)
        x : uint8, shape (m, height * width); y : uint8, shape (m,); both with m > 0.

    Raises
    ------
    OSError, ValueError, FailedError
        If it is not there or not sound.
    """
    split = _load(data, quiet)
    for part, (x, _) in zip(("training", "test"), split, strict=True):
        if not x.size:
            raise FailedError(f"--data: {data!r} has no {part} images")
    return split


def _load(data: str, quiet: bool) -> "Split":
    from deltaward.datasets import registry

    if data in registry.NAMES:
        if not quiet and registry.status(data).source == "absent":
            note(f"{data} is not on this machine yet; downloading it")
            registry.fetch(data, progress=is_terminal(sys.stderr))
        return registry.load(data)
    if not Path(data).is_dir():
        names = ", ".join(registry.NAMES)
        raise FailedError(f"--data: {data!r} is neither one of {names} nor a folder")
    from deltaward.datasets.folder import load_folder

    with naming("--data"):
        return load_folder(data)


def check_fit(net: "Network", x: "Pixels", y: "Pixels", data: str) -> None:
    """Refuse a saved network that is not one for these images."""
    if x.shape[1] != net.sizes[0]:
        raise FailedError(
            f"the network takes {net.sizes[0]} pixels; the images of --data {data} have "
            f"{x.shape[1]}"
        )
    if int(y.max()) >= net.sizes[-1] or net.sizes[-1] < 2:
        raise FailedError(
            f"the network has {net.sizes[-1]} outputs; --data {data} has {int(y.max()) + 1} classes"
        )

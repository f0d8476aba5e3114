# SPDX-License-Identifier: MIT
"""``deltaward info``."""

import os
import platform
from argparse import ArgumentParser, Namespace
from typing import Any

from deltaward.cli import options
from deltaward.cli.command import Command
from deltaward.cli.output import say, say_json
from deltaward.version import __version__


def _run(given: Namespace) -> int:
    import numpy as np

    from deltaward.cpu import cpu_info
    from deltaward.datasets.mnist import MNIST
    from deltaward.datasets.published import DATA_VARIABLE

    cpu = cpu_info()
    about: dict[str, Any] = {
        "version": __version__,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "isa": cpu["isa"],
        "available": cpu["available"],
        "threads": cpu["threads"],
        "cache": str(MNIST.cache_folder().parent),
        "data": os.environ.get(DATA_VARIABLE) or None,
    }
    if given.json:
        say_json({"event": "info"} | about)
        return 0
    for label, text in (
        ("deltaward", about["version"]),
        ("Python", about["python"]),
        ("NumPy", about["numpy"]),
        ("instruction set", f"{cpu['isa']}  (available: {', '.join(cpu['available'])})"),
        ("threads", cpu["threads"]),
        ("cache of data", about["cache"]),
        (DATA_VARIABLE, about["data"] or "not set"),
    ):
        say(f"{label:<16} {text}")
    return 0


def _add_options(parser: ArgumentParser) -> None:
    options.add_json(parser)


COMMAND = Command(
    name="info",
    summary="versions, instruction set, folders",
    description="Tell the versions, the instruction set in use and where data is kept.",
    add_options=_add_options,
    run=_run,
)

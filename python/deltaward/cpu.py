# SPDX-License-Identifier: MIT
"""What the engine found on this machine."""

from typing import TypedDict

from deltaward import _core


class CpuInfo(TypedDict):
    """The answer of `cpu_info`."""

    isa: str
    available: list[str]
    threads: int


def cpu_info() -> CpuInfo:
    """Tell which loops run here.

    Returns
    -------
    dict
        ``isa``: the instruction set in use, the fastest that the CPU has or the one that the
        environment variable ``DELTAWARD_ISA`` named when deltaward was imported;
        ``available``: all that this build and this CPU have, slowest first;
        ``threads``: how many threads a training run uses.
    """
    return {"isa": _core.isa(), "available": _core.available_isas(), "threads": 1}

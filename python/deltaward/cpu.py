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
        ``threads``: how many threads a call uses at most, the CPUs that this process may run on or
        what ``DELTAWARD_NUM_THREADS`` said when deltaward was imported.
    """
    return {
        "isa": _core.isa(),
        "available": _core.available_isas(),
        "threads": _core.available_threads(),
    }

# SPDX-License-Identifier: MIT
"""What the numbers were measured on."""

import importlib.metadata
import os
import platform
from pathlib import Path
from typing import Any

from deltaward.benchmarks.environment import available_cpus
from deltaward.cpu import cpu_info
from deltaward.version import __version__

PACKAGES = ("numpy", "jax", "torch", "keras", "scikit-learn", "onnxruntime")


def describe(threads: int) -> dict[str, Any]:
    """Return CPU, versions, instruction set and threads."""
    return {
        "cpu": _cpu_name(),
        "cpus": available_cpus(),
        "isa": cpu_info()["isa"],
        "threads": threads,
        "load": _load(),
        "python": platform.python_version(),
        "versions": {"deltaward": __version__} | {name: _version(name) for name in PACKAGES},
    }


def heading(about: dict[str, Any]) -> str:
    """Return the description as a paragraph."""
    versions = ", ".join(f"{name} {v}" for name, v in about["versions"].items() if v)
    load = "" if about["load"] is None else f", load before the run {about['load']:.1f}"
    return (
        f"{about['cpu']}, {_count(about['cpus'], 'CPU')}, {about['isa']}, "
        f"{_count(about['threads'], 'thread')}{load}; Python {about['python']}, {versions}."
    )


def _count(n: int, what: str) -> str:
    return f"{n} {what}{'s' if n != 1 else ''}"


def _load() -> float | None:
    """Return how many processes wanted a CPU in the last minute, this one included."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else None


def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def _cpu_name() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()

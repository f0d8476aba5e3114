# SPDX-License-Identifier: MIT
"""What the numbers were measured on."""

import importlib.metadata
import platform
from pathlib import Path
from typing import Any

import deltaward as dw


def describe(threads: int) -> dict[str, Any]:
    """Return CPU, versions, instruction set and threads."""
    cpu = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [n for n in info.read_text().splitlines() if n.startswith("model name")]
        cpu = names[0].split(":", 1)[1].strip() if names else cpu
    versions = {}
    for package in ("numpy", "torch", "jax", "scikit-learn", "onnxruntime"):
        try:
            versions[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            versions[package] = None
    return {
        "cpu": cpu,
        "cores": dw.cpu_info()["threads"],
        "isa": dw.cpu_info()["isa"],
        "threads": threads,
        "python": platform.python_version(),
        "deltaward": dw.__version__,
        "versions": versions,
    }


def heading(about: dict[str, Any]) -> str:
    """Write the description as one line of Markdown."""
    versions = ", ".join(f"{k} {v}" for k, v in about["versions"].items() if v)
    return (
        f"{about['cpu']}, {about['cores']} cores, {about['isa']}, {about['threads']} threads; "
        f"Python {about['python']}, deltaward {about['deltaward']}, {versions}."
    )

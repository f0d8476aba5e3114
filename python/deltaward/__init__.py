# SPDX-License-Identifier: MIT
"""A backpropagation engine for multilayer perceptrons: fast on CPUs, and every δ in view."""

from deltaward import datasets, equations, optimizers, schedules
from deltaward.cpu import cpu_info
from deltaward.files import load
from deltaward.history import History
from deltaward.network import Network
from deltaward.version import __version__

__all__ = [
    "History",
    "Network",
    "__version__",
    "cpu_info",
    "datasets",
    "equations",
    "load",
    "optimizers",
    "schedules",
]

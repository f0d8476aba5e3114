# SPDX-License-Identifier: MIT
"""A backpropagation engine for multilayer perceptrons: fast on CPUs, and every δ in view."""

from deltaward import environment

environment.check()

from deltaward import callbacks, datasets, equations, metrics, optimizers, schedules
from deltaward.augment import Augment
from deltaward.cpu import cpu_info
from deltaward.explain.recording import Trace
from deltaward.files import load
from deltaward.history import History
from deltaward.network import Network
from deltaward.version import __version__

__all__ = [
    "Augment",
    "History",
    "Network",
    "Trace",
    "__version__",
    "callbacks",
    "cpu_info",
    "datasets",
    "equations",
    "load",
    "metrics",
    "optimizers",
    "schedules",
]

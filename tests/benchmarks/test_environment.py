# SPDX-License-Identifier: MIT
"""The process that measures and what is told of the machine."""

import numpy as np

import deltaward as dw
from deltaward.benchmarks.environment import CPUS, THREADS, environment
from deltaward.benchmarks.machine import describe, heading


def test_every_library_gets_as_many_threads() -> None:
    variables = environment(3, {"OMP_NUM_THREADS": "7", "HOME": "/somewhere"})
    assert {variables[name] for name in THREADS} == {"3"}
    assert variables["HOME"] == "/somewhere"


def test_every_library_takes_the_loops_it_would_choose() -> None:
    variables = environment(1, dict.fromkeys(CPUS, "an old one") | {"HOME": "/somewhere"})
    assert not set(CPUS) & set(variables)
    assert variables["HOME"] == "/somewhere"


def test_the_machine() -> None:
    about = describe(1)
    assert about["isa"] == dw.cpu_info()["isa"]
    assert about["versions"]["numpy"] == np.__version__
    text = heading(about | {"cpus": 2, "load": 0.51})
    assert f"2 CPUs, {about['isa']}, 1 thread, load before the run 0.5; Python " in text
    assert f"deltaward {dw.__version__}, numpy {np.__version__}" in text

# SPDX-License-Identifier: MIT
"""The process that measures: as many threads for every library, and the loops of its own choice."""

import os
from collections.abc import Mapping

THREADS = (
    "DELTAWARD_NUM_THREADS",
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NPROC",  # XLA's pool, and so JAX's
)

# They name a CPU to a peer. Where one is set that is not this one, the peer is slower than it is.
CPUS = (
    *("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "NPY_DISABLE_CPU_FEATURES"),
    *("MKL_ENABLE_INSTRUCTIONS", "MKL_CBWR", "ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA"),
    "ATEN_CPU_CAPABILITY",
)


def environment(threads: int, given: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the variables of a process in which every library takes so many threads.

    They are read when a library is loaded, deltaward and NumPy included, so that a process of its
    own is needed. Variables that would keep a peer from the loops for this CPU are left out.
    """
    fixed = dict.fromkeys(THREADS, str(threads))
    # A GPU would be another comparison.
    fixed |= {"JAX_PLATFORMS": "cpu", "KERAS_BACKEND": "jax"}
    before = os.environ if given is None else given
    return {name: value for name, value in before.items() if name not in CPUS} | fixed


def with_bytecode(variables: Mapping[str, str], folder: str) -> dict[str, str]:
    """Return the variables of a process that finds compiled Python code in a folder, or leaves it.

    pip compiles what it installs, other installers do not, and PYTHONDONTWRITEBYTECODE keeps a
    process from doing it. Whoever measures processes runs each once that does not count: without
    bytecode the others would spend 0.1 s on NumPy's sources alone, and 0.9 on JAX's.
    """
    kept = {name: value for name, value in variables.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": folder}


def available_cpus() -> int:
    """Return how many CPUs this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def keep_to(threads: int) -> None:
    """Leave so many CPUs to this process, for pools that ask the system instead of a variable."""
    if hasattr(os, "sched_setaffinity"):
        allowed = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, allowed[:threads])

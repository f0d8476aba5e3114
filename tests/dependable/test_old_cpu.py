# SPDX-License-Identifier: MIT
"""A CPU without AVX, by QEMU: the package imports, trains and predicts as it does elsewhere."""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

# The oldest that NumPy's own wheels run on (x86-64-v2).
CPU = "Nehalem"

CODE = """
import sys
import numpy as np, deltaward as dw

rng = np.random.default_rng(1)
x, y = rng.random((96, 20)), rng.integers(0, 3, 96)
arrays = {"isa": np.array(dw.cpu_info()["isa"])}
CASES = {
    "plain": ("relu", "identity", "quadratic"),
    "library": ("tanh", "softmax", "cross_entropy"),
}
how = {"epochs": 3, "batch_size": 10, "learning_rate": 0.01, "verbose": 0}
for name, (*ends, cost) in CASES.items():
    for dtype in ("float32", "float64"):
        for optimizer in ("sgd", "adam"):
            net = dw.Network([20, 17, 3], activation=ends, cost=cost, dtype=dtype, seed=2)
            net.fit(x, y, optimizer=optimizer, **how)
            found = [*net.weights, *net.biases, net.feedforward(x), net.predict(x)]
            arrays |= {f"{name} {dtype} {optimizer} {i}": a for i, a in enumerate(found)}
np.savez(sys.argv[1], **arrays)
"""

# vxorps %ymm0,%ymm0,%ymm0; ret
AVX = """
import ctypes, mmap
page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
page.write(bytes.fromhex("c5 fc 57 c0 c3"))
address = ctypes.addressof(ctypes.c_char.from_buffer(page))
ctypes.CFUNCTYPE(None)(address)()
"""


LACKS = """
import os
os.environ["DELTAWARD_ISA"] = "avx2"
try:
    import deltaward._core
except ImportError as error:
    print(error)
os.environ["DELTAWARD_ISA"] = ""
from deltaward import _core
print(_core.available_isas())
try:
    _core.Kernels("avx2")
except ValueError as error:
    print(error)
"""


def _old(code: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    here = sys.platform == "linux" and platform.machine() == "x86_64"
    emulator = shutil.which("qemu-x86_64")
    if not here or emulator is None:
        if here and os.environ.get("CI") and not os.environ.get("CIBUILDWHEEL"):
            pytest.fail("CI needs qemu-x86_64 (of Debian's qemu-user)")
        pytest.skip("x86-64 on Linux, and qemu-x86_64 (of Debian's qemu-user)")
    # NumPy's OpenBLAS takes what OPENBLAS_CORETYPE names, whether the CPU has it or not.
    chosen = {"DELTAWARD_ISA", "OPENBLAS_CORETYPE"}
    environment = {k: v for k, v in os.environ.items() if k not in chosen}
    return subprocess.run(
        [emulator, "-cpu", CPU, sys.executable, "-c", code, *map(str, arguments)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=90,
    )


def test_it_trains_as_the_plain_loops_do_here(tmp_path: Path) -> None:
    old = _old(CODE, tmp_path / "old.npz")
    assert old.returncode == 0, old.stderr
    subprocess.run(
        [sys.executable, "-c", CODE, tmp_path / "here.npz"],
        env=os.environ | {"DELTAWARD_ISA": "reference"},
        check=True,
        timeout=60,
    )
    with np.load(tmp_path / "old.npz") as there, np.load(tmp_path / "here.npz") as here:
        assert there["isa"] == here["isa"] == "reference"
        assert sorted(there) == sorted(here)
        for name in set(here) - {"isa"}:
            # The C library's exp has variants with and without FMA, and takes the CPU's.
            last_bits = {"plain": 0, "library": 1e-4 if "float32" in name else 1e-12}
            np.testing.assert_allclose(
                there[name], here[name], rtol=0, atol=last_bits[name.split()[0]], err_msg=name
            )


def test_what_such_a_cpu_lacks_is_named() -> None:
    run = _old(LACKS)
    assert run.returncode == 0, run.stderr
    assert run.stdout.splitlines() == [
        "DELTAWARD_ISA=avx2: this CPU lacks AVX, FMA, AVX2",
        "['reference']",
        "isa: this CPU lacks AVX, FMA, AVX2",
    ]


def test_such_a_cpu_stops_at_an_instruction_of_avx() -> None:
    """Or the test above would show nothing."""
    old = _old(AVX)
    assert old.returncode != 0
    assert "Illegal instruction" in old.stderr or old.returncode == -4

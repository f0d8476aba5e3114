# SPDX-License-Identifier: MIT
"""What is installed: types that tell the truth, versions that agree, an import that is light."""

import importlib.metadata
import importlib.util
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

import deltaward as dw

PACKAGE = Path(dw.__file__).parent


def test_stub_is_what_the_binary_says(tmp_path: Path) -> None:
    """Regenerate with ``python -m pybind11_stubgen deltaward._core -o python``."""
    if importlib.util.find_spec("pybind11_stubgen") is None:
        pytest.skip("pybind11-stubgen is not installed")
    subprocess.run(
        [sys.executable, "-m", "pybind11_stubgen", "deltaward._core", "-o", str(tmp_path)],
        check=True,
        capture_output=True,
        timeout=100,
    )
    generated = (tmp_path / "deltaward" / "_core.pyi").read_text(encoding="utf-8")
    assert (PACKAGE / "_core.pyi").read_text(encoding="utf-8") == generated


def test_typed() -> None:
    assert (PACKAGE / "py.typed").exists()


def test_version() -> None:
    assert importlib.metadata.version("deltaward") == dw.__version__


def test_requirements() -> None:
    required = importlib.metadata.requires("deltaward") or []
    names = {r.split(">")[0].strip() for r in required if "extra ==" not in r}
    assert names == {"numpy", "safetensors", "tqdm", "pooch"}


def test_import_leaves_the_heavy_and_the_rare_alone() -> None:
    code = (
        "import sys; before = set(sys.modules); import deltaward; "
        "left = ('tqdm', 'pooch', 'safetensors', 'matplotlib', 'PIL', 'requests', "
        "'importlib.metadata', 'deltaward.benchmarks', 'deltaward.cli', "
        "'deltaward.callbacks', 'deltaward.optimizers', 'deltaward.schedules', "
        "'deltaward.storage', 'deltaward.training.run', 'deltaward.explain.findings'); "
        "print([m for m in set(sys.modules) - before "
        "if (m + '.').startswith(tuple(n + '.' for n in left))])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert run.stdout.strip() == "[]"


def test_a_fit_without_files_leaves_what_reads_and_writes_them_alone() -> None:
    code = (
        "import sys; import numpy as np; import deltaward as dw; "
        "before = set(sys.modules); "
        "net = dw.Network([2, 3, 2]); net.fit(np.eye(2), [0, 1], verbose=0); "
        "print([m for m in set(sys.modules) - before if m in ('json', 'mmap', 'hashlib', "
        "'deltaward.storage', 'deltaward.seal', 'deltaward.training.resuming')])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert run.stdout.strip() == "[]"


def test_all_public_names_are_there_at_once() -> None:
    """Also those that are imported when they are asked for, whichever comes first."""
    # In one process; the binary is loaded once, all else anew for each name.
    code = (
        "import sys\n"
        "for name in sys.argv[1:]:\n"
        "    import deltaward\n"
        "    print(getattr(deltaward, name).__name__.rpartition('.')[2])\n"
        "    for module in list(sys.modules):\n"
        "        if module.startswith('deltaward') and module != 'deltaward._core':\n"
        "            del sys.modules[module]\n"
    )
    names = [name for name in dw.__all__ if name != "__version__"]
    run = subprocess.run(
        [sys.executable, "-c", code, *names],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert run.stdout.split() == names
    assert set(dw.__all__) <= set(dir(dw))
    with pytest.raises(AttributeError, match="module 'deltaward' has no attribute 'Perceptron'"):
        dw.Perceptron  # type: ignore[attr-defined]  # noqa: B018


def test_a_module_does_not_hide_the_function_of_its_name() -> None:
    code = (
        "import deltaward.optimizers.names, deltaward.optimizers as o; print(o.names()[0], "
        "o.Adam.__name__, o.resolve('lion', None).name)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert run.stdout.split() == ["sgd", "Adam", "lion"]


def test_public_names_are_documented() -> None:
    for name in dw.__all__:
        if name != "__version__":
            assert getattr(dw, name).__doc__, name


@pytest.mark.skipif(not sysconfig.get_config_var("Py_GIL_DISABLED"), reason="this Python has a GIL")
def test_no_module_brings_the_gil_back() -> None:
    code = (
        "import sys, deltaward as dw; net = dw.Network([2, 3, 2], seed=0); "
        "net.fit([[0.0, 1.0]] * 4, [0, 1, 0, 1], verbose=0); print(sys._is_gil_enabled())"
    )
    variables = {k: v for k, v in os.environ.items() if k != "PYTHON_GIL"}
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env=variables,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert run.stdout.strip() == "False"

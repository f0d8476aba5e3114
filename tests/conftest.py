# SPDX-License-Identifier: MIT
import gc
import os
from collections.abc import Generator, Iterator
from typing import Any

# Each CPU has its worker: the threads of BLAS, and of its children's, would wait for one another.
# To be said before NumPy and scikit-learn load it; deltaward's threads stay as they are.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import numpy.typing as npt
import pytest

import browsers
import deltaward as dw

Split = tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Keep a million objects, of thousands of tests and all modules, out of garbage collections.

    They stay until the end. Looking through them took a third of a second each time.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.collect()
        gc.freeze()


# Longer than others by far: begun at the end, it would leave the other workers with nothing to do.
FIRST = "test_the_stub_says_what_the_binary_does"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.name != FIRST)


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(20260101)


@pytest.fixture(params=dw.cpu_info()["available"])
def isa(request: pytest.FixtureRequest) -> str:
    """Each instruction set of this CPU, for tests of the kernels alone."""
    return str(request.param)


@pytest.fixture(params=["float32", "float64"])
def dtype(request: pytest.FixtureRequest) -> np.dtype[Any]:
    return np.dtype(request.param)


@pytest.fixture(scope="session")
def digits() -> tuple[Split, Split]:
    return dw.datasets.load_digits()


@pytest.fixture(scope="session")
def mnist() -> tuple[Split, Split]:
    """The real files, where DELTAWARD_DATA says they are."""
    folder = os.environ.get("DELTAWARD_DATA")
    if not folder:
        pytest.skip("MNIST: set DELTAWARD_DATA to a folder with the four files")
    return dw.datasets.load_mnist(folder)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, for the page and the notebook."""
    with browsers.launched() as browser:
        yield browser

# SPDX-License-Identifier: MIT
import pytest
from joblib import Parallel, delayed, parallel_config

from deltaward.sklearn import workers


def test_outside_of_workers_it_is_left_open() -> None:
    assert workers.threads(None) is None
    assert workers.threads(3) == 3


@pytest.mark.parametrize("backend", ["loky", "threading"])
def test_one_in_workers(backend: str) -> None:
    with parallel_config(backend=backend):
        found = Parallel(n_jobs=2)(delayed(workers.threads)(n) for n in (None, None, 3))
    assert found == [1, 1, 3]


def test_jobs_one_after_the_other_have_all() -> None:
    assert Parallel(n_jobs=1)([delayed(workers.threads)(None)]) == [None]

# SPDX-License-Identifier: MIT
import numpy as np
import pytest

from deltaward.plots.panels import best, wants


@pytest.mark.parametrize(
    ("key", "wanted"),
    [
        ("cost", "lowest"),
        ("val_cost", "lowest"),
        ("val_mean_absolute_error", "lowest"),
        ("accuracy", "highest"),
        ("val_top_5_accuracy", "highest"),
        ("val_F1", "highest"),
        ("seconds", None),
        ("learning_rate", None),
        ("costly", None),
    ],
)
def test_which_end_is_the_best(key: str, wanted: str | None) -> None:
    assert wants(key) == wanted


def test_the_first_best() -> None:
    values = np.array([np.nan, 2.0, np.inf, 1.0, 1.0, 3.0, 3.0, -np.inf])
    assert best("cost", values) == 3
    assert best("accuracy", values) == 5
    assert best("odd", values) is None
    assert best("cost", values[:1]) is None

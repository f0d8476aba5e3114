# SPDX-License-Identifier: MIT
"""The picture, where matplotlib is installed."""

from pathlib import Path

import numpy as np
import pytest

from deltaward.benchmarks.rows import rows_of


def test_a_picture(tmp_path: Path) -> None:
    """Three cases, so that one place stays empty; a loss, and one round only."""
    pytest.importorskip("matplotlib")
    from matplotlib.image import imread

    from deltaward.benchmarks.plot import draw

    rows = rows_of({"deltaward": [1.0], "fast": [0.1], "slow": [100.0]}, "deltaward")
    record = {"case": "A", "title": "784-30-10 sigmoid, quadratic", "rows": rows}
    draw([record] * 3, "some machine", tmp_path / "x.png")
    height, width, _ = np.shape(imread(tmp_path / "x.png"))
    assert width == 1840
    assert 400 < height < 1840

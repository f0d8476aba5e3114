# SPDX-License-Identifier: MIT
"""Arrays in JSON."""

import base64

import numpy as np
import pytest

from deltaward.explain.page.packed import packed


@pytest.mark.parametrize("kind", ["f4", "f8"])
def test_there_and_back(kind: str) -> None:
    values = np.array([0.1, -1e-30, np.pi, 0.0, -0.0, np.inf, 7.0], kind)
    for array in (values, values[::2], values[::-1], values.astype(f">{kind}"), values[:0]):
        made = packed(array)
        assert made["kind"] == kind
        back = np.frombuffer(base64.b64decode(made["data"]), f"<{kind}")
        assert back.tobytes() == np.ascontiguousarray(array).astype(f"<{kind}").tobytes()


def test_row_by_row() -> None:
    back = base64.b64decode(packed(np.arange(6.0).reshape(2, 3).T)["data"])
    assert np.frombuffer(back).tolist() == [0, 3, 1, 4, 2, 5]

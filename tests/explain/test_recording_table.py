# SPDX-License-Identifier: MIT
"""A record as a notebook shows it."""

import numpy as np
import pytest

import deltaward as dw
from wellformed import Reader


@pytest.mark.parametrize("samples", [1, 3])
def test_the_error_of_each_layer(samples: int) -> None:
    x, y = np.random.default_rng(0).random((20, 4), np.float32), np.arange(20) % 3
    net = dw.Network([4, 5, 3], seed=1)
    record = dw.Trace(every=2, samples=(x[:samples], y[:samples]))
    net.fit(x, y, batch_size=5, epochs=2, record=record, verbose=0)
    page = Reader(record._repr_html_())
    assert [row[0] for row in page.rows] == ["", "cost", "‖δ‖ of layer 1", "‖δ‖ of layer 2"]
    for row, layer in zip(page.rows[2:], (0, 1), strict=True):
        lengths = [float(np.linalg.norm(t.layers[layer].delta)) for t in record.traces]
        assert row[1:3] == [f"{lengths[0]:.4g}", f"{lengths[-1]:.4g}"]
    assert "every 2 batches: 5 traces, steps 0 to 8" in page.text
    assert ("one sample" if samples == 1 else "all 3 samples together") in page.text
    assert len(page.named("svg")) == 3


def test_before_the_first_trace() -> None:
    record = dw.Trace(samples=([[0.0]], [0]))
    assert "every 1 batches: 0 traces" in Reader(record._repr_html_()).text

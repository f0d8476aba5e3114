# SPDX-License-Identifier: MIT
"""What is timed side by side does the same work."""

import numpy as np
import pytest

from deltaward.benchmarks.cases import CASES, Case, Data, parameters_of
from deltaward.benchmarks.peers import PEERS, Peer
from deltaward.network import Network

SMALL = (
    Case("A", (12, 7, 5), "sigmoid", 4, 23, 0.5),
    Case("B", (12, 9, 8, 5), "relu", 5, 23, 0.1),
)


def _or_skip(peer: Peer) -> Peer:
    if peer.missing():
        pytest.skip(f"not installed: {', '.join(peer.missing())}")
    return peer


@pytest.mark.parametrize(
    ("peer", "case"),
    [(peer, case) for peer in PEERS for case in SMALL if case.name in peer.cases],
    ids=lambda value: value.name,
)
def test_an_epoch_ends_in_the_same_weights(peer: Peer, case: Case) -> None:
    """23 samples: the last mini-batch is not full."""
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (case.samples, 12), dtype=np.uint8)
    y = rng.integers(0, 5, case.samples)
    data = Data(pixels.astype(np.float32) / np.float32(255), y, pixels)
    net = case.network()
    start = parameters_of(net)
    net.fit(
        data.x.astype(np.float64),
        y,
        batch_size=case.batch_size,
        learning_rate=case.learning_rate,
        shuffle=False,
        verbose=0,
    )
    trainer = _or_skip(peer).trainer(case, data, start, 1)
    trainer.epochs(1)
    for (w, b), (w_expected, b_expected) in zip(
        trainer.parameters(), parameters_of(net), strict=True
    ):
        np.testing.assert_allclose(w, w_expected, atol=2e-6)
        np.testing.assert_allclose(b, b_expected, atol=2e-6)
    assert abs(w_expected - start[-1][0]).max() > 1e-3


@pytest.mark.parametrize("peer", [p for p in PEERS if p.predicts], ids=lambda p: p.name)
def test_the_same_predictions(peer: Peer) -> None:
    x = np.random.default_rng(0).random((50, 784), dtype=np.float32)
    net = Network([784, 128, 10], seed=0)
    predict = _or_skip(peer).predictor(parameters_of(net), 1)
    expected = net.feedforward(x).argmax(axis=1)
    np.testing.assert_array_equal(predict(x), expected)
    assert [int(np.squeeze(predict(row))) for row in x[:5]] == expected[:5].tolist()


def test_operations() -> None:
    """By hand: 30 and 10 neurons, forward and BP4 in both layers, BP2 in the second."""
    a = CASES["A"]
    assert a.operations == 2 * a.samples * (2 * (784 * 30 + 30 * 10) + 30 * 10)


def test_titles() -> None:
    assert CASES["F"].title == "32-64×8-10 relu, softmax, mini-batches of 32, 20,000 samples"
    assert CASES["A"].title.startswith("784-30-10 sigmoid, quadratic, mini-batches of 10, ")


@pytest.mark.parametrize("name", ["D", "E", "F"])
def test_random_data(name: str) -> None:
    case = CASES[name]
    data = case.load()
    assert data.x.shape == (case.samples, case.sizes[0])
    assert data.x.dtype == np.float32
    assert (data.y.min(), data.y.max()) == (0, case.sizes[-1] - 1)
    assert data.pixels is None

# SPDX-License-Identifier: MIT
# ruff: noqa: NPY002  (the global generator, as in scripts for the book's code)
import random
from typing import Any

import numpy as np
import pytest

from deltaward.nielsen import network2
from nielsen_book import Book, Data, farthest

COSTS = {"quadratic": network2.QuadraticCost, "cross_entropy": network2.CrossEntropyCost}


def _as_vectors(data: Data) -> Data:
    return [(x, network2.vectorized_result(y)) for x, y in data]


def test_first_weights_from_a_seed() -> None:
    np.random.seed(5)
    net = network2.Network([4, 3, 2])
    net_large = network2.Network([4, 3, 2])
    net_large.large_weight_initializer()
    np.random.seed(5)
    draw = np.random.randn
    biases = [draw(3, 1), draw(2, 1)]
    weights = [draw(3, 4) / np.sqrt(4), draw(2, 3) / np.sqrt(3)]
    assert farthest(net.biases + net.weights, biases + weights) == 0
    for _ in range(17):
        draw()  # the second network's first start
    for _ in range(6):
        draw()
    expected = [draw(3, 1), draw(2, 1), draw(3, 4), draw(2, 3)]
    assert farthest(net_large.biases + net_large.weights, expected) == 0


@pytest.mark.parametrize("cost", COSTS)
@pytest.mark.parametrize("lmbda", [0.0, 5.0])
def test_same_as_the_book_after_training(
    vectors: Data, classed: Data, cost: str, lmbda: float
) -> None:
    net = network2.Network([64, 12, 10], cost=COSTS[cost])
    book = Book(net.weights, net.biases, cost)
    for_book = list(vectors)
    random.seed(3)
    evaluation_cost, evaluation_accuracy, training_cost, training_accuracy = net.SGD(
        vectors,
        5,
        10,
        0.5,
        lmbda,
        classed,
        monitor_evaluation_cost=True,
        monitor_evaluation_accuracy=True,
        monitor_training_cost=True,
        monitor_training_accuracy=True,
    )
    random.seed(3)
    for epoch in range(5):
        book.train(for_book, 1, 10, 0.5, lmbda)
        assert training_accuracy[epoch] == book.right(for_book)
        assert evaluation_accuracy[epoch] == book.right(classed)
        assert training_cost[epoch] == pytest.approx(book.mean_cost(for_book, lmbda), rel=1e-10)
        expected = book.mean_cost(_as_vectors(classed), lmbda)
        assert evaluation_cost[epoch] == pytest.approx(expected, rel=1e-10)
    assert farthest(net.weights + net.biases, book.w + book.b) <= 1e-10


def test_update_mini_batch_has_its_own_n(vectors: Data) -> None:
    net = network2.Network([64, 12, 10])
    book = Book(net.weights, net.biases, "cross_entropy")
    net.update_mini_batch(vectors[:10], 0.5, 4.0, 205)
    book.step(vectors[:10], 0.5, 4.0, 205)
    assert farthest(net.weights + net.biases, book.w + book.b) <= 1e-13
    no_pair: Any = 4
    with pytest.raises(TypeError, match=r"^mini_batch\[0\]: int; expected a pair"):
        net.update_mini_batch([no_pair], 0.5, 4.0, 205)


def test_backprop_of_the_cross_entropy(vectors: Data) -> None:
    net = network2.Network([64, 12, 10])
    found = net.backprop(*vectors[0])
    expected = Book(net.weights, net.biases, "cross_entropy").gradient(*vectors[0])
    assert farthest(found[0] + found[1], expected[0] + expected[1]) <= 1e-14


def test_accuracy_and_total_cost_convert_the_other_way_round(vectors: Data, classed: Data) -> None:
    net = network2.Network([64, 12, 10])
    book = Book(net.weights, net.biases, "cross_entropy")
    assert net.accuracy(classed) == net.evaluate(classed) == book.right(classed)
    assert net.accuracy(vectors, convert=True) == book.right(vectors)
    assert net.total_cost(vectors, 2.0) == pytest.approx(book.mean_cost(vectors, 2.0), rel=1e-12)
    expected = book.mean_cost(_as_vectors(classed), 2.0)
    assert net.total_cost(classed, 2.0, convert=True) == pytest.approx(expected, rel=1e-12)
    with pytest.raises(TypeError, match=r"^y of data\[0\]: shape \(10, 1\)"):
        net.accuracy(vectors)
    with pytest.raises(ValueError, match=r"^y of data\[0\]: shape \(\)"):
        net.total_cost(classed, 2.0)


def test_a_cost_of_ones_own_sees_column_vectors(vectors: Data) -> None:
    class Weighted:
        """Cross-entropy, the third output counting double."""

        factor = np.array([[1, 1, 2, 1, 1, 1, 1, 1, 1, 1]]).T

        @staticmethod
        def fn(a: Any, y: Any) -> float:
            assert a.shape == y.shape == (10, 1)
            each = y * np.log(a) + (1 - y) * np.log(1 - a)
            return -float(np.sum(Weighted.factor * each))

        @staticmethod
        def delta(z: Any, a: Any, y: Any) -> Any:
            assert z.shape == (10, 1)
            return Weighted.factor * (a - y)

    net = network2.Network([64, 12, 10], cost=Weighted)
    book = Book(net.weights, net.biases, "cross_entropy")
    (x, y), doubled = vectors[0], np.ones((10, 1))
    doubled[2] = 2
    assert np.abs(net.backprop(x, y)[0][-1] - doubled * book.gradient(x, y)[0][-1]).max() < 1e-14
    a = book.outputs(x)[-1]
    assert net.total_cost([(x, y)], 0.0) == pytest.approx(Weighted.fn(a, y), rel=1e-12)
    # The cost may be changed after the network was made.
    net.cost = network2.QuadraticCost
    book.cost = "quadratic"
    assert farthest(net.backprop(x, y)[0], book.gradient(x, y)[0]) <= 1e-14


def test_lines_that_are_printed(
    vectors: Data, classed: Data, capsys: pytest.CaptureFixture[str]
) -> None:
    net = network2.Network([64, 12, 10])
    costs, counts, no_costs, no_counts = net.SGD(
        vectors,
        1,
        10,
        0.5,
        evaluation_data=classed,
        monitor_evaluation_cost=True,
        monitor_evaluation_accuracy=True,
    )
    assert (no_costs, no_counts) == ([], [])
    assert capsys.readouterr().out.splitlines() == [
        "Epoch 0 training complete",
        f"Cost on evaluation data: {costs[0]}",
        f"Accuracy on evaluation data: {counts[0]} / 200",
    ]
    net.SGD(vectors, 1, 10, 0.5, test_data=classed)
    assert capsys.readouterr().out == f"Epoch 0: {net.evaluate(classed)} / 200\n"


def test_early_stopping(vectors: Data, classed: Data) -> None:
    net = network2.Network([64, 12, 10])
    counts = net.SGD(
        vectors,
        200,
        10,
        0.5,
        evaluation_data=classed,
        monitor_evaluation_accuracy=True,
        early_stopping_n=4,
    )[1]
    assert 4 < len(counts) < 200
    assert max(counts[-4:]) <= max(counts[:-4])  # four that were not better,
    for end in range(5, len(counts)):  # and no four in a row before
        assert max(counts[end - 4 : end]) > max(counts[: end - 4])


def test_early_stopping_measures_for_itself(vectors: Data, classed: Data) -> None:
    net = network2.Network([64, 12, 10])
    book_order = list(vectors)
    random.seed(3)
    found = net.SGD(vectors, 1000, 10, 0.0, evaluation_data=classed, early_stopping_n=3)
    assert found == ([], [], [], [])
    random.seed(3)
    for _ in range(4):  # the first, and three that are as good with a rate of 0
        random.shuffle(book_order)
    assert [id(x) for x, _ in vectors] == [id(x) for x, _ in book_order]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"monitor_evaluation_cost": True}, "monitor_evaluation_cost: True without evaluation"),
        ({"monitor_evaluation_accuracy": True}, "monitor_evaluation_accuracy: True without eval"),
        ({"early_stopping_n": 2}, "early_stopping_n: 2 without evaluation_data"),
        ({"early_stopping_n": -1}, "early_stopping_n: -1"),
        ({"lmbda": -0.1}, "lmbda: -0.1"),
        ({"lmbda": []}, "lmbda: list; expected a number .test_data"),
        ({"lmbda": True}, "lmbda: bool"),
        ({"evaluation_data": [(1, 2)]}, "x of evaluation_data"),
    ],
)
def test_bad_arguments_change_nothing(options: dict[str, Any], message: str, vectors: Data) -> None:
    net = network2.Network([64, 12, 10])
    before, order = [w.copy() for w in net.weights], list(map(id, vectors))
    with pytest.raises((TypeError, ValueError), match=f"^{message}"):
        net.SGD(vectors, 1, 10, 0.5, **options)
    assert farthest(net.weights, before) == 0
    assert list(map(id, vectors)) == order


def test_a_cost_without_its_functions() -> None:
    with pytest.raises(TypeError, match=r"^cost: .* has no fn"):
        network2.Network([2, 1], cost=int)


def test_weights_that_run_away(vectors: Data) -> None:
    """ηλ/n = 40: each step multiplies the weights by -39."""
    net = network2.Network([64, 12, 10])
    with pytest.raises(FloatingPointError):
        net.SGD(vectors, 200, 10, 4.0, lmbda=2050.0)
    assert all(np.isfinite(w).all() for w in net.weights)


def test_a_script_with_one_import(
    vectors: Data, classed: Data, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the book's words, but for imports and print."""
    import deltaward.nielsen as network

    net = network.Network([64, 30, 10])
    net.SGD(vectors, 3, 10, 3.0, test_data=classed)
    assert capsys.readouterr().out.startswith("Epoch 0: ")
    nabla_b, nabla_w = net.backprop(*vectors[0])
    net.weights = [w - 0.1 * nw for w, nw in zip(net.weights, nabla_w, strict=True)]
    net.biases = [b - 0.1 * nb for b, nb in zip(net.biases, nabla_b, strict=True)]
    a = vectors[0][0]
    for b, w in zip(net.biases, net.weights, strict=True):
        a = network.sigmoid(np.dot(w, a) + b)
    assert np.abs(a - net.feedforward(vectors[0][0])).max() <= 1e-14

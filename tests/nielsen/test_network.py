# SPDX-License-Identifier: MIT
# ruff: noqa: NPY002  (the global generator, as in scripts for the book's code)
import random
import re

import numpy as np
import pytest

import deltaward as dw
import deltaward.nielsen as book_module
from deltaward.nielsen import base, network
from nielsen_book import Book, Data, farthest


def test_same_first_weights_as_the_book_from_the_same_seed() -> None:
    np.random.seed(5)
    net = network.Network([4, 3, 2])
    np.random.seed(5)
    expected = [np.random.randn(3, 1), np.random.randn(2, 1)]
    expected += [np.random.randn(3, 4), np.random.randn(2, 3)]
    assert farthest(net.biases + net.weights, expected) == 0
    assert (net.num_layers, net.sizes) == (3, [4, 3, 2])


@pytest.mark.parametrize("sizes", [[64, 30, 10], [64, 10], [64, 12, 11, 10]])
def test_same_weights_as_the_book_after_training(vectors: Data, sizes: list[int]) -> None:
    net = network.Network(sizes)
    book = Book(net.weights, net.biases, "quadratic")
    for_book = list(vectors)
    random.seed(3)
    net.SGD(vectors, 4, 10, 3.0)
    random.seed(3)
    book.train(for_book, 4, 10, 3.0)
    assert farthest(net.weights, book.w) <= 1e-10
    assert farthest(net.biases, book.b) <= 1e-10
    # The list of the caller is left in the same order too, and `random` in the same state.
    assert [id(x) for x, _ in vectors] == [id(x) for x, _ in for_book]


def test_data_larger_than_a_chunk(vectors: Data, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "CHUNK_ROWS", 37)
    net = network.Network([64, 8, 10])
    book = Book(net.weights, net.biases, "quadratic")
    for_book = list(vectors)
    random.seed(3)
    net.SGD(vectors, 2, 10, 3.0)
    random.seed(3)
    book.train(for_book, 2, 10, 3.0)
    assert farthest(net.weights, book.w) <= 1e-10


def test_a_mini_batch_larger_than_the_data(vectors: Data) -> None:
    net = network.Network([64, 8, 10])
    book = Book(net.weights, net.biases, "quadratic")
    net.SGD(list(vectors), 1, 1000, 3.0)
    book.train(list(vectors), 1, 1000, 3.0)
    assert farthest(net.weights, book.w) <= 1e-10


def test_backprop_and_update_mini_batch(vectors: Data) -> None:
    net = network.Network([64, 8, 9, 10])
    book = Book(net.weights, net.biases, "quadratic")
    nabla_b, nabla_w = net.backprop(*vectors[0])
    expected_b, expected_w = book.gradient(*vectors[0])
    assert farthest(nabla_b, expected_b) <= 1e-14
    assert farthest(nabla_w, expected_w) <= 1e-14
    net.update_mini_batch(vectors[:7], 2.0)
    book.step(vectors[:7], 2.0, 0.0, 7)
    assert farthest(net.weights + net.biases, book.w + book.b) <= 1e-13


def test_feedforward_of_columns(vectors: Data) -> None:
    net = network.Network([64, 8, 10])
    book = Book(net.weights, net.biases, "quadratic")
    one = net.feedforward(vectors[0][0])
    assert one.shape == (10, 1)
    assert np.abs(one - book.outputs(vectors[0][0])[-1]).max() <= 1e-14
    several = np.hstack([x for x, _ in vectors[:5]])
    assert np.abs(net.feedforward(several) - book.outputs(several)[-1]).max() <= 1e-14


def test_integers_are_numbers_and_no_pixels() -> None:
    net = network.Network([2, 3])
    whole = np.array([[1], [2]], dtype=np.uint8)
    assert np.array_equal(net.feedforward(whole), net.feedforward(whole.astype(float)))


def test_lines_that_are_printed(
    vectors: Data, classed: Data, capsys: pytest.CaptureFixture[str]
) -> None:
    net = network.Network([64, 30, 10])
    counts = net.SGD(vectors, 2, 10, 3.0, classed)
    book = Book(net.weights, net.biases, "quadratic")
    assert counts[-1] == net.evaluate(classed) == book.right(classed)
    assert capsys.readouterr().out == (f"Epoch 0: {counts[0]} / 200\nEpoch 1: {counts[1]} / 200\n")
    assert net.SGD(vectors, 1, 10, 3.0) == []
    assert capsys.readouterr().out == "Epoch 0 complete\n"


def test_zips_and_tuples_are_taken(vectors: Data, classed: Data) -> None:
    net = network.Network([64, 8, 10])
    expected = net.evaluate(classed)
    xs, ys = zip(*classed, strict=True)
    assert net.evaluate(zip(xs, ys, strict=True)) == expected
    given = tuple(vectors)
    book = Book(net.weights, net.biases, "quadratic")
    random.seed(3)
    net.SGD(given, 1, 10, 3.0, test_data=zip(xs, ys, strict=True))
    random.seed(3)
    book.train(list(given), 1, 10, 3.0)
    assert farthest(net.weights, book.w) <= 1e-10


def test_arrays_and_lists_belong_to_the_script(vectors: Data) -> None:
    net = network.Network([64, 8, 10])
    weights, before = net.weights, [w.copy() for w in net.weights]
    net.SGD(vectors, 1, 10, 3.0)
    assert farthest(weights, before) == 0  # the old list is what it was
    assert farthest(net.weights, before) > 1e-3
    net.weights = weights
    net.biases[1] = np.full((10, 1), 0.5)  # one of the list
    net.weights[0][2, 3] = 7.0  # in place
    book = Book(net.weights, net.biases, "quadratic")
    x = vectors[0][0]
    assert np.abs(net.feedforward(x) - book.outputs(x)[-1]).max() <= 1e-14


def test_as_network_is_of_its_own(vectors: Data) -> None:
    net = network.Network([64, 8, 10])
    x, y = vectors[0]
    core = net.as_network()
    assert core.dtype == np.float64
    assert np.abs(core.feedforward(x.T).T - net.feedforward(x)).max() <= 1e-15
    assert core.check_gradients(x.T, y.T)
    core.weights[0][:] = 0
    assert np.abs(net.weights[0]).max() > 0


def test_interruption_leaves_the_weights_of_what_was_done(
    vectors: Data, classed: Data, monkeypatch: pytest.MonkeyPatch
) -> None:
    net = network.Network([64, 8, 10])
    before = [w.copy() for w in net.weights]
    fit, calls = dw.Network.fit, []

    def interrupted(*args: object, **kwargs: object) -> object:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return fit(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(base, "CHUNK_ROWS", 50)
    monkeypatch.setattr(dw.Network, "fit", interrupted)
    with pytest.raises(KeyboardInterrupt):
        net.SGD(vectors, 1, 10, 3.0)
    assert farthest(net.weights, before) > 1e-3


def test_the_two_networks_are_told_apart() -> None:
    assert book_module.Network is book_module.network2.Network
    assert book_module.network.Network is network.Network
    difference = network.Network([2, 1]).cost_derivative(np.ones((1, 1)), np.zeros((1, 1)))
    assert np.array_equal(difference, [[1.0]])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda n, d: n.feedforward(d[0][0][:, 0]), r"a: shape \(64,\); expected \(64, 1\)"),
        (lambda n, d: n.feedforward(np.array([["a"]] * 64)), "a: dtype <U1"),
        (lambda n, d: n.backprop(d[0][0], d[0][1][:, 0]), r"y: shape \(10,\)"),
        (lambda n, d: n.backprop(d[0][0].T, d[0][1]), r"x: shape \(1, 64\)"),
        (lambda n, d: n.SGD([], 1, 10, 3.0), "training_data: no samples"),
        (lambda n, d: n.SGD(3, 1, 10, 3.0), "training_data: int"),
        (lambda n, d: n.SGD([d[0], 4], 1, 10, 3.0), r"training_data\[1\]: int"),
        (lambda n, d: n.SGD([d[0], (d[0][0], 4)], 1, 10, 3.0), r"y of training_data\[1\]: shape"),
        (lambda n, d: n.SGD(d, 1.5, 10, 3.0), "epochs: 1.5"),
        (lambda n, d: n.SGD(d, 1, 0, 3.0), "mini_batch_size: 0"),
        (lambda n, d: n.SGD(d, 1, 10, -3.0), "eta: -3.0"),
        (lambda n, d: n.SGD(d, 1, 10, "fast"), "eta: str"),
        (lambda n, d: n.SGD(d, 1, 10, 3.0, test_data=d), r"y of test_data\[0\]: shape \(10, 1\)"),
        (lambda n, d: n.evaluate([(d[0][0], 10)]), r"y of test_data\[0\]: 10; expected 0 to 9"),
        (lambda n, d: n.update_mini_batch(d, -1), "eta: -1"),
    ],
)
def test_bad_arguments_change_nothing(call: object, message: str, vectors: Data) -> None:
    net = network.Network([64, 8, 10])
    before, order = [w.copy() for w in net.weights], list(map(id, vectors))
    with pytest.raises((TypeError, ValueError), match=f"^{message}"):
        call(net, vectors)  # type: ignore[operator]
    assert farthest(net.weights, before) == 0
    assert list(map(id, vectors)) == order


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("weights", [np.zeros((8, 64))], "weights: 1 arrays; expected 2"),
        ("weights", [np.zeros((8, 64)), np.zeros((8, 10))], "weights[1]: shape (8, 10); expected"),
        ("biases", [np.zeros(8), np.zeros((10, 1))], "biases[0]: shape (8,); expected (8, 1)"),
    ],
)
def test_parameters_of_a_wrong_shape(name: str, value: object, message: str) -> None:
    net = network.Network([64, 8, 10])
    setattr(net, name, value)
    with pytest.raises(ValueError, match=f"^{re.escape(message)}"):
        net.feedforward(np.zeros((64, 1)))


@pytest.mark.parametrize("sizes", [[5], [5, 0], "5,3", [5, 2.5]])
def test_bad_sizes(sizes: object) -> None:
    with pytest.raises((TypeError, ValueError), match=r"^sizes"):
        network.Network(sizes)  # type: ignore[arg-type]

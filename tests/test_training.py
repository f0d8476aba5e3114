# SPDX-License-Identifier: MIT
import hashlib
import re
import time
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import deltaward as dw
import oracle
from conftest import Split
from deltaward import _core

Array = npt.NDArray[Any]


def digest(net: dw.Network) -> str:
    joined = b"".join(a.tobytes() for a in net.weights + net.biases)
    return hashlib.sha256(joined).hexdigest()


def _blobs(rng: np.random.Generator, m: int = 60) -> tuple[Array, Array]:
    classes = np.arange(m) % 3
    return rng.standard_normal((m, 4)) + 2 * np.eye(3, 4)[classes], classes


def test_a_step_is_the_gradient_s(dtype: np.dtype[Any], rng: np.random.Generator) -> None:
    x, y = _blobs(rng, 20)
    net = dw.Network([4, 5, 3], activation="tanh", dtype=dtype)
    _, nabla_w = net.gradient(x, y)
    expected = [w - dtype.type(0.25) * g for w, g in zip(net.weights, nabla_w, strict=True)]
    net.fit(x, y, epochs=1, batch_size=20, learning_rate=0.25, shuffle=False, verbose=0)
    for w, e in zip(net.weights, expected, strict=True):
        np.testing.assert_allclose(w, e, rtol=2 * np.finfo(dtype).eps, atol=np.finfo(dtype).eps)


@pytest.mark.parametrize("shuffle", [True, False])
def test_an_epoch_takes_the_mini_batches_in_order(shuffle: bool, rng: np.random.Generator) -> None:
    x, y = _blobs(rng, 23)  # the last mini-batch has 3
    net = dw.Network([4, 5, 3], activation="sigmoid", dtype="float64", seed=4)
    weights = [w.copy() for w in net.weights]
    biases = [b.copy() for b in net.biases]
    history = net.fit(
        x, y, epochs=2, batch_size=5, learning_rate=0.5, shuffle=shuffle, seed=11, verbose=0
    )
    costs = []
    for epoch in range(2):
        order = _core.permutation(23, 11, epoch) if shuffle else np.arange(23)
        total = 0.0
        for first in range(0, 23, 5):
            rows = order[first : first + 5]
            targets = oracle.one_hot(y[rows], 3)
            a = oracle.forward(weights, biases, net.activations, x[rows])[1][-1]
            total += oracle.cost("cross_entropy", "softmax", a, targets).sum()
            nabla_b, nabla_w = oracle.gradient(
                weights, biases, net.activations, "cross_entropy", x[rows], targets
            )
            weights = [w - 0.5 * g for w, g in zip(weights, nabla_w, strict=True)]
            biases = [b - 0.5 * g for b, g in zip(biases, nabla_b, strict=True)]
        costs.append(total / 23)
    for got, expected in zip(net.weights + net.biases, weights + biases, strict=True):
        np.testing.assert_allclose(got, expected, rtol=1e-12, atol=1e-14)
    assert history.history["cost"] == pytest.approx(costs, rel=1e-12)


def test_a_seed_gives_the_same_bits(digits: tuple[Split, Split]) -> None:
    (x, y), _ = digits
    runs = set()
    for _ in range(3):
        net = dw.Network([64, 30, 10], seed=3)
        net.fit(x, y, epochs=2, learning_rate=0.1, verbose=0)
        runs.add(digest(net))
    assert len(runs) == 1


def test_fit_goes_on_where_it_stopped(rng: np.random.Generator) -> None:
    x, y = _blobs(rng)
    once, twice = dw.Network([4, 5, 3]), dw.Network([4, 5, 3])
    once.fit(x, y, epochs=5, verbose=0)
    twice.fit(x, y, epochs=2, verbose=0)
    twice.fit(x, y, epochs=3, verbose=0)
    assert digest(once) == digest(twice)
    assert twice.epochs_trained == 5


def test_seed_of_fit_changes_the_order(rng: np.random.Generator) -> None:
    x, y = _blobs(rng)
    nets = [dw.Network([4, 5, 3]) for _ in range(3)]
    for net, seed in zip(nets, (1, 2, 1), strict=True):
        net.fit(x, y, batch_size=7, seed=seed, verbose=0)
    first, other, again = map(digest, nets)
    assert first == again != other


def test_history(rng: np.random.Generator) -> None:
    x, y = _blobs(rng)
    net = dw.Network([4, 5, 3])
    history = net.fit(x, y, epochs=4, validation_data=(x, y), learning_rate=0.5, verbose=0)
    assert list(history.history) == [
        "cost",
        "accuracy",
        "val_cost",
        "val_accuracy",
        "learning_rate",
        "seconds",
    ]
    assert {len(v) for v in history.history.values()} == {4}
    assert history.epochs == 4
    assert history.history["cost"][-1] < history.history["cost"][0]
    score = net.evaluate(x, y)
    assert history.history["val_cost"][-1] == score["cost"]
    assert history.history["val_accuracy"][-1] == score["accuracy"]
    assert "4 epochs" in repr(history)


def test_no_epochs(rng: np.random.Generator) -> None:
    net = dw.Network([4, 5, 3])
    before = digest(net)
    assert net.fit(*_blobs(rng), epochs=0, verbose=0).epochs == 0
    assert digest(net) == before


def test_validation_split_keeps_the_last(rng: np.random.Generator) -> None:
    x, y = _blobs(rng, 50)
    split, given = dw.Network([4, 5, 3]), dw.Network([4, 5, 3])
    a = split.fit(x, y, epochs=2, validation_split=0.2, verbose=0)
    b = given.fit(x[:40], y[:40], epochs=2, validation_data=(x[40:], y[40:]), verbose=0)
    assert digest(split) == digest(given)
    assert a.history["val_cost"] == b.history["val_cost"]


def test_regression(rng: np.random.Generator) -> None:
    x = rng.uniform(-1, 1, (400, 1))
    net = dw.Network([1, 20, 1], activation="tanh", cost="quadratic")
    history = net.fit(x, x[:, 0] ** 2, epochs=150, learning_rate=0.2, batch_size=10, verbose=0)
    assert history.history["cost"][-1] < 1e-3
    assert np.isnan(history.history["accuracy"]).all()


def test_memory_mapped(tmp_path: Any, rng: np.random.Generator) -> None:
    x, y = _blobs(rng)
    np.save(tmp_path / "x.npy", x)
    mapped = np.load(tmp_path / "x.npy", mmap_mode="r")
    nets = [dw.Network([4, 5, 3]) for _ in range(2)]
    for net, inputs in zip(nets, (x, mapped), strict=True):
        net.fit(inputs, y, epochs=2, verbose=0)
    assert digest(nets[0]) == digest(nets[1])


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"epochs": -1}, ValueError, "epochs: -1; expected at least 0"),
        ({"epochs": 1.5}, TypeError, "epochs: 1.5 of type float"),
        ({"batch_size": 0}, ValueError, "batch_size: 0; expected at least 1"),
        ({"learning_rate": -0.1}, ValueError, "learning_rate: -0.1; expected a finite"),
        ({"learning_rate": float("nan")}, ValueError, "learning_rate: nan; expected a finite"),
        (
            {"learning_rate": "fast"},
            TypeError,
            "learning_rate: 'fast' of type str; expected a number",
        ),
        ({"optimizer": "sgdd"}, ValueError, "optimizer: 'sgdd' is not known; expected one of sgd"),
        ({"optimizer": 3}, TypeError, "optimizer: 3; expected a name"),
        (
            {"optimizer": dw.optimizers.SGD(learning_rate=0.1), "learning_rate": 0.2},
            ValueError,
            "learning_rate: 0.2, and the optimizer brings its own, 0.1",
        ),
        (
            {"shuffle": "no"},
            TypeError,
            "shuffle: 'no' of type str; expected True, False or 'blocks'",
        ),
        ({"validation_split": "a"}, TypeError, "validation_split: 'a' of type str; expected a num"),
        ({"batch_size": 2**70}, ValueError, "batch_size: 1180591620717411303424; expected"),
        ({"seed": -1}, ValueError, "seed: -1"),
        ({"seed": 2**64}, ValueError, "seed: 18446744073709551616; expected 0 to"),
        ({"verbose": 3}, ValueError, "verbose: 3; expected 0 to 2"),
        ({"validation_split": 1.0}, ValueError, "validation_split: 1.0; expected 0 to 1"),
        ({"validation_split": 0.999}, ValueError, "validation_split: 0.999 of 60 samples"),
        ({"validation_data": 3}, TypeError, r"validation_data: int; expected a pair"),
        (
            {"validation_data": (np.ones((2, 4)), np.zeros(2, int)), "validation_split": 0.5},
            ValueError,
            "validation_split: 0.5, with validation_data given too",
        ),
        (
            {"validation_data": (np.ones((2, 3)), np.zeros(2, int))},
            ValueError,
            r"validation_data\[0\]: shape \(2, 3\)",
        ),
        (
            {"validation_data": (np.ones((2, 4)), np.full(2, 7))},
            ValueError,
            r"validation_data\[1\]: class 7",
        ),
    ],
)
def test_bad_arguments(
    arguments: dict[str, Any], error: type[Exception], message: str, rng: np.random.Generator
) -> None:
    net = dw.Network([4, 5, 3])
    before = digest(net)
    with pytest.raises(error, match=message):
        net.fit(*_blobs(rng), **({"verbose": 0} | arguments))
    assert digest(net) == before


def test_an_optimizer_object(rng: np.random.Generator) -> None:
    x, y = _blobs(rng)
    named, made = dw.Network([4, 3]), dw.Network([4, 3])
    named.fit(x, y, learning_rate=0.3, verbose=0)
    made.fit(x, y, optimizer=dw.optimizers.SGD(learning_rate=0.3), verbose=0)
    assert digest(named) == digest(made)


def test_lines_and_bar(rng: np.random.Generator, capsys: pytest.CaptureFixture[str]) -> None:
    x, y = _blobs(rng)
    net = dw.Network([4, 5, 3])
    net.fit(x, y, epochs=2, verbose=2, validation_data=(x, y))
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("epoch 2/2  cost ")
    figures = r"cost \S+  accuracy \S+ %  val_cost \S+  val_accuracy \S+ %  learning_rate 0.01"
    assert re.fullmatch(rf"epoch 2/2  {figures}  \d\.\d\d s  [\d,]+ samples/s", lines[1])
    net.fit(x, y, epochs=2, verbose=1)
    captured = capsys.readouterr()
    assert captured.out == ""
    for part in ("epoch 2/2", "cost", "accuracy", "samples/s", "100%"):
        assert part in captured.err


def test_samples_a_second_are_those_of_the_training(capsys: pytest.CaptureFixture[str]) -> None:
    """Without the time that validation takes."""
    x, y = np.zeros((64, 4)), np.zeros(64, np.int64)

    def slow(y_true: Any, y_pred: Any) -> float:
        time.sleep(0.5)
        return 1.0

    net = dw.Network([4, 5, 3])
    net.fit(x, y, verbose=2, validation_data=(x[:8], y[:8]), metrics=[slow])
    *_, seconds, _, rate, _ = capsys.readouterr().err.split()
    assert float(seconds) >= 0.5
    assert int(rate.replace(",", "")) > 64 / 0.5


def test_numpy_scalars_as_arguments(rng: np.random.Generator) -> None:
    nets = [dw.Network([4, 5, 3]) for _ in range(2)]
    data = _blobs(rng)
    nets[0].fit(*data, epochs=2, batch_size=7, learning_rate=0.25, verbose=0)
    scalars: dict[str, Any] = {
        "epochs": np.int64(2),
        "batch_size": np.uint8(7),
        "learning_rate": np.float32(0.25),
        "shuffle": np.True_,
    }
    nets[1].fit(*data, verbose=0, **scalars)
    assert digest(nets[0]) == digest(nets[1])


def test_a_batch_larger_than_the_data_is_the_data(rng: np.random.Generator) -> None:
    nets = [dw.Network([4, 5, 3]) for _ in range(2)]
    data = _blobs(rng)
    for net, size in zip(nets, (60, 2**62), strict=True):
        net.fit(*data, epochs=2, batch_size=size, verbose=0)
    assert digest(nets[0]) == digest(nets[1])

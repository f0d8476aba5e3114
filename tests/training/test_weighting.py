# SPDX-License-Identifier: MIT
from typing import Any

import numpy as np
import pytest

import deltaward as dw
import oracle
from test_training import digest
from training_oracle import Array, Recipe, Trainer, assert_same

INF, NAN = float("inf"), float("nan")


def _data(rng: np.random.Generator, m: int = 24) -> tuple[Array, Array]:
    return rng.standard_normal((m, 4)), rng.integers(0, 3, m)


def _nets(number: int = 2, **options: Any) -> list[dw.Network]:
    made: dict[str, Any] = {"activation": "tanh", "dtype": "float64", "seed": 2} | options
    return [dw.Network([4, 6, 3], **made) for _ in range(number)]


def _assert_close(got: dw.Network, expected: dw.Network) -> None:
    for a, b in zip(got.weights + got.biases, expected.weights + expected.biases, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-14)


def _in_place(x: Array, count: Array) -> Array:
    return np.repeat(x, count, axis=0)


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_a_weight_is_how_often_the_row_is_there(optimizer: str, rng: np.random.Generator) -> None:
    """Mini-batches of an iterable, so that each can have as many rows as its weights add up to."""
    x, y = _data(rng)
    count = np.array([0, 1, 2, 3] * 6)
    weighted, repeated = _nets()
    parts = [slice(i, i + 8) for i in range(0, 24, 8)]
    history = weighted.fit(
        x,
        y,
        sample_weight=count,
        batch_size=8,
        optimizer=optimizer,
        shuffle=False,
        epochs=3,
        verbose=0,
    )
    again = repeated.fit(
        [(_in_place(x[p], count[p]), _in_place(y[p], count[p])) for p in parts],
        optimizer=optimizer,
        epochs=3,
        verbose=0,
    )
    _assert_close(weighted, repeated)
    assert history.history["cost"] == pytest.approx(again.history["cost"], rel=1e-12)


def test_any_number_of_threads_finds_each_row_s_weight(rng: np.random.Generator) -> None:
    (x, y), nets = _data(rng), _nets(4)
    for net, threads in zip(nets, (1, 2, 3, 8), strict=True):
        net.fit(x, y, sample_weight=np.arange(1, 25), threads=threads, seed=0, verbose=0)
    assert len({digest(net) for net in nets}) == 1


def test_triples_of_an_iterable_bring_weights(rng: np.random.Generator) -> None:
    x, y = _data(rng)
    weight = rng.random(24)
    arrays, triples = _nets()
    arrays.fit(x, y, sample_weight=weight, batch_size=8, shuffle=False, verbose=0)
    triples.fit(
        [(x[i : i + 8], y[i : i + 8], weight[i : i + 8]) for i in range(0, 24, 8)], verbose=0
    )
    assert digest(arrays) == digest(triples)


def test_as_in_numpy(rng: np.random.Generator) -> None:
    x, y = _data(rng, 50)
    weight = rng.random(50) * (rng.random(50) < 0.8)
    (net,) = _nets(1)
    expected = Trainer(net, Recipe(rate=lambda _: 0.5, seed=9, l2=0.1))
    expected.fit(x, oracle.one_hot(y, 3), epochs=3, batch_size=8, sample_weight=weight)
    history = net.fit(
        x,
        y,
        sample_weight=weight,
        epochs=3,
        batch_size=8,
        learning_rate=0.5,
        l2=0.1,
        seed=9,
        verbose=0,
    )
    assert_same(net, expected)
    assert history.history["cost"] == pytest.approx(expected.costs, rel=1e-12)


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam", "lion"])
def test_a_mini_batch_that_weighs_nothing_changes_nothing(
    optimizer: str, rng: np.random.Generator
) -> None:
    x, y = _data(rng)
    weight = np.repeat([1.0, 0, 1], 8)
    (net,) = _nets(1)
    digests: list[Any] = []

    def note(batch: int, logs: dict[str, float]) -> None:
        digests.append((digest(net), net._core.optimizer_steps))

    net.fit(
        x,
        y,
        sample_weight=weight,
        batch_size=8,
        optimizer=optimizer,
        l2=1.0,
        shuffle=False,
        callbacks=dw.callbacks.LambdaCallback(on_train_batch_end=note),
        verbose=0,
    )
    assert digests[0] == digests[1] != digests[2]
    assert digests[2][1] == 2


def test_rows_of_weight_0_may_have_any_cost(rng: np.random.Generator) -> None:
    """An infinite cost times 0 would be NaN."""
    x, y = _data(rng)
    x[3] = 1e300
    weight = np.ones(24)
    weight[3] = 0
    (net,) = _nets(1, activation="relu", cost="quadratic", output_activation="identity")
    history = net.fit(
        x, y, sample_weight=weight, batch_size=24, learning_rate=1e-3, shuffle=False, verbose=0
    )
    assert np.isfinite(history.history["cost"]).all()


def test_classes_times_samples(rng: np.random.Generator) -> None:
    x, y = _data(rng)
    own = rng.random(24)
    by_class, by_sample = _nets()
    by_class.fit(x, y, sample_weight=own, class_weight={0: 0.5, 2: 3}, verbose=0)
    by_sample.fit(x, y, sample_weight=own * np.array([0.5, 1, 3])[y], verbose=0)
    assert digest(by_class) == digest(by_sample)


@pytest.mark.parametrize("missing", [False, True])
def test_balanced_is_scikit_learn_s(missing: bool, rng: np.random.Generator) -> None:
    utils = pytest.importorskip("sklearn.utils", reason="scikit-learn is not installed")
    x, y = _data(rng)
    y = np.array([0, 0, 0, 2, 2, 2 if missing else 1] * 4)
    classes = np.unique(y)
    theirs = utils.class_weight.compute_class_weight("balanced", classes=classes, y=y)
    balanced, given = _nets()
    balanced.fit(x, y, class_weight="balanced", verbose=0)
    given.fit(x, y, class_weight=dict(zip(classes.tolist(), theirs, strict=True)), verbose=0)
    assert digest(balanced) == digest(given)


@pytest.mark.parametrize("kind", [int, float, bool, np.uint8])
def test_one_output_has_two_classes(kind: type, rng: np.random.Generator) -> None:
    x = rng.standard_normal((20, 4))
    y = np.arange(20) % 5 == 0
    balanced, given = (dw.Network([4, 5, 1], dtype="float64", seed=1) for _ in range(2))
    if kind is bool:
        y = y.astype(np.int64)
    balanced.fit(x, y.astype(kind), class_weight="balanced", verbose=0)
    given.fit(x, y.astype(float), sample_weight=np.where(y, 20 / 8, 20 / 32), verbose=0)
    assert digest(balanced) == digest(given)


@pytest.mark.parametrize("scale", [1e-30, 1e-3, 1e6, 1e300])
def test_only_ratios_count(scale: float, dtype: np.dtype[Any], rng: np.random.Generator) -> None:
    x, y = _data(rng)
    weight = rng.random(24) + 0.5
    plain, scaled = _nets(dtype=dtype)
    plain.fit(x, y, sample_weight=weight, verbose=0)
    scaled.fit(x, y, sample_weight=weight * scale, verbose=0)
    for got, expected in zip(scaled.weights, plain.weights, strict=True):
        np.testing.assert_allclose(got, expected, rtol=100 * np.finfo(dtype).eps)


@pytest.mark.parametrize(
    ("weight", "error", "message"),
    [
        (np.ones(23), ValueError, r"sample_weight: shape \(23,\); expected \(24,\)"),
        (np.ones((24, 1)), ValueError, r"sample_weight: shape \(24, 1\); expected \(24,\)"),
        (-np.ones(24), ValueError, "sample_weight: -1.0 in row 0; expected finite"),
        (np.zeros(24), ValueError, "sample_weight: all zero; expected a positive sum"),
        (np.where(np.arange(24) == 7, NAN, 1), ValueError, "sample_weight: nan in row 7"),
        (np.where(np.arange(24) == 7, INF, 1), ValueError, "sample_weight: inf in row 7"),
        (np.full(24, 1e308), ValueError, "sample_weight: a sum beyond 1.79"),
        (np.full(24, "a"), TypeError, "sample_weight: dtype <U1"),
        (np.ones(24, bool), TypeError, "sample_weight: dtype bool"),
        (np.ones(24, complex), TypeError, "sample_weight: dtype complex128"),
    ],
)
@pytest.mark.parametrize("class_weight", [None, "balanced"])
def test_bad_sample_weights(
    weight: Array,
    error: type[Exception],
    message: str,
    class_weight: str | None,
    dtype: np.dtype[Any],
    rng: np.random.Generator,
) -> None:
    (net,) = _nets(1, dtype=dtype)
    before = digest(net)
    for sample_weight in (weight, weight.tolist()):
        with pytest.raises(error, match=message):
            net.fit(*_data(rng), sample_weight=sample_weight, class_weight=class_weight, verbose=0)
    assert digest(net) == before


@pytest.mark.parametrize(
    ("class_weight", "error", "message"),
    [
        ("even", ValueError, "class_weight: 'even'; expected 'balanced' or a dict"),
        ([1, 2, 3], TypeError, "class_weight: list; expected 'balanced' or a dict"),
        ({3: 1.0}, ValueError, "class_weight: class 3; expected 0 to 2"),
        ({-1: 1.0}, ValueError, "class_weight: class -1; expected 0 to 2"),
        ({"a": 1.0}, ValueError, "class_weight: class 'a'; expected 0 to 2"),
        ({True: 1.0}, ValueError, "class_weight: class True; expected 0 to 2"),
        ({0: "a"}, TypeError, "class_weight: 'a' for class 0; expected a number"),
        ({0: -1}, ValueError, "class_weight: -1 for class 0; expected a finite number"),
        ({0: NAN}, ValueError, "class_weight: nan for class 0; expected a finite number"),
        ({0: 0, 1: 0, 2: 0}, ValueError, "all zero"),
    ],
)
def test_bad_class_weights(
    class_weight: Any, error: type[Exception], message: str, rng: np.random.Generator
) -> None:
    (net,) = _nets(1)
    before = digest(net)
    with pytest.raises(error, match=message):
        net.fit(*_data(rng), class_weight=class_weight, verbose=0)
    assert digest(net) == before


def test_products_of_weights_that_overflow(rng: np.random.Generator) -> None:
    (net,) = _nets(1)
    with pytest.raises(ValueError, match="sample_weight: inf in row 0; expected finite"):
        net.fit(
            *_data(rng),
            sample_weight=np.where(np.arange(24) == 0, 1e300, 1),
            class_weight=dict.fromkeys(range(3), 1e300),
            verbose=0,
        )


def test_class_weights_need_classes(rng: np.random.Generator) -> None:
    x, y = _data(rng)
    (net,) = _nets(1)
    with pytest.raises(ValueError, match="class_weight: given with y of dtype float64 and shape"):
        net.fit(x, oracle.one_hot(y, 3), class_weight="balanced", verbose=0)
    one = dw.Network([4, 1])
    with pytest.raises(ValueError, match="class_weight: given with y of dtype float64"):
        one.fit(x, rng.random(24), class_weight="balanced", verbose=0)
    for name in ("sample_weight", "class_weight"):
        options: dict[str, Any] = {name: {0: 1.0}}
        with pytest.raises(ValueError, match=f"{name}: given with an iterable"):
            net.fit([(x, y)], verbose=0, **options)

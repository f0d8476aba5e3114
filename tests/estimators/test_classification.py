# SPDX-License-Identifier: MIT
import copy
from typing import Any

import numpy as np
import pytest
from scipy import sparse
from sklearn.exceptions import DataConversionWarning, NotFittedError

import deltaward as dw
from deltaward.sklearn import MLPClassifier
from own_costs import QuadraticCost

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")

FEW: dict[str, Any] = {"random_state": 0, "max_iter": 5}


def test_classes_come_back_as_they_came(two_classes: Any) -> None:
    x, y = two_classes
    net = MLPClassifier(random_state=0, learning_rate_init=0.01).fit(x, y)
    assert list(net.classes_) == ["blue", "red"]
    assert net.score(x, y) > 0.9
    proba = net.predict_proba(x)
    assert proba.shape == (100, 2)
    np.testing.assert_allclose(proba.sum(axis=1), 1, atol=1e-6)
    np.testing.assert_array_equal(net.classes_[proba.argmax(axis=1)], net.predict(x))


def test_one_class_has_probability_one(iris: Any) -> None:
    net = MLPClassifier(**FEW).fit(iris[0], np.full(150, 7))
    assert net.predict_proba(iris[0]).tolist() == [[1.0]] * 150
    assert set(net.predict(iris[0])) == {7}


@pytest.mark.parametrize("make", [np.array, sparse.csr_array])
def test_several_labels(labels: Any, make: Any) -> None:
    x, y = labels
    net = MLPClassifier(random_state=0, learning_rate_init=0.02).fit(x, make(y))
    assert net.predict_proba(x).shape == y.shape
    assert set(np.unique(net.predict(x))) <= {0, 1}
    assert net.score(x, y) > 0.95


def test_class_weight_is_a_weight_of_samples(two_classes: Any) -> None:
    x, y = two_classes
    weighted = MLPClassifier(**FEW, class_weight={"red": 3.0}).fit(x, y)
    same = MLPClassifier(**FEW).fit(x, y, sample_weight=np.where(y == "red", 3.0, 1.0))
    np.testing.assert_array_equal(weighted.coefs_[0], same.coefs_[0])
    assert (weighted.coefs_[0] != MLPClassifier(**FEW).fit(x, y).coefs_[0]).any()


def test_balanced_finds_the_rare_class(rng: np.random.Generator) -> None:
    x = rng.normal(size=(400, 2))
    y = (x[:, 0] + rng.normal(size=400) > 2.2).astype(int)
    rare = y == 1
    assert 10 < rare.sum() < 60
    plain, balanced = (
        MLPClassifier(random_state=0, max_iter=60, class_weight=w).fit(x, y).predict(x)[rare].mean()
        for w in (None, "balanced")
    )
    assert balanced > plain + 0.3


def test_partial_fit_wants_all_classes_first(iris: Any) -> None:
    x, y = iris
    net = MLPClassifier(random_state=0)
    with pytest.raises(ValueError, match=r"^classes: None in the first call"):
        net.partial_fit(x, y)
    net.partial_fit(x[:50], y[:50], classes=[0, 1, 2])
    assert net.predict_proba(x).shape == (150, 3)
    net.partial_fit(x, y).partial_fit(x, y, classes=[2, 1, 0])
    with pytest.raises(ValueError, match=r"^classes: \[0, 1\]; expected those before"):
        net.partial_fit(x, y, classes=[0, 1])
    with pytest.raises(ValueError, match=r"^y: class .*9.*; expected the classes"):
        net.partial_fit(x[:1], [9])
    with pytest.raises(ValueError, match=r"^class_weight: 'balanced' with partial_fit"):
        net.set_params(class_weight="balanced").partial_fit(x, y)


def test_partial_fit_learns(iris: Any) -> None:
    net = MLPClassifier(random_state=0, learning_rate_init=0.01, batch_size=20)
    for _ in range(15):
        net.partial_fit(iris[0], iris[1], classes=[0, 1, 2])
    assert net.t_ == 15 * 150
    assert net.score(*iris) > 0.95


def test_warm_start_wants_the_same(iris: Any, labels: Any) -> None:
    net = MLPClassifier(**FEW, warm_start=True).fit(*iris)
    with pytest.raises(ValueError, match=r"^y: class"):
        net.fit(iris[0], iris[1] + 1)
    with pytest.raises(ValueError, match=r"^y: shape \(150, 2\); expected 3 outputs"):
        net.fit(*labels)
    with pytest.raises(ValueError, match=r"^hidden_layer_sizes: layers \[4, 7, 3\]"):
        net.set_params(hidden_layer_sizes=7).fit(*iris)


@pytest.mark.parametrize(
    ("name", "value"), [("activation", "tanh"), ("loss", "huber"), ("loss", QuadraticCost)]
)
def test_going_on_with_another_network_is_refused(iris: Any, name: str, value: Any) -> None:
    net = MLPClassifier(**FEW, warm_start=True).fit(*iris)
    before = net.coefs_[0].copy()
    net.set_params(**{name: value})
    for go_on in (net.fit, net.partial_fit):
        with pytest.raises(ValueError, match=f"^{name}: .*, and the network to go on with has"):
            go_on(*iris)
    np.testing.assert_array_equal(net.coefs_[0], before)


def test_a_refit_forgets(iris: Any, two_classes: Any) -> None:
    net = MLPClassifier(**FEW).fit(*iris)
    fresh = MLPClassifier(**FEW).fit(*two_classes)
    net.fit(*two_classes)
    np.testing.assert_array_equal(net.coefs_[1], fresh.coefs_[1])
    assert list(net.classes_) == ["blue", "red"]


def test_targets_that_are_no_classes(iris: Any) -> None:
    x, y = iris
    with pytest.raises(ValueError, match="Unknown label type"):
        MLPClassifier().fit(x, x[:, 0])
    with pytest.raises(ValueError, match=r"^y: Unknown label type: several classes a sample"):
        MLPClassifier().fit(x, np.stack([y, y], axis=1))
    with pytest.warns(DataConversionWarning):
        MLPClassifier(**FEW).fit(x, y[:, None])


def test_uint8_is_numbers_not_pixels() -> None:
    (x, y), _ = dw.datasets.load_digits()
    assert x.dtype == np.uint8
    settings: dict[str, Any] = {"max_iter": 2, "random_state": 0}
    as_bytes = MLPClassifier(**settings).fit(x, y)
    as_floats = MLPClassifier(**settings).fit(x.astype(np.float32), y)
    np.testing.assert_array_equal(as_bytes.coefs_[0], as_floats.coefs_[0])
    np.testing.assert_array_equal(as_bytes.predict_proba(x), as_floats.predict_proba(x * 1.0))
    pixels = MLPClassifier(**settings).fit(x / 255, y)
    assert (pixels.coefs_[0] != as_bytes.coefs_[0]).any()


def test_unfitted(iris: Any) -> None:
    with pytest.raises(NotFittedError):
        MLPClassifier().predict_proba(iris[0])
    assert not hasattr(MLPClassifier(), "coefs_")


def test_written_weights_count(iris: Any) -> None:
    net = MLPClassifier(**FEW).fit(*iris)
    for array in net.coefs_ + net.intercepts_:
        array[...] = 0
    np.testing.assert_allclose(net.predict_proba(iris[0]), 1 / 3, rtol=1e-6)
    assert net.coefs_[0].shape == (4, 100)
    assert net.intercepts_[1].shape == (3,)


def test_the_network_shows_what_it_can(iris: Any) -> None:
    net = MLPClassifier(**FEW).fit(*iris)
    trace = net.network_.trace(iris[0][:3], iris[1][:3])
    np.testing.assert_array_equal(trace.layers[-1].activation, net.predict_proba(iris[0][:3]))


def test_weights_that_are_all_zero(iris: Any) -> None:
    net = MLPClassifier(class_weight={0: 0.0, 1: 0.0, 2: 0.0})
    with pytest.raises(ValueError, match=r"^sample_weight: Σ with class_weight is 0\.0"):
        net.fit(*iris)
    with pytest.raises(ValueError, match=r"eights.*zero|sample_weight: Σ"):
        MLPClassifier().fit(iris[0], iris[1], sample_weight=np.zeros(150))


def test_a_refused_fit_leaves_the_network(iris: Any) -> None:
    net = MLPClassifier(**FEW).fit(*iris)
    before = net.predict_proba(iris[0])
    for wrong in ({"dropout": 2.0}, {"threads": 0}, {"learning_rate_init": 1e39}):
        twin = copy.deepcopy(net).set_params(**wrong, dtype="float32")
        with pytest.raises(ValueError, match="expected"):
            twin.fit(*iris)
        np.testing.assert_array_equal(twin.predict_proba(iris[0]), before)
    unfitted = MLPClassifier(dropout=2.0)
    with pytest.raises(ValueError, match=r"^dropout"):
        unfitted.fit(*iris)
    with pytest.raises(NotFittedError):
        unfitted.predict(iris[0])

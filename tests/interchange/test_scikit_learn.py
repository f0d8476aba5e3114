# SPDX-License-Identifier: MIT
"""Networks of scikit-learn's perceptrons."""

import warnings
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import deltaward as dw

pytest.importorskip("sklearn", reason="scikit-learn is not installed")
with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # deprecations of what scikit-learn itself imports
    from sklearn.linear_model import LogisticRegression
    from sklearn.neural_network import MLPClassifier, MLPRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    import deltaward.sklearn as ours

Array = npt.NDArray[Any]


@pytest.fixture
def x(rng: np.random.Generator) -> Array:
    return rng.normal(size=(40, 5))


def _fitted(estimator: Any, x: Array, y: Array) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that it has not converged
        return estimator.set_params(max_iter=3, random_state=0).fit(x, y)


@pytest.mark.parametrize("activation", ["identity", "logistic", "tanh", "relu"])
def test_classes(x: Array, activation: str) -> None:
    y = np.array(["b", "c", "a", "c"] * 10)
    estimator = _fitted(MLPClassifier((7, 6), activation=activation), x, y)
    net = dw.from_sklearn(estimator)
    assert (net.sizes, net.cost) == ([5, 7, 6, 3], "cross_entropy")
    assert net.activations[-1] == "softmax"
    np.testing.assert_allclose(net.feedforward(x), estimator.predict_proba(x), rtol=1e-6)
    assert np.array_equal(estimator.classes_[net.predict(x)], estimator.predict(x))


def test_two_classes(x: Array) -> None:
    estimator = _fitted(MLPClassifier((7,)), x, np.arange(40) % 2)
    net = dw.from_sklearn(estimator)
    assert (net.sizes[-1], net.activations[-1], net.cost) == (1, "sigmoid", "cross_entropy")
    np.testing.assert_allclose(net.feedforward(x)[:, 0], estimator.predict_proba(x)[:, 1])


def test_several_labels(x: Array) -> None:
    y = np.stack([np.arange(40) % 2, np.arange(40) % 3 > 0], axis=1).astype(int)
    estimator = _fitted(MLPClassifier((7,)), x, y)
    net = dw.from_sklearn(estimator)
    assert net.activations[-1] == "sigmoid"
    np.testing.assert_allclose(net.feedforward(x), estimator.predict_proba(x), rtol=1e-6)


@pytest.mark.parametrize("outputs", [1, 2])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_values(x: Array, outputs: int, dtype: str) -> None:
    y = x[:, :outputs] if outputs > 1 else x[:, 0]
    x = x.astype(dtype)
    estimator = _fitted(MLPRegressor(hidden_layer_sizes=(7,)), x, y.astype(dtype))
    net = dw.from_sklearn(estimator)
    assert net.dtype == dtype
    assert (net.activations[-1], net.cost) == ("identity", "quadratic")
    got = net.feedforward(x).reshape(estimator.predict(x).shape)
    np.testing.assert_allclose(got, estimator.predict(x), rtol=1e-5, atol=1e-6)


def test_the_cost_that_is_given(x: Array) -> None:
    estimator = _fitted(MLPRegressor(hidden_layer_sizes=(7,)), x, x[:, 0])
    assert dw.from_sklearn(estimator, cost="huber").cost == "huber"


def test_a_subclass(x: Array) -> None:
    class Own(MLPClassifier):  # type: ignore[misc]
        pass

    assert dw.from_sklearn(_fitted(Own((7,)), x, np.arange(40) % 3)).sizes == [5, 7, 3]


def test_refused(x: Array) -> None:
    pipeline = _fitted_pipeline(x)
    with pytest.raises(TypeError, match=r"estimator: a Pipeline; expected .*pipeline\[-1\]"):
        dw.from_sklearn(pipeline)
    assert dw.from_sklearn(pipeline[-1]).sizes == [5, 3, 3]
    # Of another library, that need not be there.
    imbalanced = type("Pipeline", (), {"__module__": "imblearn.pipeline"})()
    with pytest.raises(TypeError, match=r"estimator: a Pipeline; expected .*pipeline\[-1\]"):
        dw.from_sklearn(imbalanced)
    for other in (LogisticRegression(), 3):
        came = rf"estimator: .* of type {type(other).__name__}; expected MLPClassifier or MLPRegr"
        with pytest.raises(TypeError, match=came):
            dw.from_sklearn(other)
    with pytest.raises(TypeError, match=r"estimator: .*; expected estimator\.network_, which"):
        dw.from_sklearn(ours.MLPClassifier())
    with pytest.raises(ValueError, match=r"estimator: MLPClassifier\(\) is not fitted"):
        dw.from_sklearn(MLPClassifier())
    estimator = _fitted(MLPRegressor(hidden_layer_sizes=(7,)), x, x[:, 0])
    estimator.out_activation_ = "exp"  # of a Poisson regression, since scikit-learn 1.7
    with pytest.raises(ValueError, match="estimator: layer 2: activation 'exp'; expected identity"):
        dw.from_sklearn(estimator)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"coefs_": np.ones((5, 7), np.float16)}, "weights of float16; expected float32 or float6"),
        ({"coefs_": np.ones((0, 7))}, r"weights of shape \(7, 0\); expected \(n_out, n_in\)"),
        ({"intercepts_": np.ones(6)}, r"biases of shape \(6,\); expected \(7,\)"),
        ({"coefs_": np.ones((5, 6)), "intercepts_": np.ones(6)}, "7 inputs; the layer before has"),
    ],
)
def test_weights_that_somebody_changed(x: Array, changed: dict[str, Array], message: str) -> None:
    estimator = _fitted(MLPRegressor(hidden_layer_sizes=(7,)), x, x[:, 0])
    for name, array in changed.items():
        getattr(estimator, name)[0] = array
    with pytest.raises(ValueError, match=f"^estimator: layer [12]: {message}"):
        dw.from_sklearn(estimator)


def _fitted_pipeline(x: Array) -> Any:
    pipeline = make_pipeline(StandardScaler(), MLPClassifier((3,), max_iter=2))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pipeline.fit(x, np.arange(40) % 3)

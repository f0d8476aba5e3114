# SPDX-License-Identifier: MIT
"""The methods of a network, and what goes with `fit`."""

import io
import warnings
from collections.abc import Iterator
from contextlib import redirect_stdout
from typing import Any

import numpy as np

import deltaward as dw
from array_cases.case import CLASSES, PIXELS, VALUES, WEIGHED, WEIGHT, Case, X, Y, network, written
from array_layouts import DTYPES, PLACES
from deltaward.explain import DiagnoseCallback


def _fitted(*x: Any, **options: Any) -> Any:
    net = network()
    size = 3 if len(x) == 2 else None  # mini-batches bring their own
    history = net.fit(*x, epochs=2, batch_size=size, learning_rate=0.5, verbose=0, **options)
    return net.weights, history.history["cost"]


def _stepped(**arrays: Any) -> Any:
    net = network()
    return net.partial_fit(**arrays), net.weights


def _recorded(x: Any, y: Any) -> Any:
    record = dw.Trace(samples=(x, y))
    network().fit(X, Y, verbose=0, record=record)
    return record.traces


def _diagnosed(x: Any, y: Any) -> Any:
    told = DiagnoseCallback((x, y))
    out = io.StringIO()
    with redirect_stdout(out), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        network().fit(X, Y, verbose=0, callbacks=[told])
    return out.getvalue()


def _assigned(w: Any, b: Any) -> Any:
    net = network()
    net.weights[0][:], net.biases[0][:] = w, b
    return net.feedforward(X)


def cases() -> Iterator[Case]:
    for method in ("feedforward", "predict", "predict_proba"):
        yield Case(
            f"Network.{method}",
            lambda method=method, **a: getattr(network(), method)(**a),
            {"x": X},
            floats=PIXELS,
        )
    for method in ("evaluate", "gradient", "trace"):
        call = lambda method=method, **a: getattr(network("quadratic"), method)(**a)  # noqa: E731
        yield Case(f"Network.{method}", call, WEIGHED, floats=PIXELS)
        yield Case(f"Network.{method}", call, {"x": X, "y": VALUES}, also="of values")
    for method in ("check_gradients", "compare_backprop", "diagnose", "adjoint_test"):
        yield Case(
            f"Network.{method}",
            lambda method=method, **a: getattr(network(), method)(**a),
            CLASSES,
        )
    yield Case(
        "Network.blame", lambda x, y: network().blame(x, y, 1, 1), {"x": X[0], "y": VALUES[0]}
    )
    yield Case(
        "Network.find_learning_rate",
        lambda x, y: network().find_learning_rate(x, y, batch_size=2, steps=20),
        CLASSES,
    )
    yield Case("Network.fit", _fitted_by_name, WEIGHED, floats=PIXELS)
    yield Case("Network.fit", _fitted_by_name, {"x": X, "y": VALUES}, also="of values")
    yield Case(
        "Network.fit",
        lambda y: _fitted(X, y, class_weight={0: 2.0, 2: 0.5}),
        {"y": Y},
        also="with class_weight",
    )
    yield Case(
        "Network.fit",
        lambda validation_data, y, w: _fitted(X, Y, validation_data=(validation_data, y, w)),
        {"validation_data": X, "y": Y, "w": WEIGHT},
        {f: rf"validation_data\[{i}\]" for i, f in enumerate(("validation_data", "y", "w"))},
        also="with validation_data",
    )
    yield Case(
        "Network.fit",
        lambda x, y, w: _fitted([(x, y, w)]),
        {"x": X, "y": Y, "w": WEIGHT},
        {"x": "x of mini-", "y": "y of mini-", "w": "sample_weight of mini-"},
        also="of mini-batches",
    )
    yield Case("Network.partial_fit", _stepped, WEIGHED)
    yield Case(
        "Network.weights",
        _assigned,
        {
            "w": np.random.default_rng(8).random((5, 6)).round(2),
            "b": np.random.default_rng(8).random(5).round(2),
        },
        kinds=PLACES
        + DTYPES,  # NumPy's own assignment spreads a 0-d array and refuses none by name
    )
    yield Case(
        "Network.to_c_header",
        lambda **a: written(
            lambda path: network().to_c_header(path, name="n", quantize="int8", **a)
        ),
        CLASSES | {"samples": X[:3]},
    )
    yield Case(
        "Trace",
        _recorded,
        CLASSES,
        {"x": r"samples\[0\]", "y": r"samples\[1\]"},
        covers=("samples",),
    )
    yield Case(
        "explain.DiagnoseCallback",
        _diagnosed,
        CLASSES,
        {"x": r"samples\[0\]", "y": r"samples\[1\]"},
        covers=("samples",),
    )
    yield Case(
        "Augment.__call__",
        lambda images: dw.Augment(rotate=20, shape=(2, 3))(images),
        {"images": X},
        floats=PIXELS,
    )


def _fitted_by_name(x: Any, y: Any, sample_weight: Any = None) -> Any:
    return _fitted(x, y, sample_weight=sample_weight)

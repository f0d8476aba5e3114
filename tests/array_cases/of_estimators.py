# SPDX-License-Identifier: MIT
"""The estimators. scikit-learn checks their arrays, and says so in its own words."""

import warnings
from collections.abc import Iterator
from functools import cache, partial
from typing import Any

from array_cases.case import VALUES, WEIGHT, Case, X, Y

_FIRST = ("MLPClassifier", "partial_fit")  # which is told what will come
_OWN_WORDS = dict.fromkeys(("X", "y", "sample_weight", "X_val", "y_val", "sample_weight_val"), "")


def _made(name: str) -> Any:
    from deltaward import sklearn

    return getattr(sklearn, name)(hidden_layer_sizes=(5,), max_iter=2, batch_size=3, random_state=1)


@cache
def _fitted(name: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _made(name).fit(X, Y if "Classifier" in name else VALUES)


def _asked(name: str, method: str, **arrays: Any) -> Any:
    answer = getattr(_fitted(name), method)(**arrays)
    # scikit-learn's score computes in whatever dtype its arrays have in common.
    return round(answer, 4) if method == "score" else answer


def _trained(name: str, method: str, **arrays: Any) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # two epochs do not converge
        model = getattr(_made(name), method)(**arrays)
    return model.coefs_, model.intercepts_


def cases() -> Iterator[Case]:
    for name, y in (("MLPClassifier", Y), ("MLPRegressor", VALUES)):
        own: dict[str, Any] = {"says": _OWN_WORDS, "needs": "sklearn", "is_slow": True}
        weighed = {"X": X, "y": y, "sample_weight": WEIGHT}
        for method in ("fit", "partial_fit"):
            classes = {"classes": [0, 1, 2]} if (name, method) == _FIRST else {}
            call = partial(_trained, name, method, **classes)
            yield Case(f"sklearn.{name}.{method}", call, weighed, **own)
        yield Case(
            f"sklearn.{name}.fit",
            partial(_trained, name, "fit", X=X, y=y),
            {"X_val": X, "y_val": y, "sample_weight_val": WEIGHT},
            also="with validation data",
            **own,
        )
        for method in ("predict", "score", "predict_proba", "predict_log_proba"):
            if "proba" in method and name == "MLPRegressor":
                continue
            yield Case(
                f"sklearn.{name}.{method}",
                partial(_asked, name, method),
                weighed if method == "score" else {"X": X},
                **own,
            )

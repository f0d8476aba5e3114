# SPDX-License-Identifier: MIT
"""Figures of how good predictions are, computed in blocks of rows.

Each comes as a function ``(y_true, y_pred)`` on whole arrays, with scikit-learn's order of
arguments, and as a class that `deltaward.Network.fit` feeds block by block, so that its memory does
not grow with the data.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from deltaward.metrics.blocks import measure
    from deltaward.metrics.classwise import F1, Precision, Recall, f1, precision, recall
    from deltaward.metrics.confusion import ConfusionMatrix, confusion_matrix
    from deltaward.metrics.counting import Accuracy, TopK, accuracy, top_k
    from deltaward.metrics.function import FromFunction
    from deltaward.metrics.likelihood import LogLoss, log_loss
    from deltaward.metrics.metric import Metric
    from deltaward.metrics.names import KNOWN, resolve
    from deltaward.metrics.regression import MAE, R2, mae, r2

__all__ = [
    "F1",
    "KNOWN",
    "MAE",
    "R2",
    "Accuracy",
    "ConfusionMatrix",
    "FromFunction",
    "LogLoss",
    "Metric",
    "Precision",
    "Recall",
    "TopK",
    "accuracy",
    "confusion_matrix",
    "f1",
    "log_loss",
    "mae",
    "measure",
    "precision",
    "r2",
    "recall",
    "resolve",
    "top_k",
]

_MODULES = {
    "blocks": ["measure"],
    "classwise": ["F1", "Precision", "Recall", "f1", "precision", "recall"],
    "confusion": ["ConfusionMatrix", "confusion_matrix"],
    "counting": ["Accuracy", "TopK", "accuracy", "top_k"],
    "function": ["FromFunction"],
    "likelihood": ["LogLoss", "log_loss"],
    "metric": ["Metric"],
    "names": ["KNOWN", "resolve"],
    "regression": ["MAE", "R2", "mae", "r2"],
}

# Who trains without metrics doesn't pay for a dozen files. Type checkers see the imports above.
if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Import a public name when it is first asked for."""
        for module, names in _MODULES.items():
            if name in names:
                found = getattr(import_module(f"{__name__}.{module}"), name)
                globals()[name] = found
                return found
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})

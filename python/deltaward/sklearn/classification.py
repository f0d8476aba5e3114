# SPDX-License-Identifier: MIT
"""What the classifier does: classes to targets, outputs to classes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar, Self

import numpy as np
from sklearn.base import ClassifierMixin
from sklearn.utils import compute_sample_weight

from deltaward.base import Array
from deltaward.network import Network
from deltaward.sklearn import labels
from deltaward.sklearn.base import BaseMLP
from deltaward.sklearn.samples import Samples, outputs_of


class Classification(ClassifierMixin, BaseMLP):
    """The methods of `deltaward.sklearn.MLPClassifier`."""

    _losses: ClassVar[Mapping[str, str]] = {
        "log_loss": "cross_entropy",
        "squared_error": "quadratic",
        "absolute_error": "absolute",
        "huber": "huber",
        "log_cosh": "log_cosh",
    }

    _y_is_numeric = False

    class_weight: Mapping[Any, float] | str | None

    classes_: Array
    _is_multilabel: bool

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_label = True
        return tags

    def partial_fit(self, X: Any, y: Any, sample_weight: Any = None, classes: Any = None) -> Self:
        """Train for one epoch of these samples, going on from the present weights.

        Parameters
        ----------
        X, y, sample_weight : arrays
            As in `fit`; y need not have all classes.
        classes : (n_classes,) array, optional
            All classes that will come, in the first call; several labels a sample need none.

        Returns
        -------
        self

        Raises
        ------
        TypeError, ValueError, FloatingPointError
            As `fit`.
        """
        if self.class_weight == "balanced":
            raise ValueError(
                "class_weight: 'balanced' with partial_fit, which sees a part of the classes' "
                "samples; expected a dict"
            )
        if classes is None and not (hasattr(self, "network_") or labels.is_multilabel(y)):
            raise ValueError(
                "classes: None in the first call of partial_fit; expected all that will come"
            )
        return self._fit(X, y, sample_weight, going_on=True, classes=classes)

    def predict(self, X: Any) -> Array:
        """Predict the class of each sample.

        Parameters
        ----------
        X : (m, n_features) array, data frame or sparse array
            As in `fit`.

        Returns
        -------
        (m,) array of classes, or (m, n_outputs) array of 0 and 1 for several labels a sample
        """
        found = self._decide(self._outputs(X))
        return found if self._is_multilabel else self.classes_[found]

    def predict_proba(self, X: Any) -> Array:
        """Compute the probability of each class.

        Parameters
        ----------
        X : (m, n_features) array, data frame or sparse array
            As in `fit`.

        Returns
        -------
        (m, n_classes) array of the network's dtype
            In the order of ``classes_``. For several labels a sample each has a probability of its
            own.
        """
        outputs = self._outputs(X)
        if self._is_multilabel or len(self.classes_) > 2:
            return outputs
        if len(self.classes_) == 1:
            return np.ones_like(outputs)
        return np.hstack([1 - outputs, outputs])

    def predict_log_proba(self, X: Any) -> Array:
        """Compute the logarithm of `predict_proba`, −∞ where that is 0."""
        with np.errstate(divide="ignore"):
            return np.asarray(np.log(self.predict_proba(X)))

    def _decide(self, outputs: Array) -> Array:
        """Return class indices (m,), or for several labels 0 and 1 (m, n_outputs)."""
        if self._is_multilabel:
            return (outputs > 0.5).astype(np.int64)
        if outputs.shape[1] > 1:
            return np.asarray(outputs.argmax(axis=1))
        return ((outputs[:, 0] > 0.5) & (len(self.classes_) > 1)).astype(np.int64)

    def _targets(self, y: Any, *, keep: bool, classes: Any = None) -> Array:
        y = labels.checked(y)
        several = y.ndim == 2
        if not keep:
            self._is_multilabel = several
            known = np.arange(y.shape[1]) if several else y if classes is None else classes
            self.classes_ = np.unique(known)
        elif classes is not None and not np.array_equal(np.unique(classes), self.classes_):
            raise ValueError(f"classes: {classes}; expected those before, {self.classes_}")
        elif several != self._is_multilabel or (several and y.shape[1] != len(self.classes_)):
            raise ValueError(f"y: shape {y.shape}; expected {self.n_outputs_} outputs, as before")
        return y.astype(np.float32) if several else labels.encode(y, self.classes_)

    def _output(self) -> tuple[int, str]:
        if self._is_multilabel:
            return len(self.classes_), "sigmoid"
        return (len(self.classes_), "softmax") if len(self.classes_) > 2 else (1, "sigmoid")

    def _weighted(self, samples: Samples) -> Samples:
        if self.class_weight is None:
            return samples
        y = samples.y if self._is_multilabel else self.classes_[samples.y]
        weight = compute_sample_weight(self.class_weight, y)
        return replace(
            samples, weight=weight if samples.weight is None else weight * samples.weight
        )

    def _score_of(self, net: Network, samples: Samples) -> float:
        hits = self._decide(outputs_of(net, samples.x)) == samples.y
        if self._is_multilabel:
            hits = hits.all(axis=1)
        return float(np.average(hits, weights=samples.weight))

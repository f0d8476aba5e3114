# SPDX-License-Identifier: MIT
"""What the estimators have in common: from parameters and arrays to a trained network."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Self, cast

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.utils import check_random_state
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

from deltaward.base import Array
from deltaward.callbacks import given
from deltaward.network import Network
from deltaward.sklearn import architecture, checks, progress, solvers, splitting, state, training
from deltaward.sklearn.samples import Samples, outputs_of

if TYPE_CHECKING:
    from deltaward.callbacks import Callback
    from deltaward.costs import Cost


class BaseMLP(BaseEstimator):
    """What the estimators have in common; use one of the others."""

    # scikit-learn's names of costs, and the core's.
    _losses: ClassVar[Mapping[str, str]]
    _y_is_numeric: ClassVar[bool]

    # Parameters, which each estimator's __init__ sets.
    hidden_layer_sizes: int | Sequence[int]
    activation: str | Sequence[str]
    loss: str | Cost
    alpha: float
    batch_size: int | str
    learning_rate_init: float
    max_iter: int
    random_state: int | np.random.RandomState | None
    warm_start: bool
    early_stopping: bool
    validation_fraction: float
    callbacks: Iterable[Callback] | Callback | None
    dtype: str

    network_: Network
    n_features_in_: int
    n_outputs_: int
    _rate: float

    def _targets(self, y: Any, *, keep: bool, classes: Any = None) -> Array:
        """Return targets for the network; unless `keep`, learn what they are from y."""
        raise NotImplementedError

    def _output(self) -> tuple[int, str]:
        """Return the number of outputs and their activation."""
        raise NotImplementedError

    def _score_of(self, net: Network, samples: Samples) -> float:
        """Return the score of a network, as of `score`."""
        raise NotImplementedError

    def _weighted(self, samples: Samples) -> Samples:
        """Return the samples with the weights that they are trained with."""
        return samples

    @property
    def coefs_(self) -> tuple[Array, ...]:
        """Writable views (n_in, n_out) of each layer's weights: what is written there counts."""
        return tuple(w.T for w in self.network_.weights)

    @property
    def intercepts_(self) -> tuple[Array, ...]:
        """Writable views (n_out,) of each layer's biases."""
        return self.network_.biases

    def fit(
        self,
        X: Any,
        y: Any,
        sample_weight: Any = None,
        *,
        X_val: Any = None,
        y_val: Any = None,
        sample_weight_val: Any = None,
    ) -> Self:
        """Train from the first weights, or with ``warm_start`` from the present ones.

        Parameters
        ----------
        X : (m, n_features) array, data frame or sparse array
            Numbers; uint8 is taken as it is, not as pixels. float32, float64 and memory-mapped
            arrays are read in place, others copied as floats. Of a sparse array one mini-batch
            at a time is made dense.
        y : (m,) or (m, n_outputs) array
            Targets.
        sample_weight : (m,) array, optional
            Not negative; a weight of 2 counts like having the row twice.
        X_val, y_val, sample_weight_val : arrays, optional
            Data to score after each epoch, in ``validation_scores_``; early stopping uses it
            instead of a part of X. A `sklearn.pipeline.Pipeline` transforms X_val like X with
            ``transform_input=["X_val"]``.

        Returns
        -------
        self

        Raises
        ------
        TypeError, ValueError
            For a bad parameter or bad data.
        FloatingPointError
            If the training diverges: scale the features, or lower ``learning_rate_init``.
        """
        return self._fit(X, y, sample_weight, (X_val, y_val, sample_weight_val))

    def _fit(
        self,
        X: Any,
        y: Any,
        sample_weight: Any,
        validation: tuple[Any, Any, Any] = (None, None, None),
        *,
        going_on: bool = False,
        classes: Any = None,
    ) -> Self:
        parameters = self.get_params(deep=False)
        checks.check(parameters)
        if going_on and self.early_stopping:
            raise ValueError("early_stopping: True with partial_fit; expected False, or fit")
        hidden = architecture.hidden_sizes(self.hidden_layer_sizes)
        activations = architecture.hidden_activations(self.activation, len(hidden))
        cost = architecture.cost_of(self.loss, self._losses)
        fitted = hasattr(self, "network_")
        rate = self._rate if fitted and going_on else self.learning_rate_init
        optimizer = solvers.optimizer_of(parameters, rate)
        callbacks = given.checked(self.callbacks)
        random = check_random_state(self.random_state)

        keep = fitted and (going_on or self.warm_start)
        samples = self._samples(X, y, sample_weight, keep=keep, classes=classes)
        outputs, output = self._output()
        sizes = [self.n_features_in_, *hidden, outputs]
        drawn = None if keep else architecture.first_weights(sizes, activations, random)
        samples, held_out = splitting.divide(self, samples, validation, random)
        samples = self._weighted(samples)
        size = training.batch_size(self.batch_size, len(samples), optimizer)

        if not samples.total > 0:
            raise ValueError(
                f"sample_weight: Σ with class_weight is {samples.total}; expected more than 0"
            )

        if drawn is not None:
            small = not going_on and size == len(samples) <= training.AUTO_BATCH
            net = architecture.make(
                sizes,
                [*activations, output],
                cost,
                drawn,
                dtype=("float64" if small else "float32") if self.dtype == "auto" else self.dtype,
                seed=int(random.randint(2**31 - 1)),
            )
        else:
            # A copy's optimizer remembers nothing.
            net = self.network_ if going_on else self.network_.copy()
            if net.sizes != sizes:
                raise ValueError(
                    f"hidden_layer_sizes: layers {sizes}, and the network to go on with has "
                    f"{net.sizes}; expected the same, or warm_start=False"
                )
            architecture.check_same(net, [*activations, output], cost)
        watch = progress.Progress(
            estimator=self,
            samples=samples,
            held_out=held_out,
            l2=training.l2(self.alpha, samples, size, optimizer),
            anew=drawn is not None,
            resets=drawn is not None or not going_on,
        )
        epochs = 1 if going_on else self.max_iter
        ended = training.train(net, watch, size, optimizer, callbacks, epochs)
        if not (ended or going_on):
            training.warn(self)
        return self

    def _samples(
        self, X: Any, y: Any, sample_weight: Any, *, keep: bool, classes: Any = None
    ) -> Samples:
        """Return checked samples; unless `keep`, note features and classes."""
        # Small integers and halves are exact as float32, which is half the memory.
        narrow = getattr(getattr(X, "dtype", None), "itemsize", 8) <= 2
        X, y = validate_data(
            self,
            X,
            y,
            accept_sparse="csr",
            multi_output=True,
            y_numeric=self._y_is_numeric,
            dtype=(np.float32, np.float64) if narrow else (np.float64, np.float32),
            reset=not keep,
        )
        weight = None
        if sample_weight is not None:
            weight = _check_sample_weight(sample_weight, X, dtype=np.float64)
        return Samples(X, self._targets(y, keep=keep, classes=classes), weight)

    def _outputs(self, X: Any) -> Array:
        """Return the outputs (m, n_outputs) of the network for X."""
        check_is_fitted(self)
        X = validate_data(self, X, accept_sparse="csr", dtype=(np.float64, np.float32), reset=False)
        return outputs_of(self.network_, X)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        return tags

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "network_")

    def __getstate__(self) -> dict[str, Any]:
        """Hold the estimator in plain values and arrays, for `pickle` and `copy`."""
        held: dict[str, Any] = dict(cast("dict[str, Any]", super().__getstate__()))
        if "network_" in held:
            held["network_"] = state.held(self.network_)
        return held

    def __setstate__(self, held: dict[str, Any]) -> None:
        """Make the estimator that `__getstate__` held."""
        held = dict(held)
        if "network_" in held:
            held["network_"] = state.restored(held["network_"])
        super().__setstate__(held)

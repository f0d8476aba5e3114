# SPDX-License-Identifier: MIT
"""What an estimator notes after each epoch, and when it slows the training down or ends it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from deltaward.base import Array
from deltaward.callbacks import Callback
from deltaward.callbacks.base import Logs
from deltaward.sklearn.samples import Samples

NAMES = {"sigmoid": "logistic"}  # scikit-learn's
SLOWEST = 1e-6  # an adaptive rate that is no higher is not lowered any more
SLOWER = 5.0  # what lowering divides it by


@dataclass(eq=False)
class Progress(Callback):
    """Keeps the figures of an estimator, by the rules that scikit-learn documents.

    Parameters
    ----------
    estimator : BaseMLP
        Whose attributes are kept, and whose parameters say when to end.
    samples : Samples
        To train on.
    held_out : Samples, optional
        To score after each epoch.
    l2 : float
        As given to `deltaward.Network.fit`: λ/(2n) Σw² is part of the loss.
    anew : bool
        Whether the network has the first weights, so that nothing is kept.
    resets : bool
        Whether it is a `fit` of its own, and not `partial_fit` going on.
    """

    estimator: Any
    samples: Samples
    held_out: Samples | None
    l2: float
    anew: bool
    resets: bool

    def on_train_begin(self, logs: Logs) -> None:
        """Give the estimator its network, now that all that was given has been checked."""
        own, net = self.estimator, self.net
        own.network_ = net
        own.n_layers_, own.n_outputs_ = len(net.sizes), net.sizes[-1]
        own.out_activation_ = NAMES.get(net.activations[-1], net.activations[-1])
        own.n_iter_ = 0
        if self.anew:
            own.t_, own.loss_curve_, own.best_loss_ = 0, [], None
        if self.resets:
            # Scores of other data do not compare with those of an earlier training.
            own.validation_scores_ = None if self.held_out is None else []
            own.best_validation_score_ = -math.inf if own.early_stopping else None
            own._stale, own._rate = 0, own.learning_rate_init
        if own.early_stopping:
            own.best_loss_ = None
        elif own.best_loss_ is None:
            own.best_loss_ = math.inf
        # scikit-learn takes the mean over several outputs.
        self._share = 1 / own.n_outputs_ if own.loss == "squared_error" else 1.0
        self._decay = self.l2 / self.samples.total
        # The core's rows are inputs: Wᵀ is read in the order of its memory.
        self._weights = [w.T for w in net.weights]
        self._best: list[Array] | None = None
        if own.early_stopping:
            self._keep()

    def on_epoch_end(self, epoch: int, logs: Logs) -> None:
        """Note the figures, and see whether they still improve."""
        own = self.estimator
        logs["loss"] = self._share * logs["cost"] + self._penalty()
        own.n_iter_ += 1
        own.t_ += len(self.samples)
        own.loss_ = logs["loss"]
        own.loss_curve_.append(own.loss_)
        if self.held_out is not None:
            logs["val_score"] = own._score_of(self.net, self.held_out)
            own.validation_scores_.append(logs["val_score"])
        improves = self._score_improves() if own.early_stopping else self._loss_improves()
        own._stale = 0 if improves else own._stale + 1
        if own.solver == "sgd" and own.learning_rate == "invscaling":
            self._go_on_at(own.learning_rate_init / (own.t_ + 1) ** own.power_t)
        if own._stale > own.n_iter_no_change:
            self._slow_down_or_end()

    def on_train_end(self, logs: Logs) -> None:
        """Put the weights with the best score back."""
        if self._best is not None:
            for array, best in zip(self._parameters(), self._best, strict=True):
                array[:] = best

    def _penalty(self) -> float:
        if not self._decay:
            return 0.0
        return 0.5 * self._decay * sum(float(np.einsum("ij,ij->", w, w)) for w in self._weights)

    def _loss_improves(self) -> bool:
        own = self.estimator
        improves: bool = own.loss_ <= own.best_loss_ - own.tol
        own.best_loss_ = min(own.best_loss_, own.loss_)
        return improves

    def _score_improves(self) -> bool:
        own = self.estimator
        score = own.validation_scores_[-1]
        improves: bool = score >= own.best_validation_score_ + own.tol
        if score > own.best_validation_score_:
            own.best_validation_score_ = score
            self._keep()
        return improves

    def _slow_down_or_end(self) -> None:
        own = self.estimator
        if own.solver == "sgd" and own.learning_rate == "adaptive" and own._rate > SLOWEST:
            self._go_on_at(own._rate / SLOWER)
            own._stale = 0
        else:
            self.net.stop_training = True

    def _go_on_at(self, rate: float) -> None:
        self.estimator._rate = rate
        self.run.learning_rate = rate

    def _parameters(self) -> tuple[Array, ...]:
        parameters: tuple[Array, ...] = self.net.weights + self.net.biases
        return parameters

    def _keep(self) -> None:
        self._best = [array.copy() for array in self._parameters()]

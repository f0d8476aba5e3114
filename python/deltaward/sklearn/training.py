# SPDX-License-Identifier: MIT
"""An estimator's samples and parameters, as `deltaward.Network.fit` takes them."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

from sklearn.exceptions import ConvergenceWarning

from deltaward import optimizers
from deltaward.callbacks import Callback
from deltaward.network import Network
from deltaward.sklearn import workers
from deltaward.sklearn.progress import Progress
from deltaward.sklearn.samples import Samples, SparseBatches

if TYPE_CHECKING:
    from deltaward.sklearn.base import BaseMLP

AUTO_BATCH = 200


def batch_size(given: int | str, samples: int, optimizer: optimizers.Optimizer) -> int:
    """Return how many samples a mini-batch has."""
    if given != "auto":
        return min(int(given), samples)
    # RPROP follows the sign of the whole gradient.
    return samples if isinstance(optimizer, optimizers.RPROP) else min(AUTO_BATCH, samples)


def l2(alpha: float, samples: Samples, size: int, optimizer: optimizers.Optimizer) -> float:
    """Return λ of `deltaward.Network.fit` for scikit-learn's α and so many samples a mini-batch.

    The book divides its λ by the samples of all, scikit-learn its α by those of a mini-batch. An
    optimizer with a weight decay of its own shrinks the weights by that alone.
    """
    return 0.0 if getattr(optimizer, "weight_decay", 0.0) else alpha * len(samples) / size


def train(
    net: Network,
    watch: Progress,
    size: int,
    optimizer: optimizers.Optimizer,
    callbacks: list[Callback],
    epochs: int,
) -> bool:
    """Train a network as its estimator's parameters say, and say whether something ended it."""
    estimator, samples, held_out = watch.estimator, watch.samples, watch.held_out
    how: dict[str, Any] = {
        "epochs": epochs,
        "optimizer": optimizer,
        "l2": watch.l2,
        "dropout": estimator.dropout,
        "callbacks": [watch, *callbacks],
        "threads": workers.threads(estimator.threads),
        "verbose": min(int(estimator.verbose), 2),
    }
    if held_out is not None and not held_out.is_sparse:
        how["validation_data"] = (held_out.x, held_out.y)
    shuffle = bool(estimator.shuffle)
    if samples.is_sparse:
        seed = net.seed + net.epochs_trained
        net.fit(SparseBatches(samples, size, shuffle=shuffle, seed=seed, dtype=net.dtype), **how)
    else:
        how |= {"batch_size": size, "shuffle": shuffle, "sample_weight": samples.weight}
        net.fit(samples.x, samples.y, **how)
    return net.stop_training


def warn(estimator: BaseMLP) -> None:
    """Warn that the last epoch was reached; `fit` calls what calls this."""
    warnings.warn(
        f"max_iter: all {estimator.max_iter} epochs are done, and the training has not converged",
        ConvergenceWarning,
        stacklevel=4,
    )

# SPDX-License-Identifier: MIT
"""The methods of `deltaward.Network` that train it; the loop over mini-batches is in the core."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy.typing as npt

from deltaward import arguments
from deltaward.arrays import as_array
from deltaward.inference import Inference
from deltaward.training.importing import importing

if TYPE_CHECKING:
    from deltaward import optimizers
    from deltaward.augment import Augment
    from deltaward.callbacks import Callback
    from deltaward.explain.recording import Trace
    from deltaward.history import History
    from deltaward.metrics import Metric
    from deltaward.optimizers.base import LearningRate
    from deltaward.training.weighting import ClassWeight


class Training(Inference):
    """The methods of `deltaward.Network` that train it."""

    def fit(
        self,
        x: npt.ArrayLike | Iterable[Any],
        y: npt.ArrayLike | None = None,
        *,
        epochs: int = 1,
        batch_size: int | None = None,
        optimizer: str | optimizers.Optimizer = "sgd",
        learning_rate: LearningRate | None = None,
        l1: float = 0.0,
        l2: float = 0.0,
        dropout: float | Sequence[float] = 0.0,
        max_norm: float | None = None,
        clip_norm: float | None = None,
        clip_value: float | None = None,
        label_smoothing: float = 0.0,
        input_noise: float = 0.0,
        augment: Augment | None = None,
        validation_data: tuple[npt.ArrayLike, npt.ArrayLike]
        | tuple[npt.ArrayLike, npt.ArrayLike, npt.ArrayLike | None]
        | None = None,
        validation_split: float = 0.0,
        sample_weight: npt.ArrayLike | None = None,
        class_weight: ClassWeight | None = None,
        metrics: Sequence[str | Metric | Callable[[Any, Any], Any]] = (),
        callbacks: Iterable[Callback] | Callback | None = (),
        record: Trace | None = None,
        shuffle: bool | str = True,
        seed: int | None = None,
        threads: int | None = None,
        resume: str | os.PathLike[str] | None = None,
        verbose: int = 1,
    ) -> History:
        """Train the network from its present weights.

        Parameters
        ----------
        x, y : arrays
            As in `evaluate`; they are read in place and not copied, also from a memory-mapped
            file. Or x alone: an iterable of mini-batches, pairs (x, y) or triples with weights of
            the samples, which is begun anew in each epoch; for l1 and l2 it needs an attribute
            ``weight``, the n of λ/n.
        epochs : int, default 1
            Passes over the data.
        batch_size : int, optional
            Samples of a mini-batch; the last of an epoch may be smaller. Default 32, and all for
            RPROP.
        optimizer : str or object of `deltaward.optimizers`, default "sgd"
            What makes a step of a gradient: sgd, momentum, nesterov, rmsprop, adagrad, adam, adamw,
            lion, rprop. What it remembers of each weight stays with the network for the next
            `fit` with the same one.
        learning_rate : float, schedule or function of the step, optional
            η, for an optimizer given by name: a number, an object of `deltaward.schedules`, or a
            function of the step (from 0) that returns a number. Default: the optimizer's own.
        l1, l2 : float, default 0
            λ of λ/n Σ|w| and of λ/(2n) Σw² (the book's chapter 3; n: samples, or the sum of their
            weights), which are added to the cost of a step, not to the cost that is reported. Only
            weights, no biases. For AdamW's kind give ``AdamW(weight_decay=...)``; both at once
            shrink twice, with a UserWarning.
        dropout : float or sequence of float, default 0
            Share of the activations of each hidden layer that are left out, drawn anew for every
            mini-batch; those that stay count 1 / (1 − share) times. One number for all hidden
            layers, one for each, or one for the inputs and one for each.
        max_norm : float, optional
            The most that the weights into a neuron may have as Euclidean length after a step.
        clip_norm, clip_value : float, optional
            The most that the gradient may have as Euclidean length, all layers together, and
            in each element; before l1 and l2 are added.
        label_smoothing : float, default 0
            s: the targets of cross-entropy become (1 − s) y + s/K, K classes (2 for sigmoid).
        input_noise : float, default 0
            Standard deviation of normal noise that is added to the inputs.
        augment : Augment, optional
            Distortions of the images in x, drawn anew in every epoch.
        validation_data : (x, y) or (x, y, sample_weight), optional
            Evaluated at the end of each epoch, by the weights of its samples if it has any.
        validation_split : float, default 0
            Instead of `validation_data`: this share of the samples, the last ones, is not trained
            on but evaluated, by the weights in `sample_weight`.
        sample_weight : (m,) array, optional
            Weights of the samples, not negative. A step follows Σ wᵢ∇Cᵢ / Σ wᵢ of its mini-batch,
            so a weight of 2 is the same as having the row twice.
        class_weight : dict or "balanced", optional
            A weight for each class, times that of the sample; needs class indices in y. "balanced":
            m / (classes × samples of the class).
        metrics : list, default none
            What is measured on the validation data beside cost and accuracy: names of
            `deltaward.metrics` or functions ``(y_true, y_pred)``, with ``sample_weight`` if they
            have such a parameter and the validation data has weights.
        callbacks : list of `deltaward.callbacks.Callback`, default none
            What happens between epochs, or after each mini-batch.
        record : deltaward.Trace, optional
            Keeps every intermediate value of some samples along the run, for
            ``deltaward.Trace(every=100, samples=(x, y))`` before the first mini-batch and after
            every 100.
        shuffle : bool or "blocks", default True
            Draw a new order for each epoch; False: the given order. "blocks", which a
            memory-mapped x gets by itself: blocks of neighbours of about 1 MB in a new order, and
            shuffled among 16 of them, so that a file is read in few places at a time.
        seed : int, optional
            Of the shuffling and of all that is drawn. By default the network's own, going on with
            the epochs that it has behind it, so that ``fit`` twice is not the same orders twice.
        threads : int, optional
            How many share the work, 1 to 1024. By default as many as the work of a mini-batch is
            worth; where that may be one of several numbers, the quickest, by trying; up to
            ``deltaward.cpu_info()["threads"]``. Any number gives the same bits. While several
            train, another thread of Python may see the first layer's weights of 20 ms ago, and what
            it writes there is lost; hooks and handlers of signals see those of the moment.
        resume : path, optional
            Go on bit for bit from a file of `deltaward.callbacks.Checkpoint`, with the same network
            and the same arguments.
        verbose : {1, 0, 2}
            1: a bar; 0: nothing; 2: a line an epoch, both on standard error.

        Returns
        -------
        History
            Cost, accuracy, learning rate and seconds of each epoch.

        Raises
        ------
        TypeError, ValueError
            For a bad argument, before anything is changed.
        FloatingPointError
            If the cost, a weight, or what the optimizer remembers of one becomes NaN or infinite.
            Network and optimizer are then as before that epoch, or as in the checkpoint that it was
            begun from; the error has the attributes epoch and step (from 0), learning_rate (of the
            last step that was made), layer and history.
        RuntimeError
            From a hook of a training of the same network, or another thread than that.
        KeyboardInterrupt
            On Ctrl-C, within 100 ms or one mini-batch; the network is in the state of the last
            finished mini-batch.
        """
        # All that trains is imported here: who only predicts doesn't pay for it.
        with importing:
            from deltaward.training.fitting import (
                CallbackList,
                Run,
                given,
                optimizers,
                recipe,
                schedules,
                train,
            )

        given.check_idle(self)
        epochs = arguments.integer(epochs, "epochs", 0)
        if shuffle != "blocks":
            shuffle = arguments.boolean(shuffle, "shuffle", "True, False or 'blocks'")
        verbose = arguments.integer(verbose, "verbose", 0, 2)
        if threads is not None:
            threads = arguments.integer(threads, "threads", 1, 1024)
        used = optimizers.resolve(optimizer, learning_rate)
        options = recipe.check(
            self,
            l1=l1,
            l2=l2,
            dropout=dropout,
            max_norm=max_norm,
            clip_norm=clip_norm,
            clip_value=clip_value,
            label_smoothing=label_smoothing,
            input_noise=input_noise,
            augment=augment,
        )
        given.check_optimizer(self, used, options)
        hooks = CallbackList(callbacks if record is None else _recording(callbacks, record))
        if seed is None:
            first_epoch = self.epochs_trained
        else:
            seed, first_epoch = arguments.integer(seed, "seed", 0, 2**64 - 1), 0
        source, validation = given.data_of(
            self, x, y, epochs, sample_weight, class_weight, validation_data, validation_split
        )
        run = Run(
            net=self,
            source=source,
            epochs=epochs,
            batch_size=given.batch_size_of(batch_size, used, source, options),
            optimizer=used,
            schedule=schedules.resolve(used.learning_rate),
            recipe=options,
            validation=validation,
            metrics=given.metrics_of(self, metrics, validation),
            hooks=hooks,
            shuffle=shuffle,
            seed=self.seed if seed is None else seed,
            first_epoch=first_epoch,
            threads=threads,
            verbose=verbose,
            resumed=resume is not None,
        )
        return train(self, run, resume)

    def partial_fit(
        self,
        x: npt.ArrayLike,
        y: npt.ArrayLike,
        *,
        optimizer: str | optimizers.Optimizer = "sgd",
        learning_rate: float | None = None,
        sample_weight: npt.ArrayLike | None = None,
        threads: int | None = None,
    ) -> dict[str, float]:
        """Make one step with all of x as one mini-batch.

        Parameters
        ----------
        x, y : arrays
            As in `fit`.
        optimizer, learning_rate, sample_weight, threads
            As in `fit`; what the optimizer remembers of the weights goes on from call to call.

        Returns
        -------
        dict of float
            ``cost`` and ``accuracy`` before the step.

        Raises
        ------
        TypeError, ValueError, FloatingPointError
            As `fit`.
        """
        x = as_array(x, "x")
        rows = len(x) if x.ndim > 1 else 1
        history = self.fit(
            x,
            y,
            batch_size=max(1, rows),
            optimizer=optimizer,
            learning_rate=learning_rate,
            sample_weight=sample_weight,
            shuffle=False,
            threads=threads,
            verbose=0,
        ).history
        self._epochs_trained -= 1
        return {name: history[name][0] for name in ("cost", "accuracy")}


def _recording(callbacks: Iterable[Callback] | Callback | None, record: Trace) -> list[Callback]:
    from deltaward.explain.recording import with_record

    return with_record(callbacks, record)

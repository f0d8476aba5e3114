# SPDX-License-Identifier: MIT
"""A run that drives callbacks without the loop of `fit`, by given or by real figures."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

import deltaward as dw
from deltaward.callbacks import Callback, CallbackList, Run

Logs = dict[str, float]


def network(seed: int = 0) -> Any:
    return dw.Network([4, 5, 3], activation="tanh", seed=seed)


@dataclass
class FakeRun:
    net: Any = field(default_factory=network)
    epochs: int = 5
    samples: int = 40
    batch_size: int = 10
    steps_per_epoch: int = 4
    epoch: int = 0
    step: int = 0
    verbose: int = 0
    resumed: bool = False
    history: dw.History = field(default_factory=dw.History)
    learning_rate: float = 0.25

    def figures(self) -> list[str]:
        return ["cost", "accuracy", "val_cost", "val_accuracy", "learning_rate", "seconds"]

    def write_checkpoint(self, path: Path) -> None:
        raise NotImplementedError(f"a checkpoint of a fake run: {path}")

    def loop(
        self, callbacks: Iterable[Callback], epochs: Iterable[int], figures: Callable[[int], Logs]
    ) -> int:
        """Call the hooks as `fit` does; return the number of epochs."""
        done, logs = 0, {}
        run: Run = self  # mypy compares the attributes
        self.net.stop_training = False
        with CallbackList(callbacks) as hooks:
            hooks.set_run(run)
            hooks.on_train_begin({})
            for epoch in epochs:
                hooks.on_epoch_begin(epoch, {})
                logs = figures(epoch)
                hooks.on_epoch_end(epoch, logs)
                done += 1
                if self.net.stop_training:
                    break
            hooks.on_train_end(logs)
        return done

    def drive(self, callbacks: Iterable[Callback], figures: Sequence[Logs]) -> int:
        """Hand over figures, a dict for each epoch."""
        return self.loop(callbacks, range(len(figures)), lambda epoch: dict(figures[epoch]))

    def train(self, callbacks: Iterable[Callback]) -> list[Logs]:
        """Train the network for real, each epoch a call of `fit`; return the figures."""
        rng = np.random.default_rng(20260101)
        y = np.arange(self.samples + 20) % 3
        x = rng.standard_normal((len(y), 4)) + 2 * np.eye(3, 4)[y]
        seen: list[Logs] = []

        def fit(_: int) -> Logs:
            history = self.net.fit(
                x[: self.samples],
                y[: self.samples],
                validation_data=(x[self.samples :], y[self.samples :]),
                batch_size=self.batch_size,
                learning_rate=self.learning_rate,
                verbose=0,
            )
            # fit says that it goes on, and is itself only an epoch of what goes on here.
            seen.append({name: values[-1] for name, values in history.history.items()})
            seen[-1]["learning_rate"] = self.learning_rate
            return dict(seen[-1])

        self.loop(callbacks, range(self.epochs), fit)
        return seen


def parameters(net: Any) -> list[Any]:
    return [own.copy() for own in net.weights + net.biases]


def same(first: list[Any], second: list[Any]) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))

# SPDX-License-Identifier: MIT
"""Going on in the middle of an iterable."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import deltaward as dw
from deltaward import schedules
from deltaward.callbacks import Callback, Checkpoint, EarlyStopping
from mini_batches import FORMS, WEIGHTS, X, Y, in_batches
from resumed_run import digest, network


class StoppedError(Exception):
    pass


class Raise(Callback):
    def __init__(self, at: int) -> None:
        self.at, self.steps = at, 0

    def on_train_batch_end(self, batch: int, logs: dict[str, float]) -> None:
        self.steps += 1
        if self.steps == self.at:
            raise StoppedError


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("at", [2, 8, 9, 13, 24])
def test_going_on_in_the_middle_of_an_epoch(form: str, at: int, tmp_path: Path) -> None:
    def run(path: Path, raise_at: int = 0) -> tuple[Any, dw.History]:
        net = network()
        return net, net.fit(
            FORMS[form](in_batches(X, Y, WEIGHTS)),
            epochs=3,
            optimizer=dw.optimizers.Adam(learning_rate=schedules.Cosine(0.1, steps=24)),
            dropout=0.3,
            input_noise=0.1,
            validation_data=(X[:9], Y[:9]),
            callbacks=[
                EarlyStopping(patience=9, restore_best_weights=True),
                Checkpoint(path, unit="batches"),
                Raise(raise_at),
            ],
            resume=path if path.exists() else None,
            verbose=0,
        )

    once = run(tmp_path / "whole")
    with pytest.raises(StoppedError):
        run(tmp_path / "a", at)
    assert digest(*run(tmp_path / "a")) == digest(*once)


def test_going_on_skips_what_was_trained_on(tmp_path: Path) -> None:
    path = tmp_path / "a"
    with pytest.raises(StoppedError):
        network().fit(
            iter(in_batches(X, Y)),
            callbacks=[Checkpoint(path, every=3, unit="batches"), Raise(5)],
            verbose=0,
        )
    net, once = network(), network()
    zeros = [(np.zeros_like(x), y) for x, y in in_batches(X, Y)[:3]]
    history = net.fit(
        iter(zeros + in_batches(X, Y)[3:]),
        callbacks=[Checkpoint(path, every=3, unit="batches"), Raise(0)],
        resume=path,
        verbose=0,
    )
    expected = once.fit(in_batches(X, Y), verbose=0)
    assert digest(net, history) == digest(once, expected)

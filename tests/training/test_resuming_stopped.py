# SPDX-License-Identifier: MIT
"""Going on with a training that a hook stopped: not past where it would have ended."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from deltaward.callbacks import Checkpoint, EarlyStopping, LambdaCallback
from resumed_run import digest, images, network


class StoppedError(Exception):
    pass


def test_a_run_that_was_stopped_stays_stopped(tmp_path: Path) -> None:
    x, y = images()

    def run(resume: Path | None) -> Any:
        net = network()
        stopping = EarlyStopping("cost", min_delta=100, restore_best_weights=True)
        checkpoint = Checkpoint(tmp_path / "a")
        return net, net.fit(
            x, y, epochs=9, callbacks=[stopping, checkpoint], resume=resume, verbose=0
        )

    once = run(None)
    assert once[1].epochs == 2
    again = run(tmp_path / "a")
    assert digest(*again) == digest(*once)


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("batch", [1, 6, 10])
def test_a_stop_within_an_epoch_is_in_the_checkpoint(
    batch: int, stream: bool, tmp_path: Path
) -> None:
    """What remains is the end of that epoch: its validation, its hooks, and nothing to train."""
    x, y = images(61)
    data = (x, y) if not stream else ([(x[i : i + 6], y[i : i + 6]) for i in range(0, 61, 6)],)

    def run(path: Path, raises: bool = False) -> Any:
        def end(epoch: int, logs: dict[str, float]) -> None:
            if raises and epoch == 1:
                raise StoppedError

        def stop(number: int, logs: dict[str, float]) -> None:
            if net._core.optimizer_steps == 11 + batch:
                net.stop_training = np.bool_(True)  # what a comparison of NumPy scalars gives

        net = network()
        return net, net.fit(
            *data,
            epochs=4,
            batch_size=None if stream else 6,
            optimizer="momentum",
            validation_data=(x[:9], y[:9]),
            callbacks=[
                LambdaCallback(on_train_batch_end=stop, on_epoch_end=end),
                Checkpoint(path, unit="batches"),
            ],
            resume=path if path.exists() else None,
            verbose=0,
        )

    once = run(tmp_path / "whole")
    with pytest.raises(StoppedError):
        run(tmp_path / "a", raises=True)
    again = run(tmp_path / "a")
    assert again[1].epochs == 2
    assert again[0]._core.optimizer_steps == 11 + batch
    assert digest(*again) == digest(*once)
    assert again[0].stop_training

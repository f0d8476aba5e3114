# SPDX-License-Identifier: MIT
"""A checkpoint with NaN, infinity or impossible memory is refused before anything changes."""

from pathlib import Path

import numpy as np
import pytest

import sealed_file
from deltaward.callbacks import Callback, Checkpoint
from resumed_run import arguments, digest, network


class Begun(Callback):
    """Knows whether a training has begun."""

    begun = False

    def on_train_begin(self, logs: dict[str, float]) -> None:
        self.begun = True


@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize(
    "tensor", ["layers.1.weight", "layers.2.bias", "optimizer.0.layers.0.weight"]
)
def test_refused(tensor: str, number: float, tmp_path: Path) -> None:
    path, hook = tmp_path / "a", Begun()
    net, given = network("momentum"), arguments("momentum")
    given |= {"epochs": 2, "callbacks": [Checkpoint(path), hook]}
    net.fit(**given)
    tensors, about = sealed_file.read(path)
    tensors[tensor].flat[-1] = number
    sealed_file.write(path, tensors, about)
    before, content, hook.begun = digest(net), path.read_bytes(), False
    with pytest.raises(ValueError, match=f"^resume: .*a: {tensor} holds NaN or infinity"):
        net.fit(**given | {"epochs": 3}, resume=path)
    assert digest(net) == before
    assert not hook.begun
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    ("optimizer", "tensor"),
    [
        ("rmsprop", "optimizer.0.layers.1.weight"),
        ("adagrad", "optimizer.0.layers.0.bias"),
        ("adamw", "optimizer.1.layers.0.weight"),
        ("rprop", "optimizer.1.layers.2.bias"),
    ],
)
def test_squares_and_steps_are_not_below_0(optimizer: str, tensor: str, tmp_path: Path) -> None:
    """Their roots would be NaN, or the training go uphill."""
    path = tmp_path / "a"
    net, given = network(optimizer), arguments(optimizer) | {"epochs": 2}
    net.fit(**given, callbacks=[Checkpoint(path)])
    tensors, about = sealed_file.read(path)
    tensors[tensor].flat[0] = -0.125
    sealed_file.write(path, tensors, about)
    before = digest(net)
    with pytest.raises(ValueError, match=rf"^resume: .*a: {tensor} holds -0.125; .* keeps nothing"):
        net.fit(**given | {"epochs": 3}, callbacks=[Checkpoint(path)], resume=path)
    assert digest(net) == before


def test_the_last_good_one_stays(tmp_path: Path) -> None:
    """A step makes weights infinite, and only the cost of the next one shows it."""
    path = tmp_path / "a"
    net = network(activation="relu", cost="quadratic")
    given = arguments("adam") | {"learning_rate": lambda step: 3e38 if step == 14 else 0.001}
    with pytest.raises(FloatingPointError, match="epoch 2, step 16"):
        net.fit(**given, callbacks=[Checkpoint(path, unit="batches")])
    held, about = sealed_file.read(path)
    assert about["training"]["step"] == 14
    assert all(np.isfinite(array).all() for name, array in held.items() if "layers" in name)

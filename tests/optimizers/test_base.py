# SPDX-License-Identifier: MIT
import math
import pickle
from typing import Any

import numpy as np
import pytest

import deltaward as dw
from deltaward import optimizers, schedules

CLASSES = [
    optimizers.SGD,
    optimizers.Momentum,
    optimizers.Nesterov,
    optimizers.RMSprop,
    optimizers.Adagrad,
    optimizers.Adam,
    optimizers.AdamW,
    optimizers.Lion,
    optimizers.RPROP,
]


@pytest.mark.parametrize("cls", CLASSES)
def test_what_all_have(cls: type[optimizers.Optimizer]) -> None:
    made = cls()
    assert made.name == cls.__name__.lower()
    assert optimizers.make(made.name, made.settings()) == made
    assert pickle.loads(pickle.dumps(made)) == made
    assert "learning_rate" not in made.settings()
    if cls is not optimizers.RPROP:
        assert cls(learning_rate=schedules.Cosine(0.1)).settings() == made.settings()


@pytest.mark.parametrize(
    ("cls", "settings", "error", "message"),
    [
        (optimizers.SGD, {"learning_rate": -1}, ValueError, "learning_rate: -1"),
        (optimizers.SGD, {"learning_rate": math.inf}, ValueError, "learning_rate: inf"),
        (optimizers.SGD, {"learning_rate": "a"}, TypeError, "learning_rate: 'a'"),
        (optimizers.Momentum, {"momentum": 1.0}, ValueError, "momentum: 1.0; expected 0 to 1"),
        (optimizers.Nesterov, {"momentum": -0.1}, ValueError, "momentum: -0.1; expected 0 to 1"),
        (optimizers.RMSprop, {"rho": 1.5}, ValueError, "rho: 1.5; expected 0 to 1"),
        (optimizers.RMSprop, {"epsilon": -1e-9}, ValueError, "epsilon: -1e-09; expected at least"),
        (optimizers.Adagrad, {"epsilon": math.inf}, ValueError, "epsilon: inf; expected at least"),
        (optimizers.Adam, {"beta1": math.nan}, ValueError, "beta1: nan; expected a number"),
        (optimizers.Adam, {"beta1": 10**400}, ValueError, "beta1: beyond float64; expected a num"),
        (optimizers.Adam, {"beta2": "0.9"}, TypeError, "beta2: '0.9'; expected a number"),
        (optimizers.Adam, {"beta2": True}, TypeError, "beta2: True; expected a number"),
        (optimizers.AdamW, {"weight_decay": -0.1}, ValueError, "weight_decay: -0.1; expected at"),
        (optimizers.Lion, {"beta1": 1}, ValueError, "beta1: 1.0; expected 0 to 1"),
        (optimizers.RPROP, {"shrink": 1.0}, ValueError, "shrink: 1.0; expected 0 to 1"),
        (optimizers.RPROP, {"grow": 0.9}, ValueError, "grow: 0.9; expected at least 1"),
        (
            optimizers.RPROP,
            {"smallest": 0.1, "largest": 0.01},
            ValueError,
            "smallest: 0.1, and largest is 0.01; expected at most that",
        ),
        (
            optimizers.RPROP,
            {"learning_rate": schedules.Step(0.1)},
            ValueError,
            r"learning_rate: Step\(.* with RPROP, whose steps change by themselves; expected a num",
        ),
        (optimizers.RPROP, {"learning_rate": float}, ValueError, r"learning_rate: .* with RPROP"),
    ],
)
def test_bad_settings(
    cls: type[optimizers.Optimizer],
    settings: dict[str, Any],
    error: type[Exception],
    message: str,
) -> None:
    with pytest.raises(error, match=message):
        cls(**settings)


def test_rprop_takes_the_whole_set() -> None:
    net = dw.Network([2, 3])
    x, y = np.ones((5, 2)), np.zeros(5, int)
    with pytest.raises(ValueError, match="batch_size: 4 with RPROP"):
        net.fit(x, y, batch_size=4, optimizer="rprop", verbose=0)
    net.fit(x, y, batch_size=5, optimizer="rprop", verbose=0)
    with pytest.raises(ValueError, match="optimizer: RPROP needs all samples at once"):
        net.fit([(x, y)], optimizer="rprop", verbose=0)


def test_rprop_has_no_learning_rate_to_choose() -> None:
    net = dw.Network([2, 3])
    x, y = np.ones((50, 2)), np.zeros(50, int)
    with pytest.raises(
        ValueError, match=r"^optimizer: RPROP has a step of its own for each weight"
    ):
        net.find_learning_rate(x, y, optimizer="rprop")
    scheduler = dw.callbacks.LearningRateScheduler(lambda epoch, rate: rate / 2)
    with pytest.raises(ValueError, match=r"^learning_rate: 0.005 during a training with RPROP"):
        net.fit(x, y, optimizer="rprop", callbacks=[scheduler], verbose=0)


def test_rprop_where_the_product_of_two_gradients_is_too_small_for_float32() -> None:
    """Their signs agree all the same, and the steps grow by 1.2."""
    net = dw.Network([1, 1], cost="quadratic", dtype="float32")
    net.weights[0][:] = 0
    net.fit(np.array([[1e-23]]), np.array([1.0]), epochs=3, optimizer="rprop", verbose=0)
    assert net.weights[0][0, 0] == pytest.approx(0.01 + 0.012 + 0.0144, rel=1e-5)


@pytest.mark.parametrize("cls", [optimizers.RMSprop, optimizers.Adagrad, optimizers.Adam])
@pytest.mark.parametrize(("dtype", "least"), [("float32", 1.18e-38), ("float64", 2.23e-308)])
def test_an_epsilon_that_is_0_for_the_network(cls: Any, dtype: str, least: float) -> None:
    """Denormal numbers are taken as 0 in the core: a gradient of 0 would be divided by it."""
    net = dw.Network([2, 3], dtype=dtype)
    x, y = np.zeros((5, 2)), np.zeros(5, int)  # whose weights have gradients of 0
    for epsilon in (0.0, least * 0.99):
        with pytest.raises(ValueError, match=rf"^epsilon: \S+ of {cls.__name__} is 0 in {dtype}, "):
            net.fit(x, y, optimizer=cls(epsilon=epsilon), verbose=0)
    assert net.epochs_trained == 0
    net.fit(x, y, optimizer=cls(epsilon=least), verbose=0)


@pytest.mark.parametrize(
    "optimizer", [optimizers.AdamW(), optimizers.Lion(weight_decay=0.1)], ids=lambda o: o.name
)
def test_shrinking_twice_is_told(optimizer: optimizers.Optimizer) -> None:
    x, y = np.ones((5, 2)), np.zeros(5, int)
    net = dw.Network([2, 3])
    name = type(optimizer).__name__
    with pytest.warns(UserWarning, match=f"^l2: 0.5, and {name} shrinks the weights too") as caught:
        net.fit(x, y, optimizer=optimizer, l2=0.5, verbose=0)
    assert caught[0].filename == __file__
    net.fit(x, y, optimizer=optimizer, l1=0.5, verbose=0)
    net.fit(x, y, optimizer="lion", l2=0.5, verbose=0)

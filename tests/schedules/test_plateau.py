# SPDX-License-Identifier: MIT
import json
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from deltaward.schedules import ReduceOnPlateau, Span

SPAN = Span(0, 0)


def present(schedule: ReduceOnPlateau) -> float:
    first, second = schedule.rates(17, 2, SPAN)
    assert first == second
    return float(first)


def run(schedule: ReduceOnPlateau, figures: list[float]) -> list[float]:
    """Return the rate after each epoch."""
    rates = []
    for figure in figures:
        schedule.end_epoch({"cost": 7.0, schedule.monitor: figure})
        rates.append(present(schedule))
    return rates


def keras(
    figures: list[float],
    *,
    rate: float,
    mode: str,
    factor: float,
    patience: int,
    min_delta: float,
    cooldown: int,
    lowest: float,
) -> list[float]:
    """Transcribe `on_epoch_end` of Keras' ReduceLROnPlateau."""
    rates = []
    best = math.inf if mode == "min" else -math.inf
    wait = left = 0
    for current in figures:
        if left > 0:
            left -= 1
            wait = 0
        better = current + min_delta < best if mode == "min" else current - min_delta > best
        if better:
            best = current
            wait = 0
        elif left <= 0:
            wait += 1
            if wait >= patience and rate > lowest:
                rate = max(rate * factor, lowest)
                left = cooldown
                wait = 0
        rates.append(rate)
    return rates


@pytest.mark.parametrize("mode", ["min", "max"])
def test_keras_rules(mode: str, rng: np.random.Generator) -> None:
    dropped = 0
    for _ in range(200):
        options: dict[str, Any] = {
            "factor": float(rng.choice([0.1, 0.5])),
            "patience": int(rng.integers(5)),
            "min_delta": float(rng.choice([0.0, 0.05, 0.3])),
            "cooldown": int(rng.integers(5)),
            "lowest": float(rng.choice([0.0, 0.01, 0.05])),
            "mode": mode,
        }
        figures = rng.random(40).tolist()
        expected = keras(figures, rate=0.2, **options)
        assert run(ReduceOnPlateau(0.2, **options), figures) == expected
        dropped += expected[-1] < 0.2
    assert dropped > 100


def test_by_hand() -> None:
    # 0.95 is better than 1 by 0.05 only, 0.9 is not better than 0.9.
    schedule = ReduceOnPlateau(1.0, patience=2, min_delta=0.05 + 1e-9, factor=0.5)
    rates = run(schedule, [1.0, 0.95, 0.9, 0.9, 0.9, 0.9, 0.9, 0.1])
    assert rates == [1, 1, 1, 1, 0.5, 0.5, 0.25, 0.25]


def test_min_delta_is_absolute() -> None:
    # A share of 1e-4 would be passed by 1e-3, which falls to a tenth each time.
    assert run(ReduceOnPlateau(1.0, patience=1), [1e-4, 1e-5, 1e-6]) == pytest.approx(
        [1, 0.1, 0.01]
    )
    # And a share of 1e-4 would not be by 1000, which falls by 0.01.
    assert run(ReduceOnPlateau(1.0, patience=1), [1000, 999.99, 999.98]) == [1, 1, 1]


def test_direction_by_name() -> None:
    rising, falling = [0.1, 0.2, 0.3], [0.3, 0.2, 0.1]
    for monitor, good in (
        ("cost", falling),
        ("val_cost", falling),
        ("accuracy", rising),
        ("val_accuracy", rising),
    ):
        best = ReduceOnPlateau(1.0, monitor=monitor, patience=1)
        assert run(best, good)[-1] == 1
        best.start()
        assert run(best, good[::-1])[-1] < 1
    named = ReduceOnPlateau(1.0, monitor="val_f1", mode="max", patience=1)
    assert run(named, rising)[-1] == 1
    with pytest.raises(ValueError, match=r"^mode: 'auto' does not know whether 'val_f1' should"):
        ReduceOnPlateau(1.0, monitor="val_f1")
    # The direction is the monitor's, not that of the one it was copied from.
    assert run(replace(best, monitor="cost"), falling)[-1] == 1


def test_nan_and_infinity_are_no_improvement() -> None:
    for bad in (math.nan, math.inf, -math.inf):
        schedule = ReduceOnPlateau(1.0, patience=2, factor=0.5)
        assert run(schedule, [bad, bad, 3.0, 2.0, bad, 1.0]) == [1, 0.5, 0.5, 0.5, 0.5, 0.5]
        json.dumps(schedule.get_state(), allow_nan=False)


def test_a_run_begins_anew() -> None:
    schedule = ReduceOnPlateau(1.0, patience=1)
    fresh = schedule.get_state()
    first = run(schedule, [1.0, 2.0, 3.0])
    assert first[-1] < 1
    schedule.start()
    assert schedule.get_state() == fresh
    assert present(schedule) == 1
    assert run(schedule, [1.0, 2.0, 3.0]) == first


@pytest.mark.parametrize("stop", [0, 1, 4, 7, 20])
def test_state_through_json(stop: int, rng: np.random.Generator) -> None:
    figures = rng.random(30).tolist()
    make = ReduceOnPlateau(0.2, patience=2, cooldown=3)
    whole = run(make, figures)
    make.start()
    run(make, figures[:stop])
    state = json.loads(json.dumps(make.get_state(), allow_nan=False))
    other = ReduceOnPlateau(0.2, patience=2, cooldown=3)
    other.set_state(state)
    assert run(other, figures[stop:]) == whole[stop:]
    assert other.settings() == make.settings()


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"rate": 0.5}, ValueError, "rate: 0.5; expected at most the learning_rate, 0.2"),
        ({"rate": "a"}, TypeError, "rate: 'a' of type str; expected a number"),
        ({"best": "a"}, TypeError, "best: 'a' of type str; expected a number"),
        ({"best": math.nan}, ValueError, "best: nan; expected a finite number or None"),
        ({"wait": -1}, ValueError, "wait: -1; expected at least 0"),
        ({"cooldown": 0.5}, TypeError, "cooldown: 0.5 of type float; expected an int"),
        ({"extra": 1}, ValueError, "state: {.*}; expected the keys rate, best, wait, cooldown"),
    ],
)
def test_bad_state(change: dict[str, Any], error: type[Exception], message: str) -> None:
    schedule = ReduceOnPlateau(0.2)
    run(schedule, [1.0, 2.0])
    before = schedule.get_state()
    with pytest.raises(error, match=f"^{message}"):
        schedule.set_state(before | change)
    with pytest.raises(ValueError, match=r"^state: {}; expected the keys"):
        schedule.set_state({})
    assert schedule.get_state() == before


def test_the_state_is_a_copy() -> None:
    schedule = ReduceOnPlateau(0.2)
    schedule.get_state()["rate"] = 5.0
    assert present(schedule) == 0.2


def test_a_monitor_that_is_not_there() -> None:
    figures = {"cost": 1.0, "accuracy": 0.5}
    schedule = ReduceOnPlateau(0.2)
    message = (
        "^monitor: 'val_cost' is not among the figures; it needs validation data; expected one of "
        "cost, accuracy$"
    )
    with pytest.raises(ValueError, match=message):
        schedule.end_epoch(figures)
    with pytest.raises(ValueError, match=message):
        schedule.check(SPAN, figures.keys())
    schedule.check(SPAN, ["cost", "val_cost"])
    with pytest.raises(ValueError, match=r"^monitor: 'my_cost' is not among the figures; expected"):
        ReduceOnPlateau(0.2, monitor="my_cost").end_epoch(figures)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"learning_rate": -1}, ValueError, "learning_rate: -1.0; expected a finite"),
        ({"monitor": 3}, TypeError, "monitor: 3; expected the name of a figure"),
        ({"factor": 1.0}, ValueError, "factor: 1.0; expected a number below 1"),
        ({"factor": 0}, ValueError, "factor: 0.0; expected a finite number above 0"),
        ({"patience": -1}, ValueError, "patience: -1; expected at least 0"),
        ({"patience": 2.0}, TypeError, "patience: 2.0 of type float; expected an int"),
        ({"min_delta": -1e-4}, ValueError, "min_delta: -0.0001; expected a finite number of at"),
        ({"min_delta": "a"}, TypeError, "min_delta: 'a' of type str; expected a number"),
        ({"cooldown": -1}, ValueError, "cooldown: -1; expected at least 0"),
        ({"lowest": 0.3}, ValueError, "lowest: 0.3; expected at most the learning_rate, 0.2"),
        ({"lowest": -0.1}, ValueError, "lowest: -0.1; expected a finite number of at least 0"),
        ({"mode": "up"}, ValueError, "mode: 'up' is not known; expected one of auto, min, max"),
    ],
)
def test_bad_options(options: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=f"^{message}"):
        ReduceOnPlateau(**({"learning_rate": 0.2} | options))

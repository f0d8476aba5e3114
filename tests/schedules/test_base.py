# SPDX-License-Identifier: MIT
import copy
import json
import pickle
from dataclasses import FrozenInstanceError, dataclass
from typing import Any

import numpy as np
import pytest

from deltaward.schedules import (
    Constant,
    Cosine,
    Custom,
    Exponential,
    OneCycle,
    ReduceOnPlateau,
    Schedule,
    Span,
    Step,
)

SPAN = Span(48, 6)


def test_rates_are_finite_float64(schedule: Schedule) -> None:
    rates = schedule.rates(0, 48, SPAN)
    assert rates.dtype == np.float64
    assert rates.shape == (48,)
    assert np.isfinite(rates).all()
    assert (rates >= 0).all()
    assert schedule.learning_rate in (rates[0], pytest.approx(rates.max(), rel=1e-2))


def test_slices_are_the_whole(schedule: Schedule) -> None:
    whole = schedule.rates(0, 60, SPAN)  # the last ones come after the run
    for first in range(60):
        for count in (0, 1, 2, 7, 60 - first):
            part = schedule.rates(first, min(count, 60 - first), SPAN)
            np.testing.assert_array_equal(part, whole[first : first + count], strict=True)


def test_a_run_of_one_step(schedule: Schedule) -> None:
    (rate,) = schedule.rates(0, 1, Span(1, 1))
    assert np.isfinite(rate)
    assert 0 <= rate <= 0.3


def test_no_steps_need_no_length(schedule: Schedule) -> None:
    assert schedule.rates(0, 0, Span(0, 0)).shape == (0,)


@pytest.mark.parametrize(
    ("first", "count", "error", "message"),
    [
        (-1, 1, ValueError, "first: -1; expected at least 0"),
        (0, -1, ValueError, "count: -1; expected at least 0"),
        (0.5, 1, TypeError, "first: 0.5 of type float; expected an int"),
        (0, True, TypeError, "count: True of type bool; expected an int"),
    ],
)
def test_bad_steps(
    schedule: Schedule, first: Any, count: Any, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        schedule.rates(first, count, SPAN)


def test_span() -> None:
    assert Span(np.int64(3), np.uint8(1)) == Span(steps=3, steps_per_epoch=1)  # type: ignore[arg-type]
    for bad, error in ((-1, ValueError), (1.0, TypeError), (None, TypeError)):
        with pytest.raises(error, match=r"^steps: "):
            Span(bad, 1)  # type: ignore[arg-type]
        with pytest.raises(error, match=r"^steps_per_epoch: "):
            Span(1, bad)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("needing", "span", "message"),
    [
        (Cosine(0.1), Span(0, 5), "steps: the length of the run is not known; .*steps="),
        (OneCycle(0.1), Span(0, 5), "steps: the length of the run is not known; .*steps="),
        (Step(0.1), Span(5, 0), "steps_per_epoch: the length of an epoch is not known; .*steps_"),
        (Exponential(0.1), Span(5, 0), "steps_per_epoch: the length of an epoch is not known"),
    ],
    ids=repr,
)
def test_a_length_that_is_needed(needing: Schedule, span: Span, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        needing.rates(3, 2, span)
    with pytest.raises(ValueError, match=message):
        needing.check(span, ["cost"])


@pytest.mark.parametrize(
    ("own", "span"),
    [
        (Cosine(0.1, warmup=0.3, steps=20), Span(20, 0)),
        (OneCycle(0.1, steps=20), Span(20, 0)),
        (Step(0.1, every=2, steps_per_epoch=4), Span(0, 4)),
        (Exponential(0.1, steps_per_epoch=4), Span(0, 4)),
    ],
    ids=repr,
)
def test_a_length_of_its_own_goes_before_the_run_s(own: Schedule, span: Span) -> None:
    settings = {k: v for k, v in own.settings().items() if k not in ("schedule", *_LENGTHS)}
    plain = type(own)(**settings)
    expected = plain.rates(0, 20, span)
    for other in (Span(0, 0), Span(7, 3), Span(1000, 100)):
        np.testing.assert_array_equal(own.rates(0, 20, other), expected)


_LENGTHS = ("steps", "steps_per_epoch")


def test_check_tries_the_last_step() -> None:
    growing = Exponential(1.0, factor=1e10)
    growing.check(Span(30, 1), ["cost"])
    with pytest.raises(ValueError, match=r"gave inf for step 99; expected"):
        growing.check(Span(100, 1), ["cost"])
    with pytest.raises(IndexError):
        Custom([0.1, 0.2].__getitem__).check(Span(3, 1), ["cost"])
    Custom([0.1, 0.2].__getitem__).check(Span(2, 1), ["cost"])


def test_stateless_ones_keep_no_state(stateless: Schedule) -> None:
    before = stateless.rates(0, 48, SPAN)
    stateless.end_epoch({"cost": 1.0})
    assert stateless.get_state() == {}
    stateless.set_state({})
    with pytest.raises(ValueError, match=r"^state: {'rate': 1}; expected none"):
        stateless.set_state({"rate": 1})
    stateless.start()
    np.testing.assert_array_equal(stateless.rates(0, 48, SPAN), before)


def test_settings_are_json(schedule: Schedule) -> None:
    settings = schedule.settings()
    assert json.loads(json.dumps(settings, allow_nan=False)) == settings
    assert settings["schedule"] == schedule.name
    assert settings["learning_rate"] == 0.3


def test_settings_tell_schedules_apart() -> None:
    several: list[Schedule] = [
        Constant(0.1),
        Constant(0.2),
        Step(0.1),
        Step(0.1, every=3),
        Step(0.1, at=[10]),
        Exponential(0.1),
        Exponential(0.1, smooth=False),
        Cosine(0.1),
        Cosine(0.1, warmup=1),
        Cosine(0.1, warmup=0.5),
        OneCycle(0.1),
        ReduceOnPlateau(0.1),
        ReduceOnPlateau(0.1, monitor="cost"),
        Custom(abs),
        Custom(float),
        Custom(lambda step: 0.1),
        Custom(lambda step: 0.2),
    ]
    texts = [json.dumps(s.settings(), sort_keys=True) for s in several]
    assert len(set(texts)) == len(several)
    assert Step(0.1).settings() == Step(0.1, every=10).settings()


def test_settings_can_t_be_changed(schedule: Schedule) -> None:
    with pytest.raises(FrozenInstanceError):
        schedule.learning_rate = 1.0


def test_equal_where_the_settings_are() -> None:
    assert Cosine(0.1, warmup=0.5) == Cosine(learning_rate=0.1, warmup=0.5)
    assert Step(0.1, at=[1, 2]) == Step(0.1, at=(1, 2))
    assert hash(Step(0.1, at=[1, 2])) == hash(Step(0.1, at=(1, 2)))
    assert Cosine(0.1) != Cosine(0.2)


def test_copies(schedule: Schedule) -> None:
    twins = [copy.deepcopy(schedule)]
    if not isinstance(schedule, Custom):  # pickle takes no lambda
        twins.append(pickle.loads(pickle.dumps(schedule)))
    for twin in twins:
        assert twin == schedule
        np.testing.assert_array_equal(twin.rates(0, 48, SPAN), schedule.rates(0, 48, SPAN))


def test_one_s_own() -> None:
    @dataclass(frozen=True)
    class InverseSquareRoot(Schedule):
        learning_rate: float
        offset: float = 1.0

        def formula(self, steps: Any, span: Span) -> Any:
            return self.learning_rate / np.sqrt(steps + self.offset)

    own = InverseSquareRoot(0.5)
    np.testing.assert_allclose(own.rates(3, 2, SPAN), [0.25, 0.5 / 5**0.5], rtol=1e-15)
    assert own.settings() == {"schedule": "InverseSquareRoot", "learning_rate": 0.5, "offset": 1.0}
    with (
        pytest.raises(
            ValueError,
            match=r"^learning_rate: .*InverseSquareRoot\(.*\) gave inf for step 0; expected",
        ),
        np.errstate(divide="ignore"),
    ):
        InverseSquareRoot(0.5, offset=0).rates(0, 3, SPAN)


@pytest.mark.parametrize("shape", [(), (1,), (2, 1)])
def test_one_s_own_of_a_wrong_shape(shape: tuple[int, ...]) -> None:
    class Flat(Schedule):
        def formula(self, steps: Any, span: Span) -> Any:
            return np.zeros(shape)

    with pytest.raises(ValueError, match=r"gave an array of shape \(.*\) for 2 steps"):
        Flat().rates(0, 2, SPAN)


def test_without_a_formula() -> None:
    with pytest.raises(NotImplementedError, match="Schedule has no formula"):
        Schedule().rates(0, 1, SPAN)

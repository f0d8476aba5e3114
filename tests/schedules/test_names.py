# SPDX-License-Identifier: MIT
from typing import Any

import pytest

from deltaward import schedules
from deltaward.schedules import (
    Constant,
    Cosine,
    Custom,
    Exponential,
    OneCycle,
    ReduceOnPlateau,
    Schedule,
    Step,
    by_name,
)


@pytest.mark.parametrize(
    ("name", "options", "expected"),
    [
        ("constant", {}, Constant(0.1)),
        ("step", {"at": [3]}, Step(0.1, at=[3])),
        ("exponential", {"factor": 0.5}, Exponential(0.1, factor=0.5)),
        ("cosine", {"warmup": 0.1}, Cosine(0.1, warmup=0.1)),
        ("one_cycle", {"final": 0.1}, OneCycle(0.1, final=0.1)),
        ("plateau", {"patience": 3}, ReduceOnPlateau(0.1, patience=3)),
    ],
)
def test_by_name(name: str, options: dict[str, Any], expected: Schedule) -> None:
    assert by_name(name, 0.1, **options) == expected
    assert type(by_name(name, 0.1)) is type(expected)


def test_each_kind_has_a_name() -> None:
    public = [getattr(schedules, name) for name in schedules.__all__]
    kinds = {kind for kind in public if isinstance(kind, type) and issubclass(kind, Schedule)}
    named = {type(by_name(name, 0.1)) for name in schedules.NAMES}
    assert kinds - named == {Schedule, Custom}
    assert [by_name(name, 0.1).settings()["schedule"] for name in schedules.NAMES] == list(
        schedules.NAMES
    )


def test_unknown_names() -> None:
    with pytest.raises(
        ValueError,
        match=r"^schedule: 'cosin' is not known; expected one of constant, step, exponential, "
        "cosine, one_cycle, plateau$",
    ):
        by_name("cosin", 0.1)
    with pytest.raises(TypeError, match=r"^schedule: 3; expected a name"):
        by_name(3, 0.1)  # type: ignore[arg-type]
    with pytest.raises(
        TypeError,
        match=r"^warm_up: not an option of the schedule cosine; expected one of warmup, final",
    ):
        by_name("cosine", 0.1, warm_up=3)
    with pytest.raises(TypeError, match=r"^_state: not an option of the schedule plateau"):
        by_name("plateau", 0.1, _state=3)
    with pytest.raises(TypeError, match=r"^factor: not an option .* constant; expected none$"):
        by_name("constant", 0.1, factor=3)
    with pytest.raises(ValueError, match=r"^learning_rate: -1.0; expected a finite"):
        by_name("cosine", -1)

# SPDX-License-Identifier: MIT
"""All built-in schedules, for tests of what they have in common."""

import pytest

from deltaward.schedules import (
    Constant,
    Cosine,
    Custom,
    Exponential,
    OneCycle,
    ReduceOnPlateau,
    Schedule,
    Step,
)

EACH: list[Schedule] = [
    Constant(0.3),
    Step(0.3, every=3),
    Step(0.3, factor=0.5, at=[2, 5, 6]),
    Exponential(0.3),
    Exponential(0.3, factor=1.5, smooth=False),
    Cosine(0.3),
    Cosine(0.3, warmup=0.2, final=0.01),
    Cosine(0.3, warmup=7, steps=31),
    OneCycle(0.3),
    OneCycle(0.3, initial=0.5, final=0.1, warmup=9, steps=40),
    ReduceOnPlateau(0.3),
    Custom(lambda step: 0.3 / (1 + step)),
]


STATELESS = [each for each in EACH if not isinstance(each, ReduceOnPlateau)]


@pytest.fixture(params=EACH, ids=repr)
def schedule(request: pytest.FixtureRequest) -> Schedule:
    found = request.param
    assert isinstance(found, Schedule)
    found.start()
    return found


@pytest.fixture(params=STATELESS, ids=repr)
def stateless(request: pytest.FixtureRequest) -> Schedule:
    found = request.param
    assert isinstance(found, Schedule)
    return found

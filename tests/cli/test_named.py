# SPDX-License-Identifier: MIT
"""Texts that name a thing and its settings."""

from argparse import ArgumentTypeError
from typing import Any

import pytest

from deltaward.cli.named import named, settings, weights

SCHEDULE = named(("step", "cosine"), "warmup=0.1")


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("cosine", {}),
        ("cosine:warmup=0.1", {"warmup": 0.1}),
        ("cosine:warmup=1,final=1e-3", {"warmup": 1, "final": 0.001}),
        ("step:at=30/60", {"at": [30, 60]}),
        ("step:smooth=false,other=true,mode=max", {"smooth": False, "other": True, "mode": "max"}),
        ("step:a=1_0", {"a": "1_0"}),
    ],
)
def test_named(text: str, made: dict[str, Any]) -> None:
    name, found = SCHEDULE(text)
    assert (name, found) == (text.split(":")[0], made)
    # A warm-up of 1 is a step, one of 1.0 the whole run.
    assert [type(value) for value in found.values()] == [type(value) for value in made.values()]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("cosinus", "'cosinus'; expected one of step, cosine"),
        ("", "''; expected one of step, cosine"),
        ("cosine:", "''; expected settings like warmup=0.1"),
        ("cosine:warmup", "'warmup'; expected settings like warmup=0.1"),
        ("cosine:warmup=", "'warmup='; expected settings like"),
        ("cosine:=1", "'=1'; expected settings like"),
        ("cosine:a=1,", "'a=1,'; expected settings like"),
        ("cosine:a=1,a=2", "'a=1,a=2'; a is there twice"),
    ],
)
def test_wrong_ones(text: str, told: str) -> None:
    with pytest.raises(ArgumentTypeError) as caught:
        SCHEDULE(text)
    assert str(caught.value).startswith(told)


def test_settings_alone() -> None:
    assert settings("")("shift=1,elastic=36/6") == {"shift": 1, "elastic": [36, 6]}


@pytest.mark.parametrize(
    ("text", "made"), [("balanced", "balanced"), ("3=2,8=0.5", {3: 2, 8: 0.5})]
)
def test_weights(text: str, made: Any) -> None:
    assert weights()(text) == made


@pytest.mark.parametrize("text", ["Balanced", "three=2", "3", "-1=2", "", "3=2,3=2"])
def test_wrong_weights(text: str) -> None:
    with pytest.raises(ArgumentTypeError, match="expected balanced, or weights of classes"):
        weights()(text)

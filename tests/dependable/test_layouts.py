# SPDX-License-Identifier: MIT
"""Every public array argument in every layout: the contiguous one's result, or an error by name."""

import re
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import soak
from array_cases import CASES
from array_cases.case import Case, leaves
from array_layouts import PLACES, SHAPES, Held, layouts

Array = npt.NDArray[Any]


def _outcome(case: Case, arrays: dict[str, Array]) -> list[Any] | Exception:
    try:
        result = case.call(**arrays)
    except (TypeError, ValueError) as error:
        return error
    return list(leaves(result))


def _same(got: list[Any], expected: list[Any]) -> bool:
    return len(got) == len(expected) and all(
        np.array_equal(g, e, equal_nan=np.asarray(g).dtype.kind == "f")
        for g, e in zip(got, expected, strict=True)
    )


def _check(case: Case, argument: str, others: dict[str, Array], held: Held) -> None:
    before = held.memory.tobytes()
    got = _outcome(case, others | {argument: held.given})
    assert held.memory.tobytes() == before, f"{held.kind}: written to"
    name = case.says.get(argument, argument)
    if isinstance(got, Exception):
        assert held.kind not in PLACES, f"{held.kind}: {got!r}"
        assert re.match(name, str(got)), f"{held.kind}: {got!r} does not name {name}"
        return
    assert held.kind not in SHAPES, f"{held.kind}: no error"
    expected = _outcome(case, others | {argument: held.plain})
    assert isinstance(expected, list), f"{held.kind} passes, and contiguous {expected!r}"
    assert _same(got, expected), f"{held.kind}: {got} and contiguous {expected}"


@pytest.mark.parametrize(
    ("case", "argument"),
    [pytest.param(c, a, id=f"{c} {a}".replace(" ", "-")) for c in CASES for a in c.arrays],
)
@settings(
    max_examples=soak.rounds(1, 20),
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
@pytest.mark.timeout(3600 if soak.LONG else 60)
def test_layouts(case: Case, argument: str, data: st.DataObject) -> None:
    if case.is_long and not soak.LONG:
        pytest.skip("a film takes ten seconds: in a soak")
    if case.needs:
        pytest.importorskip(case.needs)
    floats = data.draw(st.sampled_from(case.floats))
    classes = data.draw(st.sampled_from(("int64", "int32", "uint8")))
    arrays = {name: _as(a, floats, classes, name) for name, a in case.arrays.items()}
    kinds = [data.draw(st.sampled_from(case.kinds))] if case.is_slow else case.kinds
    for held in data.draw(layouts(arrays[argument])):
        if held.kind in kinds:
            _check(case, argument, arrays, held)


def _as(a: Array, floats: str, classes: str, name: str) -> Array:
    if a.dtype.kind == "i":
        return a.astype(classes)
    if floats != "uint8":
        return a.astype(floats)
    return (a * 200).astype(floats) if name in ("x", "images") else a

# SPDX-License-Identifier: MIT
"""Every value in the JSON of a checkpoint replaced by each of many odd ones."""

import copy
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import sealed_file
import soak
from fuzz import targets
from fuzz.mutations import ODD

MORE: list[Any] = [[1.5] * 6, ["a", "b"], {"a": {"b": [1]}}, [{}], [{}, {}, {}], {"value": {}}]
# What was found so, and is refused now.
FOUND: list[tuple[tuple[Any, ...], Any]] = [
    *(
        (("training", "settings", "settings of callbacks"), v)
        for v in (3, [3], [[["x"]]], {"x": 1})
    ),
    (("training", "history"), {"": {}}),
    (("optimizer", "settings", "beta1"), 10**400),
]


def _places(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    keys = list(value) if isinstance(value, dict) else []
    keys = list(range(min(len(value), 3))) if isinstance(value, list) else keys
    for key in keys:
        yield (*place, key)
        yield from _places(value[key], (*place, key))


@pytest.mark.timeout(1800 if soak.LONG else 120)
def test_each_is_taken_or_refused(tmp_path: Path) -> None:
    targets.TARGETS["checkpoint"].seeds(tmp_path)
    tensors, about = sealed_file.read(tmp_path / "batches.safetensors")
    about.pop("file_sha256")
    every = [(place, odd) for place in _places(about) for odd in [*ODD, *MORE]]
    assert len(every) > 5000
    for place, odd in [*FOUND, *every[:: 1 if soak.LONG else 29]]:
        changed = held = copy.deepcopy(about)
        for key in place[:-1]:
            held = held[key]
        held[place[-1]] = odd
        try:
            data = sealed_file.content(tensors, changed)
        except ValueError:  # no JSON, or longer than a header may be
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of NaN and the like in figures
            for name in ("checkpoint", "network"):
                targets.TARGETS[name].run(tmp_path / "input.safetensors", data)

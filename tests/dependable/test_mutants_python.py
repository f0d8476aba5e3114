# SPDX-License-Identifier: MIT
"""What ``nox -s mutants_python`` is told still fits the tree, and what it tells is right."""

import fnmatch
import tomllib
from typing import Any

import pytest

import mutate_python

ROOT = mutate_python.ROOT
PROJECT = ROOT / "pyproject.toml"

if not (ROOT / "python").is_dir():
    pytest.skip("the sources are not here", allow_module_level=True)


@pytest.fixture
def settings() -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["tool"]["mutmut"]
    return found


def test_each_pattern_names_a_file(settings: dict[str, Any]) -> None:
    paths = (path.relative_to(ROOT / "python") for path in (ROOT / "python").rglob("*.py"))
    files = [f"src/{path.as_posix()}" for path in paths]
    for pattern in settings["only_mutate"] + settings["do_not_mutate"]:
        assert fnmatch.filter(files, pattern), pattern


def test_each_test_is_there(settings: dict[str, Any]) -> None:
    for test in settings["pytest_add_cli_args_test_selection"]:
        path = test.removeprefix("--ignore=").removeprefix("--deselect=").partition("::")[0]
        assert (ROOT / path).exists(), test


def test_names_and_words_choose() -> None:
    every = ["deltaward.a.x_f__mutmut_1", "deltaward.a.x_f__mutmut_10", "deltaward.b.x_g__mutmut_1"]
    assert mutate_python.chosen(every, []) == every
    assert mutate_python.chosen(every, ["deltaward.a"]) == every[:2]
    assert mutate_python.chosen(every, every[:1]) == every[:1]
    with pytest.raises(ValueError, match=r"^words: no mutant has 'quaternion' in its name; expect"):
        mutate_python.chosen(every, ["quaternion"])


def test_the_interval_is_wilsons() -> None:
    # The example in every textbook: 8 of 10.
    assert mutate_python.interval(8, 10) == pytest.approx((0.4902, 0.9433), abs=5e-5)
    low, high = mutate_python.interval(10, 10)
    assert 0.72 < low < 0.73
    assert high == pytest.approx(1)


def test_only_who_fails_is_killed() -> None:
    codes = {
        "deltaward.metrics.names.x_f__mutmut_1": 1,
        "deltaward.metrics.names.x_f__mutmut_2": 0,
        "deltaward.metrics.x_g__mutmut_1": -24,
        "deltaward.history.x_h__mutmut_1": 33,
        "deltaward.history.x_h__mutmut_2": -11,
    }
    text, share = mutate_python.table(codes, 50)
    assert share == 3 / 5
    assert "| history | 2 | 1 |\n| metrics | 3 | 2 |" in text
    assert "3 of 5 mutants killed, 1 of them by their time limit; no test reaches 1. 60.0%:" in text


def test_what_was_not_run_is_no_result() -> None:
    with pytest.raises(RuntimeError, match=r"^deltaward.a.x_f__mutmut_1 and 0 other mutants were"):
        mutate_python.table({"deltaward.a.x_f__mutmut_1": None}, 1)

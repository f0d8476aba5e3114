# SPDX-License-Identifier: MIT
"""What ``nox -s mutants_python`` is told still fits the tree, and what it tells is right."""

import fnmatch
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
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


def _assert_is_there(test: str) -> None:
    path, _, name = test.removeprefix("--ignore=").removeprefix("--deselect=").partition("::")
    assert (ROOT / path).exists(), test
    if name:
        assert f"def {name}(" in (ROOT / path).read_text(encoding="utf-8"), test


def _without_braces(word: str) -> Iterator[str]:
    before, _, rest = word.partition("{")
    inside, _, after = rest.partition("}")
    return (f"{before}{choice}{after}" for choice in inside.split(","))


def test_each_pattern_names_a_file(settings: dict[str, Any]) -> None:
    paths = (path.relative_to(ROOT / "python") for path in (ROOT / "python").rglob("*.py"))
    files = [f"src/{path.as_posix()}" for path in paths]
    for pattern in settings["only_mutate"] + settings["do_not_mutate"]:
        assert fnmatch.filter(files, pattern), pattern


def test_each_test_is_there(settings: dict[str, Any]) -> None:
    for test in settings["pytest_add_cli_args_test_selection"]:
        _assert_is_there(test)


def test_each_test_of_the_core_is_there() -> None:
    script = ROOT / ".ci" / "coverage"
    if not script.is_file():
        pytest.skip("a source distribution has no CI")
    words = re.findall(r"\btests/[\w/{},.:]+", script.read_text(encoding="utf-8"))
    tests = [test for word in words for test in _without_braces(word)]
    assert len(tests) > 30
    for test in tests:
        _assert_is_there(test)


def test_names_and_words_choose() -> None:
    every = ["deltaward.a.x_f__mutmut_1", "deltaward.a.x_f__mutmut_10", "deltaward.b.x_g__mutmut_1"]
    assert mutate_python.chosen(every, []) == every
    assert mutate_python.chosen(every, ["deltaward.a"]) == every[:2]
    assert mutate_python.chosen(every, every[:1]) == every[:1]
    assert mutate_python.chosen(every, [every[0], "x_g"]) == [every[0], every[2]]
    with pytest.raises(ValueError, match=r"^words: no mutant has 'quaternion' in its name; expect"):
        mutate_python.chosen(every, [every[0], "quaternion", "x_g"])
    with pytest.raises(ValueError, match=r"has 'quaternion' or 'octonion' in its name"):
        mutate_python.chosen(every, ["quaternion", "octonion"])


def test_the_copy_keeps_only_what_the_source_has(tmp_path: Path) -> None:
    source, copy = tmp_path / "source", tmp_path / "copy"
    for folder, names in (
        (source, ["a.py", "in/b.py", "data.gz", "_core.so"]),
        (copy, ["a.py", "a.py.meta", "in/b.py", "in/old.py", "in/old.py.meta", "data.gz"]),
    ):
        for name in names:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).touch()
    mutate_python.remove_old(source, copy)
    left = {path.relative_to(copy).as_posix() for path in copy.rglob("*") if path.is_file()}
    assert left == {"a.py", "a.py.meta", "in/b.py"}
    mutate_python.remove_old(source, tmp_path / "none yet")


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


@pytest.mark.parametrize("code", [1, 3, 24, -24, 36, 152, -6, -11])
def test_a_failure_is_a_kill(code: int) -> None:
    assert mutate_python.table({"deltaward.a.x_f__mutmut_1": code}, 1)[1] == 1


@pytest.mark.parametrize("code", [0, 5, 33, 255])
def test_what_nothing_noticed_is_alive(code: int) -> None:
    assert mutate_python.table({"deltaward.a.x_f__mutmut_1": code}, 1)[1] == 0


# Interrupted, wrongly called, skipped, suspicious, refused by a type checker, killed from outside.
@pytest.mark.parametrize("code", [2, 4, 34, 35, 37, -9, 100])
def test_any_other_end_is_no_result(code: int) -> None:
    codes = {"deltaward.a.x_f__mutmut_1": 1, "deltaward.a.x_f__mutmut_2": code}
    with pytest.raises(RuntimeError, match=rf"^deltaward.a.x_f__mutmut_2: ended with {code}; expe"):
        mutate_python.table(codes, 2)


def test_what_was_not_run_is_no_result() -> None:
    with pytest.raises(RuntimeError, match=r"^deltaward.a.x_f__mutmut_1 and 0 other mutants were"):
        mutate_python.table({"deltaward.a.x_f__mutmut_1": None}, 1)

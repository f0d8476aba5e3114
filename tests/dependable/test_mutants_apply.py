# SPDX-License-Identifier: MIT
"""Every mutant is still about the sources as they are; ``nox -s mutants`` runs them."""

from collections import Counter
from pathlib import Path

import pytest

import mutate
from mutants.mutant import Mutant

ROOT = Path(__file__).resolve().parent.parent.parent

if not (ROOT / "cpp").is_dir():
    pytest.skip("the sources are not here", allow_module_level=True)

ALL = mutate.chosen([])


@pytest.mark.parametrize("mutant", [m for m, _ in ALL], ids=lambda m: f"{m.file}: {m.what}")
def test_it_applies_once(mutant: Mutant, tmp_path: Path) -> None:
    path = tmp_path / "cpp" / mutant.file
    path.parent.mkdir(parents=True)
    before = (ROOT / "cpp" / mutant.file).read_text(encoding="utf-8")
    path.write_text(before, encoding="utf-8")
    mutant.apply(tmp_path)
    assert path.read_text(encoding="utf-8") != before


def test_there_are_sixty_and_no_two_alike() -> None:
    counts = Counter((m.file, m.old, m.new) for m, _ in ALL)
    assert len(counts) >= 60
    assert max(counts.values()) == 1


def test_their_tests_are_there() -> None:
    for test in {test for _, tests in ALL for test in tests}:
        assert (ROOT / test).exists(), test


@pytest.mark.parametrize(("text", "count"), [("a = 2;", 0), ("a = 1; a = 1;", 2)])
def test_what_no_longer_fits_is_told(tmp_path: Path, text: str, count: int) -> None:
    (tmp_path / "cpp").mkdir()
    (tmp_path / "cpp" / "one.cpp").write_text(text)
    with pytest.raises(ValueError, match=f"^one.cpp: 'a = 1;' is there {count} times; expected"):
        Mutant("one.cpp", "a is 2", "a = 1;", "a = 2;").apply(tmp_path)


def test_words_choose() -> None:
    found = mutate.chosen(["transpose"])
    assert 0 < len(found) < len(ALL)
    with pytest.raises(ValueError, match=r"^words: no mutant has 'quaternion'; expected"):
        mutate.chosen(["quaternion"])

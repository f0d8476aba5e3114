# SPDX-License-Identifier: MIT
from pathlib import Path

import pytest

import deltaward as dw
from c_program import numbers, try_cc
from deltaward.exporting import c_self_test


@pytest.mark.parametrize("array", ["w1", "b2", "test_outputs"])
def test_the_self_test_finds_another_number(array: str, tmp_path: Path) -> None:
    try_cc("--version")
    net = dw.Network([64, 30, 10], activation="sigmoid", init="scaled_normal", seed=3)
    net.to_c_header(tmp_path / "net.h")
    text = (tmp_path / "net.h").read_text("ascii")
    assert c_self_test.run(text) == 0
    number = numbers(text, f"net_{array}")[7]
    assert text.count(f" {number},") == 1
    other = text.replace(f" {number},", f" {number} + 0.5f,")
    assert c_self_test.run(other) == 1


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("return 0;", "return 0"), "does not compile: "),
        (("return 0;", "for (;;) { }"), "took more than 2 s"),
        (("_self_test", "_other"), "no self-test in it"),
    ],
)
def test_a_self_test_that_comes_to_nothing(
    change: tuple[str, str], expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    try_cc("--version")
    dw.Network([3, 2]).to_c_header(tmp_path / "net.h")
    text = (tmp_path / "net.h").read_text("ascii")
    assert c_self_test.run(text) == 0
    monkeypatch.setattr(c_self_test, "SECONDS", 2)
    with pytest.raises(ValueError, match=expected):
        c_self_test.run(text.replace(*change))

# SPDX-License-Identifier: MIT
"""How the instruction set is chosen and forced."""

import os
import subprocess
import sys

import pytest

import deltaward as dw


def _run(isa: str) -> subprocess.CompletedProcess[str]:
    code = "import deltaward as dw; print(dw.cpu_info()['isa'])"
    return subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"DELTAWARD_ISA": isa},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_each_can_be_forced(isa: str) -> None:
    assert _run(isa).stdout.strip() == isa


def test_the_fastest_is_chosen() -> None:
    assert _run("").stdout.strip() == dw.cpu_info()["available"][-1]


def test_the_reference_is_always_there() -> None:
    assert dw.cpu_info()["available"][0] == "reference"


def test_what_was_forced_is_used() -> None:
    forced = os.environ.get("DELTAWARD_ISA")
    if forced:
        assert dw.cpu_info()["isa"] == forced


ABSENT = {"avx2", "avx512", "neon", "sse9", "AVX2"} - set(dw.cpu_info()["available"])


@pytest.mark.parametrize("isa", sorted(ABSENT))
def test_one_that_is_not_there_fails_loudly(isa: str) -> None:
    run = _run(isa)
    assert run.returncode != 0
    assert f"DELTAWARD_ISA={isa}: " in run.stderr
    assert "this CPU lacks" in run.stderr or "expected one of reference" in run.stderr

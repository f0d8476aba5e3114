# SPDX-License-Identifier: MIT
"""README's promises: its first screen, and an example that runs as it stands."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")


def _example() -> str:
    found = re.search(r"```python\n(.*?)```", TEXT, re.DOTALL)
    assert found
    return found.group(1)


def test_the_example_is_short() -> None:
    assert len([line for line in _example().splitlines() if line.strip()]) <= 8


def test_the_example_runs() -> None:
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", _example()],
        capture_output=True,
        text=True,
        check=True,
        timeout=100,
    )
    found = re.search(r"'accuracy': ([0-9.]+)", run.stdout)
    assert found
    assert float(found.group(1)) >= 0.95
    assert "DISAGREES" not in run.stdout


def test_the_first_sentence_is_short() -> None:
    sentence = TEXT.split("\n\n")[1]
    assert len(sentence.split()) <= 25


def test_links_to_files_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)]+)\)", TEXT):
        if not target.startswith("http"):
            assert (ROOT / target).exists(), target

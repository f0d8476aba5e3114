# SPDX-License-Identifier: MIT
"""The pages of docs/ run as they stand, their links lead somewhere; test_lessons.py has more."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

import deltaward as dw
import programs
from c_program import STRICT, cc

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGES = sorted(p for p in DOCS.rglob("*.md") if p.parent.name != "lessons")
# What is shown of another library has its name; the book's code needs the book's files.
FOREIGN = {"scikit-learn": "sklearn", "keras": "keras", "pytorch": "torch"}
OTHERS = re.findall(
    r"```\{code-block\} python\n:name: ([^\n]+)\n\n(.*?)```",
    (DOCS / "coming_from.md").read_text(encoding="utf-8") if DOCS.is_dir() else "",
    re.DOTALL,
)
NEEDED = {"sklearn", "matplotlib", "onnxruntime"}  # by some pages

# Wheels are tested beside the tests alone.
pytestmark = pytest.mark.skipif(not DOCS.is_dir(), reason="docs: not beside the tests")


def _name(page: Path) -> str:
    return str(page.relative_to(DOCS))


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_the_blocks_of_a_page_run(page: Path, tmp_path: Path) -> None:
    """All in their order, as one program."""
    blocks = re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    program = "\n".join(blocks)
    for module in NEEDED:
        if re.search(rf"^(import|from) {module}\b", program, re.MULTILINE):
            pytest.importorskip(module)
    if blocks:
        programs.run(program, tmp_path)


def test_the_c_of_a_page_runs(tmp_path: Path) -> None:
    text = (DOCS / "files.md").read_text(encoding="utf-8")
    (program,) = re.findall(r"```c\n(.*?)```", text, re.DOTALL)
    dw.Network([64, 10]).to_c_header(tmp_path / "digits.h")
    (tmp_path / "a.c").write_text(program, encoding="ascii")
    cc(*STRICT, tmp_path / "a.c", "-o", tmp_path / "a", "-lm")
    run = subprocess.run([tmp_path / "a"], capture_output=True, text=True, check=True, timeout=60)
    assert re.fullmatch(r"\d: 0\.\d+\n", run.stdout)


@pytest.mark.parametrize(("name", "program"), OTHERS, ids=[name for name, _ in OTHERS])
def test_what_is_shown_of_another_library_runs(name: str, program: str, tmp_path: Path) -> None:
    if name.startswith("book"):
        compile(program, name, "exec")  # 30 epochs of MNIST; tests/nielsen runs such calls
        return
    if importlib.util.find_spec(FOREIGN[name]) is None:
        pytest.skip(f"{FOREIGN[name]} is not installed")
    accuracy = float(programs.run(program, tmp_path, warn="ignore").split()[-1])
    assert accuracy > 0.85


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8")):
        assert target.startswith("http") or (page.parent / target).exists(), target


def test_every_page_is_in_the_table_of_contents() -> None:
    listed = set()
    for page in DOCS.rglob("*.md"):
        for tree in re.findall(r"```\{toctree\}\n(.*?)```", page.read_text("utf-8"), re.DOTALL):
            for line in tree.splitlines():
                found = re.fullmatch(r"(?:.*<)?([a-z_/A-Z0-9]+)>?", line.strip())
                if found:
                    listed.add((page.parent / f"{found[1]}.md").resolve())
    unlisted = {*DOCS.rglob("*.md")} - listed - {*(DOCS / "lessons").iterdir()}
    assert unlisted == {DOCS / "index.md"}


def test_the_pictures_of_the_equations_are_what_their_script_draws(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    script = DOCS / "pictures" / "equations.py"
    subprocess.run([sys.executable, "-W", "error", script, tmp_path], check=True, timeout=100)
    drawn = {path.name for path in tmp_path.iterdir()}
    assert drawn == {path.name for path in script.parent.glob("*.png")}

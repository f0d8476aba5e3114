# SPDX-License-Identifier: MIT
"""The lessons print what stands in them, draw their pictures, and lead from one to the next."""

import re
import struct
from pathlib import Path

import pytest

import lessons

# Wheels are tested beside the tests alone.
pytestmark = pytest.mark.skipif(not lessons.FOLDER.is_dir(), reason="docs: not beside the tests")

PAGES = lessons.pages()
LARGEST = 60_000  # bytes of a picture


def _size(png: Path) -> tuple[int, int]:
    """Width and height, from the first chunk of a PNG."""
    head = png.read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n", png
    width, height = struct.unpack(">II", head[16:])
    return width, height


def _title(page: Path) -> str:
    return page.read_text(encoding="utf-8").split("\n", 1)[0].removeprefix("# ")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_prints_and_draws_what_it_shows(path: Path, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    page = lessons.take_apart(path.read_text(encoding="utf-8"))
    printed = lessons.run(page.program, tmp_path)
    for index, block in page.outputs:
        assert lessons.same(block.text, printed[index]), f"now it is\n{printed[index]}"
    shown = {index for index, _ in page.outputs}
    assert not [text for i, text in enumerate(printed) if text and i not in shown]
    assert page.pictures
    for picture in page.pictures:
        assert _size(tmp_path / picture) == _size(path.parent / picture)
    for old, new, block in page.changes:
        changed = lessons.try_change(page, printed, old, new, tmp_path)
        assert lessons.same(block.text, changed), f"with {new!r} it is\n{changed}"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_has_what_a_lesson_has(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    page = lessons.take_apart(text)
    assert text.split("\n")[2].startswith("> *"), "the question comes first"
    assert text.count("$$") >= 2
    assert len(page.pictures) == 1
    assert len(page.changes) == 2


def test_each_page_leads_to_the_next() -> None:
    assert len(PAGES) == 12
    for number, (path, after) in enumerate(zip(PAGES, [*PAGES[1:], None], strict=True), 1):
        last = path.read_text(encoding="utf-8").rstrip().rsplit("\n", 1)[-1]
        assert _title(path).startswith(f"{number}. ")
        if after is not None:
            named = re.fullmatch(rf"Next: \[(.+)\]\({after.name}\)", last)
            assert named, f"{path.name} ends with {last!r}"
            assert _title(after).startswith(named[1])


def test_the_list_names_all_pages_in_their_order() -> None:
    text = (lessons.FOLDER / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| \[(.+?)\]\((.+?)\) \|", text, re.MULTILINE)
    assert listed == [(_title(path), path.name) for path in PAGES]


def test_links_lead_somewhere() -> None:
    for path in lessons.FOLDER.glob("*.md"):
        for target in re.findall(r"\]\(([^)#]+)", path.read_text(encoding="utf-8")):
            assert target.startswith("http") or (path.parent / target).exists(), (path, target)


def test_pictures_are_small_and_all_of_a_page() -> None:
    named = {p for path in PAGES for p in lessons.take_apart(path.read_text("utf-8")).pictures}
    found = {f"pictures/{path.name}" for path in (lessons.FOLDER / "pictures").iterdir()}
    assert found == named
    for name in named:
        assert (lessons.FOLDER / name).stat().st_size < LARGEST, name


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("δ = 0.1234 ok", "δ = 0.1235 ok", True),
        ("δ = 0.1234 ok", "δ = 0.1236 ok", False),
        ("δ = 0.1234 ok", "δ = -0.1234 ok", False),
        ("δ = 0.0000", "δ = -0.0000", True),
        ("δ = 0.1234 ok", "δ = 0.1234 no", False),
        ("9.99 %", "10.00 %", True),
        ("1.5e-07", "1.6e-07", True),
        ("1.5e-07", "1.5e-06", False),
        ("5e-07", "7e-07", False),
        ("30 neurons", "31 neurons", False),
        ("1,541 digits", "1,541 digits", True),
        ("a\nb", "a", False),
        ("True", "False", False),
    ],
)
def test_outputs_may_differ_in_the_last_place(one: str, other: str, expected: bool) -> None:
    assert lessons.same(one, other) is expected


CHANGE = "Replace `a = 1` with `a = 2`:\n"
PAGE = f"""```python
a = 1
print(a)
```

```text
1
```

## Try it

{CHANGE}
```text
2
```
"""


def test_a_page_is_taken_apart() -> None:
    page = lessons.take_apart(PAGE)
    assert page.program == ["a = 1\nprint(a)\n"]
    assert [(i, block.text) for i, block in page.outputs] == [(0, "1\n")]
    assert [(old, new, b.text) for old, new, b in page.changes] == [("a = 1", "a = 2", "2\n")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (PAGE.replace("## Try it", "```text\n1\n```\n\n## Try it"), "no python block prints"),
        (PAGE.replace(CHANGE, ""), "without its change"),
        (PAGE + CHANGE, "without what it prints"),
    ],
)
def test_blocks_that_belong_to_nothing_are_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        lessons.take_apart(text)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("b = 1", "b = 2", "0 times; expected once"),
        ("a", "b", "2 times; expected once"),
        ("a = 1", "a = 3", None),
        ("a = 1", "a = +1", "changes no output"),
    ],
)
def test_changes_are_made(old: str, new: str, message: str | None, tmp_path: Path) -> None:
    page = lessons.take_apart(PAGE)
    if message is None:
        assert lessons.try_change(page, ["1\n"], old, new, tmp_path) == "3\n"
        return
    with pytest.raises(ValueError, match=message):
        lessons.try_change(page, ["1\n"], old, new, tmp_path)


def test_a_warning_ends_a_page(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="UserWarning: look"):
        lessons.run(["import warnings\n", "warnings.warn('look')\n"], tmp_path)

# SPDX-License-Identifier: MIT
"""The pages of docs/lessons as programs: what they print is what stands in them.

A ```text block is what the ```python block above it prints. Below "Try it" it is the first output
that is another once "Replace `this` with `that`" is done. To write outputs and pictures anew, of
all pages or of some::

    python tests/lessons.py --write [05_saturation ...]
"""

import argparse
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import programs

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "lessons"

_FENCE = re.compile(r"^```(python|text)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_CHANGE = re.compile(r"Replace\s+`([^`]+)`\s+with\s+`([^`]+)`")
_PICTURE = re.compile(r"!\[[^\]]+\]\((pictures/[^)]+)\)")
_NUMBER = re.compile(r"[-+−]?\d[\d,]*(?:\.\d+)?(?:e[-+]?\d+)?")
_BETWEEN = "\x1e"


@dataclass(frozen=True)
class Block:
    """A block of a page: its text, and where that stands in the page."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Page:
    """A page, taken apart.

    Attributes
    ----------
    program : list of str
        The python blocks in their order.
    outputs : list of (int, Block)
        The index of a python block and the ```text block below it, for those that have one.
    changes : list of (str, str, Block)
        What "Try it" replaces, with what, and what is printed then.
    pictures : list of str
        Their paths, relative to the page's.
    """

    text: str
    program: list[str]
    outputs: list[tuple[int, Block]]
    changes: list[tuple[str, str, Block]]
    pictures: list[str]


def pages() -> list[Path]:
    """List the lessons in their order."""
    return sorted(FOLDER.glob("[0-9][0-9]_*.md"))


def take_apart(text: str) -> Page:
    """Find the blocks of a page; raise ValueError for one that belongs to nothing."""
    main, mark, _ = text.partition("\n## Try it\n")
    program: list[str] = []
    outputs: list[tuple[int, Block]] = []
    changes: list[tuple[str, str, Block]] = []
    tries = list(_CHANGE.finditer(text, len(main)))
    waiting = [(found.end(), found[1], found[2]) for found in tries] if mark else []
    for fence in _FENCE.finditer(text):
        block = Block(fence[2], fence.start(2), fence.end(2))
        if fence.start() < len(main):
            if fence[1] == "python":
                program.append(fence[2])
            elif program and (not outputs or outputs[-1][0] < len(program) - 1):
                outputs.append((len(program) - 1, block))
            else:
                raise ValueError(f"a text block that no python block prints: {fence[2]!r}")
        elif fence[1] == "text" and waiting and waiting[0][0] < fence.start():
            _, old, new = waiting.pop(0)
            changes.append((old, new, block))
        else:
            raise ValueError(f"a block below 'Try it' without its change: {fence[2]!r}")
    if waiting:
        raise ValueError(f"a change without what it prints: {waiting[0][1]!r}")
    return Page(text, program, outputs, changes, _PICTURE.findall(text))


def run(program: list[str], folder: Path) -> list[str]:
    """Run blocks as one program, and return what each prints.

    Warnings are errors. Pictures go to `folder`/pictures.

    Raises
    ------
    RuntimeError
        If the program fails, with its traceback.
    """
    (folder / "pictures").mkdir(exist_ok=True)
    source = f"print({_BETWEEN!r}, end='')\n".join(program)
    # The helper that draws is beside the pages.
    printed = programs.run(source, folder, beside=FOLDER)
    return [_trimmed(output) for output in printed.split(_BETWEEN)]


def try_change(page: Page, printed: list[str], old: str, new: str, folder: Path) -> str:
    """Make a change in the program of a page, and return the first output that it changes.

    Raises
    ------
    ValueError
        If what is to be replaced does not stand in the program exactly once, or no output changes.
    """
    last = max(index for index, _ in page.outputs)
    program = page.program[: last + 1]
    places = sum(block.count(old) for block in program)
    if places != 1:
        raise ValueError(f"{old!r} stands in the program {places} times; expected once")
    changed = run([block.replace(old, new) for block in program], folder)
    for index, _ in page.outputs:
        if not same(printed[index], changed[index]):
            return changed[index]
    raise ValueError(f"{new!r} in place of {old!r} changes no output")


def _trimmed(output: str) -> str:
    return "".join(f"{line.rstrip()}\n" for line in output.splitlines())


def same(expected: str, found: str) -> bool:
    """Whether two outputs are the same, but for one unit in the last printed place of a number.

    Whole numbers are to be equal, and how columns are spaced does not matter.
    """
    if _words(expected) != _words(found):
        return False
    numbers = zip(_NUMBER.findall(expected), _NUMBER.findall(found), strict=True)
    return all(_close(one, other) for one, other in numbers)


def _words(text: str) -> list[str]:
    return _NUMBER.sub(" # ", text).split()


def _close(one: str, other: str) -> bool:
    if one == other:
        return True
    units = max(_unit(one), _unit(other))
    return units > 0 and abs(_value(one) - _value(other)) <= 1.001 * units


def _value(number: str) -> float:
    return float(number.replace("−", "-").replace(",", ""))


def _unit(number: str) -> float:
    """One unit in the last place, 0 for a whole number."""
    digits, _, exponent = number.partition("e")
    if "." not in digits and not exponent:
        return 0.0
    return float(10.0 ** (int(exponent or 0) - len(digits.partition(".")[2])))


def write(path: Path) -> None:
    """Write what a page prints and draws into the page and beside it."""
    page = take_apart(path.read_text(encoding="utf-8"))
    new: list[tuple[Block, str]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        printed = run(page.program, folder)
        new += [(block, printed[index]) for index, block in page.outputs]
        for picture in page.pictures:
            shutil.copyfile(folder / picture, path.parent / picture)
        for old, replacement, block in page.changes:
            new.append((block, try_change(page, printed, old, replacement, folder)))
    text = page.text
    for block, output in sorted(new, key=lambda pair: -pair[0].start):
        text = text[: block.start] + output + text[block.end :]
    path.write_text(text, encoding="utf-8", newline="\n")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Write the outputs and pictures of the lessons.")
    parser.add_argument("--write", action="store_true", required=True)
    parser.add_argument("pages", nargs="*", metavar="PAGE", help="like 05_saturation; default: all")
    given = parser.parse_args()
    known = {path.stem: path for path in pages()}
    for name in given.pages:
        if name not in known:
            parser.error(f"argument PAGE: {name!r}; expected one of {', '.join(known)}")
    for name in given.pages or known:
        print(name)
        write(known[name])


if __name__ == "__main__":
    main()

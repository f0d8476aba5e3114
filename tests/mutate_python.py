# SPDX-License-Identifier: MIT
"""Let mutmut plant errors in the package's Python, and see how many the suite finds.

``python tests/mutate_python.py [--sample N] [--seed N] [WORDS]``: of the mutants of the files that
[tool.mutmut] in pyproject.toml names (those that a word names, or that have it in their name) a
random sample, the same one for the same sources and seed; ``--sample 0`` takes all. Works on a copy
of the tree in build/mutants_python, where ``mutmut show NAME`` works afterwards. What mutmut has
measured there stands until the folder is deleted: which tests reach a function, and how long they
take. Needs mutmut and what the tests need; the core is that of the installed package.
"""

import argparse
import contextlib
import importlib.util
import json
import math
import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TREE = ROOT / "build" / "mutants_python"
LEAST = 0.85
SAMPLE, SEED = 1000, 20261122
# How mutmut says it: pytest's status, or minus the signal that ended the process. 3 is an error
# that pytest did not expect, which the mutant made. With 255 none was run: pytest knows a test by
# what its parameters are called, and did not find it.
SURVIVED, NO_TESTS, FAILED, TIMEOUTS = (0,), (5, 33, 255), (1, 3), (24, -24, 36, 152)
# No mutant's doing: so the system ends what takes too much memory, of all mutants together.
KILLED_FROM_OUTSIDE = -9
Codes = Mapping[str, int | None]


def remove_old(source: Path, copy: Path) -> None:
    """Remove from a copy of a package all but the modules that the source has, and their results.

    What is no module mutmut copies only where it is missing, however old.
    """
    for path in [path for path in copy.rglob("*") if path.is_file()]:
        module = source / path.relative_to(copy).with_name(path.name.removesuffix(".meta"))
        if module.suffix != ".py" or not module.is_file():
            path.unlink()


def copy_sources() -> None:
    """Bring the tree up to date; a file that has not changed keeps its mutants."""
    core = importlib.util.find_spec("deltaward._core")
    if core is None or core.origin is None:
        raise RuntimeError("deltaward._core: not there; expected an installed deltaward")
    for copy in (TREE / "tests", TREE / "mutants" / "tests"):
        shutil.rmtree(copy, ignore_errors=True)
    ignored = shutil.ignore_patterns("__pycache__", "*.so", "*.pyd")
    shutil.copytree(ROOT / "tests", TREE / "tests", ignore=ignored)
    source, package = ROOT / "python" / "deltaward", TREE / "src" / "deltaward"
    for copy in (package, TREE / "mutants" / "src" / "deltaward"):
        remove_old(source, copy)
    shutil.copytree(source, package, ignore=ignored, dirs_exist_ok=True)
    shutil.copy2(core.origin, package)
    shutil.copy2(ROOT / "pyproject.toml", TREE)


def write_mutants(children: int) -> None:
    # mutmut reads its settings from the working directory, when it is first asked.
    from mutmut.__main__ import create_mutants
    from mutmut.utils.file_utils import copy_src_dir

    with contextlib.redirect_stdout(None):
        copy_src_dir()
        create_mutants(children)


def ends() -> Codes:
    """Return what the last run of each mutant ended with, None for those that were not run."""
    from mutmut.utils.file_utils import walk_mutatable_files

    codes: dict[str, int | None] = {}
    for path in walk_mutatable_files():
        meta = Path("mutants", f"{path}.meta").read_text(encoding="utf-8")
        codes |= json.loads(meta)["exit_code_by_key"]
    return codes


def chosen(every: Sequence[str], words: Sequence[str]) -> list[str]:
    """Return the mutants that a word names, or that have it in their names; all without words."""
    if missing := [word for word in words if not any(word in name for name in every)]:
        listed = " or ".join(map(repr, missing))
        raise ValueError(f"words: no mutant has {listed} in its name; expected some of one")
    # The whole name of one is the beginning of others': 1 of 10.
    parts = set(words or [""]) - set(every)
    return [name for name in every if name in words or any(part in name for part in parts)]


def interval(part: int, of: int) -> tuple[float, float]:
    """Return Wilson's interval of 95 % for a share that a sample has shown."""
    z, share = 1.959964, part / of
    middle = share + z * z / (2 * of)
    half = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return (middle - half) / (1 + z * z / of), (middle + half) / (1 + z * z / of)


def part_of(name: str) -> str:
    """Return the folder of the package, or the module in none, that a mutant is in."""
    return name.split(".")[1]


def is_killed(code: int) -> bool:
    return code in FAILED + TIMEOUTS or (code < 0 and code != KILLED_FROM_OUTSIDE)


def table(codes: Codes, population: int) -> tuple[str, float]:
    """Return what is to be told of mutants that were run, and the share that was found."""
    if left := [name for name, code in codes.items() if code is None]:
        raise RuntimeError(f"{left[0]} and {len(left) - 1} other mutants were not run")
    alive = [name for name, code in codes.items() if code in SURVIVED + NO_TESTS]
    for name, code in codes.items():
        if code is not None and name not in alive and not is_killed(code):
            raise RuntimeError(f"{name}: ended with {code}; expected tests that pass or fail")
    every, lost = Counter(map(part_of, codes)), Counter(map(part_of, alive))
    rows = [f"| {part} | {n} | {n - lost[part]} |" for part, n in sorted(every.items())]
    killed, count = len(codes) - len(alive), len(codes)
    low, high = interval(killed, count)
    late = sum(code in TIMEOUTS for code in codes.values())
    unseen = sum(code in NO_TESTS for code in codes.values())
    lines = [
        "| part | mutants | killed |\n|---|---|---|",
        *rows,
        f"\n{killed} of {count} mutants killed, {late} of them by their time limit; no test "
        f"reaches {unseen}. {killed / count:.1%}: of all {population} between {low:.1%} and "
        f"{high:.1%}, at 95 %.",
    ]
    return "\n".join(lines), killed / count


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sample", type=int, default=SAMPLE, metavar="N")
    parser.add_argument("--seed", type=int, default=SEED, metavar="N")
    parser.add_argument("--children", type=int, default=os.cpu_count() or 1, metavar="N")
    parser.add_argument("words", nargs="*", metavar="WORD")
    given = parser.parse_args(arguments)
    # There before Python first looks: a folder on its path that is missing stays so.
    mutated = TREE / "mutants" / "src"
    mutated.mkdir(parents=True, exist_ok=True)
    copy_sources()
    os.chdir(TREE)
    write_mutants(given.children)
    names = chosen(sorted(ends()), given.words)
    population = len(names)
    if 0 < given.sample < population:
        names = random.Random(given.seed).sample(names, given.sample)
    # For the processes that tests start.
    os.environ["PYTHONPATH"] = str(mutated)
    subprocess.run(["mutmut", "run", f"--max-children={given.children}", *names], check=True)
    found = ends()
    codes = {name: found[name] for name in sorted(names)}
    # Before the table, which refuses an end that says nothing of its mutant.
    for name, code in codes.items():
        if code in SURVIVED + NO_TESTS:
            subprocess.run(["mutmut", "show", name], check=True)
    text, share = table(codes, population)
    print(f"\n{text}")
    return 0 if share >= LEAST else 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)

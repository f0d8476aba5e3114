# SPDX-License-Identifier: MIT
"""Plant each error of tests/mutants, build, and see which test finds it.

``python tests/mutate.py [WORDS]``, of the mutants with one of the words in their file or what they
break. Works on a copy of the sources in build/mutants, built quickly: -O1, AVX2 alone or, for what
only AVX-512 has, that alone, through ccache where there is one. Needs what builds the core
(pybind11, ninja, CMake) and runs the tests.
"""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from mutants import elements, narrow, network, products, rules, threads, training, wide
from mutants.mutant import Mutant

ROOT = Path(__file__).resolve().parent.parent
TREE = ROOT / "build" / "mutants"
MODULES = (products, elements, rules, narrow, network, threads, training, wide)
# Of all tests of one mutant; the whole suite takes less.
LIMIT = 900


class Outcome(NamedTuple):
    verdict: str  # "killed", "survived", "not built"
    by: str
    seconds: float


def chosen(words: Sequence[str]) -> list[tuple[Mutant, list[str]]]:
    """Return the mutants that have one of the words (all if there are none) and their tests."""
    every = [(mutant, module.TESTS) for module in MODULES for mutant in module.MUTANTS]
    found = [(m, t) for m, t in every if not words or any(w in f"{m.file} {m.what}" for w in words)]
    if not found:
        raise ValueError(f"words: no mutant has {words[0]!r}; expected some of a file or a text")
    return found


class Ended(NamedTuple):
    returncode: int | None  # None: it had to be killed
    output: str


def _run(*command: object) -> Ended:
    """Run a command in the tree, and end with it whatever it started."""
    variables = {k: v for k, v in os.environ.items() if k != "DELTAWARD_ISA"}
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            list(map(str, command)),
            cwd=TREE,
            env=variables | {"PYTHONPATH": str(TREE / "python"), "PYTHONDONTWRITEBYTECODE": "1"},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        returncode = None
        try:
            with contextlib.suppress(subprocess.TimeoutExpired):
                returncode = process.wait(LIMIT)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        output.seek(0)
        return Ended(returncode, output.read().decode(errors="replace"))


def copy_sources() -> None:
    """Make the tree anew, all to be built: an object may have the last run's last mutant in it."""
    for name in ("cpp", "python", "tests"):
        shutil.rmtree(TREE / name, ignore_errors=True)
        ignored = shutil.ignore_patterns("*.so", "__pycache__")
        shutil.copytree(ROOT / name, TREE / name, ignore=ignored, copy_function=shutil.copyfile)
    for name in ("CMakeLists.txt", "pyproject.toml"):
        shutil.copy2(ROOT / name, TREE / name)


def configure(isa: str) -> None:
    cmakedir = _run(sys.executable, "-m", "pybind11", "--cmakedir").output.strip()
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    launcher = ["-DCMAKE_CXX_COMPILER_LAUNCHER=ccache"] if shutil.which("ccache") else []
    done = _run(
        *("cmake", "-S", TREE, "-B", TREE / "build", "-G", "Ninja", *launcher),
        f"-DCMAKE_MAKE_PROGRAM={shutil.which('ninja', path=path)}",
        *(f"-Dpybind11_DIR={cmakedir}", f"-DPython_EXECUTABLE={sys.executable}"),
        *(f"-DDELTAWARD_ISAS={isa}", "-DCMAKE_BUILD_TYPE=Debug", "-DCMAKE_CXX_FLAGS_DEBUG=-O1"),
        "-DDELTAWARD_UNITY=OFF",  # a change compiles its file alone
    )
    if done.returncode != 0:
        raise RuntimeError(done.output)


def build() -> str:
    """Build what has changed; return what went wrong."""
    done = _run("cmake", "--build", TREE / "build")
    if done.returncode != 0:
        return done.output or "no output"
    for library in (TREE / "build" / "cpp").glob("_core*.so"):
        shutil.copy2(library, TREE / "python" / "deltaward")
    return ""


def first_failure(tests: Sequence[str]) -> str:
    """Run tests up to the first that fails and return its name; empty if none does."""
    # An example that Hypothesis found for another mutant would tell nothing of this one.
    shutil.rmtree(TREE / ".hypothesis", ignore_errors=True)
    options = ("-v", "-x", "-n0", "-p", "no:cacheprovider")
    ended = _run(sys.executable, "-m", "pytest", *options, *tests)
    if ended.returncode == 0:
        return ""
    if failed := re.findall(r"^(?:FAILED|ERROR) (.+?)(?: - |$)", ended.output, re.MULTILINE):
        return str(failed[0])
    begun = re.findall(r"^(tests/\S+)", ended.output, re.MULTILINE) or ["the first import"]
    how = "hangs" if ended.returncode is None else f"ends with code {ended.returncode}"
    return f"{begun[-1]} ({how})"


def outcome(mutant: Mutant, tests: Sequence[str]) -> Outcome:
    """Plant one mutant in the tree, look who finds it, and take it out again."""
    path, start = TREE / "cpp" / mutant.file, time.monotonic()
    before = path.read_text(encoding="utf-8")
    try:
        mutant.apply(TREE)
        if error := build():
            lines = [line for line in error.splitlines() if "error" in line] or ["?"]
            return Outcome("not built", lines[0], time.monotonic() - start)
        by = first_failure(tests)
        return Outcome("killed" if by else "survived", by, time.monotonic() - start)
    finally:
        path.write_text(before, encoding="utf-8")


def verdicts(isa: str, mutants: Sequence[tuple[Mutant, list[str]]]) -> list[str]:
    """Build for an instruction set, plant one mutant after the other, and print what becomes of it.

    Empty, with a line that says so, where this CPU lacks the instruction set.
    """
    configure(isa)
    if error := build():
        raise RuntimeError(error)
    asked = "from deltaward import _core; print(*_core.available_isas())"
    if isa not in _run(sys.executable, "-c", asked).output.split():
        print(f"This CPU lacks {isa}: its {len(mutants)} mutants are left out.")
        return []
    if failed := first_failure(sorted({test for _, tests in mutants for test in tests})):
        raise RuntimeError(f"{failed} fails without a mutant")
    print("| file | what is wrong | | by |\n|---|---|---|---|")
    found = []
    for mutant, tests in mutants:
        end = outcome(mutant, tests)
        found.append(end.verdict)
        by = end.by.replace("tests/", "").replace("|", "\\|")
        print(f"| `{mutant.file}` | {mutant.what} | {end.verdict} | {by} |", flush=True)
        print(f"{end.seconds:.0f} s", file=sys.stderr, flush=True)
    return found


def main(words: Sequence[str]) -> int:
    mutants = chosen(words)
    TREE.mkdir(parents=True, exist_ok=True)
    copy_sources()
    found = []
    for isa in sorted({mutant.isa for mutant, _ in mutants}):
        found += verdicts(isa, [pair for pair in mutants if pair[0].isa == isa])
    print(f"\n{found.count('killed')} of {len(found)} mutants killed.")
    return 0 if found and found.count("killed") == len(found) else 1


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        sys.exit(main(sys.argv[1:]))

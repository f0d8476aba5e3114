# SPDX-License-Identifier: MIT
"""Rules about the sources themselves."""

import ast
import re
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CPP_LAYERS = ["kernels", "network", "training", "bindings"]
SOURCES = ["cpp", "python", "tests", "benchmarks"]
LONGEST, LONGEST_MEDIAN = 300, 100
# How a file names its licence, by what it is written in.
LICENCES = {
    **dict.fromkeys((".c", ".cpp", ".hpp", ".js"), "// {}"),
    ".py": "# {}",
    ".css": "/* {} */",
    ".html": "<!-- {} -->",
}

# Python modules from the ground up: each line imports from lines above it (and its own) only.
PYTHON_LAYERS = [
    {"_core", "version", "atomic", "environment", "seal", "file_length"},
    {"arrays", "frames"},
    {"datasets", "arguments", "equations", "metrics", "plots", "history", "progress", "cpu"},
    {"schedules", "augment", "costs"},
    {"optimizers"},
    {"base"},
    {"callbacks", "storage", "proof", "tensors"},
    {"inference"},
    {"training", "explain", "exporting", "summary", "summary_table", "inspection", "range_test"},
    {"network"},
    {"files", "interchange", "nielsen", "verification"},
    {"sklearn"},
    {"benchmarks"},
    {"cli", "notebook", "__main__", "__init__"},
]
# network.py saves through files.py and methods of explain reach their details: both when called.
LATE = {("network", "files")}


def _files(*suffixes: str) -> Iterator[Path]:
    for folder in SOURCES:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in suffixes and not path.name.endswith(".so"):
                yield path


def _cpp_files() -> list[Path]:
    return [p for p in _files(".cpp", ".hpp") if p.is_relative_to(ROOT / "cpp")]


def test_includes_follow_the_arrow() -> None:
    for path in _cpp_files():
        layer = path.relative_to(ROOT / "cpp").parts[0]
        known = CPP_LAYERS[: CPP_LAYERS.index(layer) + 1]
        for include in re.findall(r'#include "([^"]+)"', path.read_text(encoding="utf-8")):
            assert include.split("/")[0] in known, f"{path} includes {include}"


def test_only_bindings_know_python() -> None:
    for path in _cpp_files():
        if path.relative_to(ROOT / "cpp").parts[0] != "bindings":
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"#include <(pybind11|Python|numpy)", text), path


def test_only_instruction_set_files_know_intrinsics() -> None:
    for path in _cpp_files():
        text = path.read_text(encoding="utf-8")
        if re.search(r"#include <(immintrin|arm_neon)\.h>", text):
            assert path.name.startswith("vec_"), path


def _imports(tree: ast.AST) -> Iterator[str]:
    """Modules of deltaward that a module imports, here or in a function."""
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = (
                [f"deltaward.{a.name}" for a in node.names]
                if node.module == "deltaward"
                else [node.module]
            )
        elif isinstance(node, ast.Import):
            names = [a.name for a in node.names]
        for name in names:
            if name.startswith("deltaward."):
                yield name.split(".")[1]


def _layer(module: str) -> int:
    for i, layer in enumerate(PYTHON_LAYERS):
        if module in layer:
            return i
    # Names that the package itself exports, like deltaward.__version__ or deltaward.load.
    return len(PYTHON_LAYERS) - 1


def test_imports_follow_the_arrow() -> None:
    package = ROOT / "python" / "deltaward"
    for path in sorted(package.rglob("*.py")):
        module = path.relative_to(package).with_suffix("").parts[0]
        assert any(module in layer for layer in PYTHON_LAYERS), f"{path}: give it a layer"
        for imported in _imports(ast.parse(path.read_text(encoding="utf-8"))):
            if (module, imported) in LATE:
                continue
            assert _layer(imported) <= _layer(module), f"{path} imports {imported}"


def test_relative_imports_are_not_used() -> None:
    for path in _files(".py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            assert not (isinstance(node, ast.ImportFrom) and node.level), path


def test_files_are_short() -> None:
    """_core.pyi, which is generated, may be as long as it comes."""
    lengths = {p: len(p.read_text(encoding="utf-8").splitlines()) for p in _files(*LICENCES)}
    too_long = {str(p): n for p, n in lengths.items() if n > LONGEST}
    assert not too_long
    sources = [n for p, n in lengths.items() if not p.is_relative_to(ROOT / "tests")]
    assert statistics.median(sources) <= LONGEST_MEDIAN


def test_every_file_names_its_licence() -> None:
    for path in _files(*LICENCES):
        # Before anything else but <!DOCTYPE html>.
        lines = path.read_text(encoding="utf-8").split("\n", 2)
        licence = LICENCES[path.suffix].format("SPDX-License-Identifier: MIT")
        assert lines[path.suffix == ".html"] == licence, path


@pytest.mark.parametrize("forbidden", ["-march=native", "-Ofast", "-ffast-math", "fopenmp"])
def test_flags_that_do_not_ship(forbidden: str) -> None:
    for name in ("CMakeLists.txt", "cpp/CMakeLists.txt", "CMakePresets.json", "pyproject.toml"):
        assert forbidden not in (ROOT / name).read_text(encoding="utf-8"), name


def test_every_test_has_a_time_limit() -> None:
    assert re.search(r"^timeout = \d+$", (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)

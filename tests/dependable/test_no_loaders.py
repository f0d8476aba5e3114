# SPDX-License-Identifier: MIT
"""No source of the package calls what runs code that it reads."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import deltaward

PACKAGE = Path(deltaward.__file__).parent
BUILTINS = {"eval", "exec", "compile", "__import__"}
MODULES = {"pickle", "cPickle", "_pickle", "marshal", "shelve", "dill", "cloudpickle", "yaml"}
CALLS = {
    "joblib.load",
    "os.system",
    "os.popen",
    "torch.load",
    "builtins.eval",
    "builtins.exec",
    "pd.eval",
}


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else "?"


def _found(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (a.name for a in node.names if a.name.split(".")[0] in MODULES)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from [node.module] if node.module.split(".")[0] in MODULES else []
        elif isinstance(node, ast.Call):
            name = _dotted(node.func)
            given = {k.arg: ast.unparse(k.value) for k in node.keywords}
            if name in BUILTINS | CALLS or given.get("shell", "False") != "False":
                yield name
            if name in ("np.load", "numpy.load") and given.get("allow_pickle") != "False":
                yield name
            if given.get("allow_pickle", "False") != "False":
                yield name


def test_none_is_called() -> None:
    files = list(PACKAGE.rglob("*.py"))
    assert len(files) > 100
    found = {str(f): list(_found(ast.parse(f.read_text("utf-8")))) for f in files}
    assert {name: calls for name, calls in found.items() if calls} == {}


@pytest.mark.parametrize(
    "source",
    [
        "import pickle",
        "from pickle import load",
        "joblib.load(path)",
        "import yaml.loader",
        "np.load(path)",
        "numpy.load(path, allow_pickle=True)",
        "np.lib.format.read_array(f, allow_pickle=given)",
        "eval(text)",
        "exec(text)",
        "__import__(name)",
        "os.system(command)",
        "subprocess.run(command, shell=True)",
        "torch.load(path)",
    ],
)
def test_each_would_be_found(source: str) -> None:
    assert list(_found(ast.parse(source)))


@pytest.mark.parametrize("source", ["np.load(p, allow_pickle=False)", "re.compile(p)", "n.eval()"])
def test_what_is_allowed(source: str) -> None:
    assert not list(_found(ast.parse(source)))

# SPDX-License-Identifier: MIT
"""No public function that takes arrays is left out of the table of layouts."""

import importlib
import inspect
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import deltaward as dw
from array_cases import CASES

MODULES = [
    *("callbacks", "costs", "datasets", "equations", "explain", "interchange", "metrics"),
    *("nielsen", "notebook", "optimizers", "plots", "schedules", "sklearn"),
]
# What numbers are annotated with, and what they are called where the annotation is Any.
ANNOTATION = re.compile(r"Array|array_like|NDArray")
NAMES = {"x", "X", "X_val", "y", "y_val", "sample_weight", "sample_weight_val", "images", "data"}
EXEMPT = {
    r"metrics\.\w+\.(add|look_up)": "takes what `update` has checked",
    r"metrics\.Metric\..*": "is abstract",
    r"metrics\.(FromFunction|resolve)": "takes functions of arrays",
    r"schedules\.\w+\.formula": "takes the steps that the schedule makes",
    r"costs\.Cost\..*|nielsen\.\w+Cost\..*": "takes what the core computes",
    r"costs\.(check|total)": "takes what the core computes",
    r"nielsen\.Network\.(accuracy|evaluate)": "stacks its data as total_cost does",
    r"sklearn\..*\.(set_\w+_request|get_metadata_routing)": "takes no data",
    r"explain\.Explaining\..*": "is a part of Network",
}


def _public() -> Iterator[tuple[str, Callable[..., Any]]]:
    modules = [("", dw)]
    for name in MODULES:
        module = importlib.import_module(f"deltaward.{name}")
        modules.append((f"{name}.", module))
    for prefix, module in modules:
        own = [
            n for n, o in vars(module).items() if getattr(o, "__module__", "") == module.__name__
        ]
        for name in getattr(module, "__all__", None) or [n for n in own if n[0] != "_"]:
            found = getattr(module, name)
            if not callable(found):
                continue
            yield prefix + name, found
            for method in dir(found) if inspect.isclass(found) else ():
                if method == "__call__" or method[0] != "_":
                    yield f"{prefix}{name}.{method}", getattr(found, method)


def _arrays(function: Callable[..., Any]) -> set[str]:
    try:
        parameters = inspect.signature(function).parameters
    except (TypeError, ValueError):  # no function, or one of another library's in C
        return set()
    return {
        name
        for name, p in parameters.items()
        if ANNOTATION.search(str(p.annotation))
        or (name in NAMES and p.annotation in (Any, "Any", p.empty))
    }


def test_every_public_function_is_in_the_table() -> None:
    for library in ("sklearn", "anywidget", "matplotlib"):
        pytest.importorskip(library)
    covered: dict[str, set[str]] = {}
    for case in CASES:
        covered.setdefault(case.name, set()).update(case.arrays, case.covers)
    found = {
        name: arrays
        for name, function in _public()
        if (arrays := _arrays(function)) and not any(re.fullmatch(e, name) for e in EXEMPT)
    }
    missing = {n: left for n, arrays in found.items() if (left := arrays - covered.get(n, set()))}
    assert not missing
    assert len(found) > 50

# SPDX-License-Identifier: MIT
"""The typeset equations: each cost and activation has its own, a wrong pass marks what it does."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

import deltaward as dw
import own_costs
from deltaward import _core
from page_driver import Driver

Show = Callable[..., Driver]
COSTS = {
    "quadratic": "C=12∑j(aj−yj)2",
    "cross_entropy": "C=−∑j(yjlnaj+(1−yj)ln(1−aj))",
    "absolute": "C=∑j|aj−yj|",
    "huber": "C=∑jhuber(aj−yj)",
    "log_cosh": "C=∑jlncosh(aj−yj)",
    "poisson": "C=∑j(aj−yjlnaj)",
}
OUTPUT_ERRORS = {"cross_entropy": "δ2=a2−y", "own": "δ2=delta(z2,a2,y)"}


def equation(page: Driver) -> str:
    return str(page.page.locator(".step math").text_content())


def test_costs_and_output_errors(show: Show, tmp_path: Path) -> None:
    assert COSTS.keys() == set(_core.cost_names()) - {"custom"}
    costs: dict[str, Any] = {**{name: name for name in COSTS}, "own": own_costs.QuadraticCost()}
    for name, cost in costs.items():
        net = dw.Network([2, 3, 2], activation="tanh", output_activation="sigmoid", cost=cost)
        path = tmp_path / f"{name}.html"
        net.to_html(path, np.array([0.5, -1.0]), [0.25, 1.0])
        page = show(name, path=path)
        page.go("cost ")
        expected = COSTS.get(name, "C=QuadraticCost(a,y)")
        assert equation(page).startswith(expected + "="), name
        page.keys("ArrowRight")
        assert equation(page) == OUTPUT_ERRORS.get(name, "δ2=∇aC⊙σ′(z2)")
        page.keys("ArrowRight")
        assert equation(page) == "∂C∂b2=δ2"
        page.keys("ArrowRight")
        assert equation(page) == "∂C∂W2=δ2(a1)T"
        page.keys("ArrowRight")
        assert equation(page) == "δ1=(W2)Tδ2⊙σ′(z1)"


def test_activations(show: Show, tmp_path: Path) -> None:
    """Every function is named, and steps through without an error."""
    names = [name for name in _core.activation_names() if name != "softmax"]
    sizes = [2] * (len(names) + 1) + [3]
    net = dw.Network(sizes, activation=[*names, "softmax"])
    path = tmp_path / "all.html"
    net.to_html(path, np.array([0.5, -1.0]), 2)
    page = show("all", path=path)
    for name in [*names, "softmax"]:
        page.keys("ArrowRight")
        assert name.replace("_", " ") in page.page.locator(".step p").text_content()
    assert equation(
        page
    ) == f"z{len(sizes) - 1}=W{len(sizes) - 1}a{len(names)}+b{len(sizes) - 1}" + (
        f"a{len(sizes) - 1}=softmax(z{len(sizes) - 1})"
    )
    for _ in range(page.count()):
        page.keys("ArrowRight")


def test_a_wrong_pass_marks_what_it_does(show: Show) -> None:
    page = show("small")
    marked = {
        "pseudo-inverse": ("δ1=(W2)+δ2⊙σ′(z1)", "+"),
        "no gate": ("δ1=(W2)Tδ2⊙σ′(z1)", "⊙σ′(z1)"),  # struck out
        "gate of a": ("δ1=(W2)Tδ2⊙σ′(a1)", "σ′(a1)"),
        "updated weights": ("δ1=(W2−η∂C∂W2)Tδ2⊙σ′(z1)", "−η∂C∂W2"),
    }
    for name, (expected, part) in marked.items():
        page.page.locator(f'[data-variant="{name}"]').click()
        assert equation(page) == expected
        assert page.page.locator(".step .wrongly").text_content() == part
    assert page.page.locator(".step .missing").count() == 0
    page.page.locator('[data-variant="no gate"]').click()
    assert page.page.locator(".step .missing").count() == 1
    page.page.locator('[data-variant="sign"]').click()
    page.go("BP1 2")
    assert equation(page) == "δ2=−(∇aC⊙σ′(z2))"
    page.page.locator('[data-variant="transpose"]').click()
    assert page.page.locator(".wrongly").count() == 0

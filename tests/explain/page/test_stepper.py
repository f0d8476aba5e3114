# SPDX-License-Identifier: MIT
"""Stepping by keyboard: at every step each number on the page is that of the trace."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

import page_nets
from deltaward.explain.trace import BackpropTrace
from page_driver import Driver

Show = Callable[..., Driver]
RTOL = 1e-6


def expected_steps(last: int) -> list[str]:
    backward = [
        f"{name} {layer}"
        for layer in range(last, 0, -1)
        for name in ("BP1" if layer == last else "BP2", "BP3", "BP4")
    ]
    return ["input 0", *(f"layer {n} {n}" for n in range(1, last + 1)), "cost ", *backward]


def columns(found: BackpropTrace, step: str) -> dict[str, Any]:
    """Return what the table of a step has to hold."""
    kind, _, number = step.partition(" ")
    if kind == "input":
        return {"a": found.inputs[0]}
    layer = found.layers[-1 if kind == "cost" else int(number.split()[-1]) - 1]
    a, y = layer.activation[0], found.targets[0]
    if kind == "layer":
        return {"z": layer.z[0], "a": a, "b": layer.biases}
    if kind == "cost":
        return {"a": a, "y": y, "cost": [found.cost]}
    slope = {} if layer.slope is None else {"gate": layer.slope[0]}
    if kind == "BP1":
        return {"a": a, "y": y, "delta": layer.delta[0]} | slope
    if kind == "BP2":
        assert layer.back is not None
        return {"sum": layer.back[0], "delta": layer.delta[0]} | slope
    return {"nabla_b": layer.nabla_b}


@pytest.mark.parametrize("name", ["small", "book", "relu", "jacobian"])
def test_every_number_is_that_of_the_trace(show: Show, name: str) -> None:
    net, x, y = page_nets.make(name)
    found = net.trace(x[:1], y[:1])
    page = show(name)
    page.open_table()
    steps = expected_steps(len(net.weights))
    assert page.count() == len(steps)
    for index, step in enumerate(steps):
        if index:
            page.keys("ArrowRight")
        assert page.step() == step
        if step.startswith("BP4"):
            check_weights(page, found, int(step.split()[-1]))
            continue
        for column, values in columns(found, step).items():
            assert_allclose(page.column(column), values, rtol=RTOL, err_msg=f"{step} {column}")
        check_nodes(page, found, step)
    page.keys("ArrowRight")
    assert page.step() == steps[-1]
    for step in reversed(steps[:-1]):
        page.keys("ArrowLeft")
        assert page.step() == step


def check_nodes(page: Driver, found: BackpropTrace, step: str) -> None:
    """Neurons drawn one by one show a where the pass has come forward, δ where it came back."""
    backward = step.startswith("BP")
    at = len(found.layers) if step == "cost " else int(step.split()[-1])
    for layer, n in enumerate(found.sizes):
        if n > 16 or (not backward and layer > at):
            continue
        if layer == 0:
            values = found.inputs[0]
        else:
            each = found.layers[layer - 1]
            values = each.delta[0] if backward and layer >= at else each.activation[0]
        assert_allclose(page.nodes(layer), values, rtol=RTOL, err_msg=f"{step}, layer {layer}")


def check_weights(page: Driver, found: BackpropTrace, layer: int) -> None:
    nabla_w = found.layers[layer - 1].nabla_w
    if max(nabla_w.shape) <= 16:
        shown = np.reshape(page.column("nabla_w"), nabla_w.T.shape).T
        assert_allclose(shown, nabla_w, rtol=RTOL)
        return
    neurons = ".map" if len(nabla_w) > 16 else ".node"
    page.focus(
        f'{neurons}[data-layer="{layer}"][tabindex="0"], {neurons}[data-layer="{layer}"] .cell'
    )
    page.keys("Home")
    # A row of the heat map of 30 neurons is 6, and one neuron of those drawn one by one is 1.
    for row in nabla_w[:: 6 if len(nabla_w) > 16 else 1]:
        assert_allclose(page.column("nabla_w"), row, rtol=RTOL)
        page.keys("ArrowDown")
    page.blur()


def test_keys_and_buttons(show: Show) -> None:
    page = show("small")
    page.keys("End")
    assert page.step() == "BP4 1"
    page.keys("Home")
    assert page.step() == "input 0"
    page.keys("ArrowLeft")
    assert page.step() == "input 0"
    for label, step in [
        ("One step on", "layer 1 1"),
        ("Last", "BP4 1"),
        ("One step back", "BP3 1"),
    ]:
        page.focus(f'.move[aria-label^="{label}"]')
        page.keys("Enter")
        assert page.step() == step
    page.focus('.stop[aria-current="step"]')
    page.keys("ArrowLeft", "ArrowLeft")
    assert page.step() == "BP4 2"
    focused = page.page.evaluate("document.activeElement.getAttribute('aria-current')")
    assert focused == "step"


def test_the_hint_says_what_the_keys_do_in_the_network(show: Show) -> None:
    """Home and End stay in the layer there, Tab leaves it."""
    page = show("small")
    hint = " ".join(page.page.locator("p.keys").inner_text().split())
    assert "Tab enters and goes through layer by layer" in hint
    assert "Home End to its first or last;" in hint
    layer, index = (f"document.activeElement.dataset.{name}" for name in ("layer", "index"))
    page.focus('.node[data-layer="0"][tabindex="0"]')
    last = page.page.locator('.node[data-layer="0"]').count() - 1
    for key, place in (("End", last), ("ArrowDown", last), ("Home", 0), ("ArrowUp", 0)):
        page.keys(key)
        assert page.page.evaluate(f"[{layer}, {index}]") == ["0", str(place)]
        assert page.step() == "input 0"
    page.keys("Tab")
    assert page.page.evaluate(layer) == "1"


def test_in_the_network_arrows_move_and_page_keys_step(show: Show) -> None:
    page = show("small")
    page.focus('.node[data-layer="1"][tabindex="0"]')
    page.keys("Home", "ArrowDown", "ArrowDown")
    place = page.page.evaluate("document.activeElement.dataset.index")
    assert (place, page.step()) == ("2", "input 0")
    page.keys("PageDown")
    assert page.step() == "layer 1 1"
    page.keys("PageUp")
    assert page.step() == "input 0"


def test_each_step_is_told(show: Show) -> None:
    page = show("small")
    live = page.page.locator("[aria-live=polite]")
    net, x, y = page_nets.make("small")
    for index in range(1, page.count()):
        page.keys("ArrowRight")
        told = live.text_content()
        assert told.startswith(f"Step {index + 1} of {page.count()}. ")
        assert page.page.locator(".step h2").text_content() in told
    delta = net.trace(x[:1], y[:1]).layers[0].delta[0]
    assert f"Neuron {abs(delta).argmax()} of layer 1: delta " in told


def test_samples(show: Show) -> None:
    net, x, y = page_nets.make("small")
    page = show("small")
    page.keys("End")
    page.focus(".sample >> nth=1")
    page.keys("Enter")
    delta = net.trace(x[1:], y[1:]).layers[0].delta[0]
    assert_allclose(page.nodes(1), delta, rtol=RTOL)
    pressed = page.page.locator('.sample[aria-pressed="true"]').text_content()
    assert pressed == "sample 1: class\u00a01"

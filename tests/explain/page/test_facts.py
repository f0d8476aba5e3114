# SPDX-License-Identifier: MIT
"""What a neuron and a weight tell, to the mouse and to the keyboard."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

import page_nets
from page_driver import Driver

Show = Callable[..., Driver]
RTOL = 1e-6


def traced(name: str) -> Any:
    net, x, y = page_nets.make(name)
    return net.trace(x[:1], y[:1])


def check_hidden(page: Driver, found: Any, layer: int, j: int) -> None:
    """δ = gate × sum, and the edges that carry the sum: sign by class, size by width."""
    here, after = found.layers[layer - 1], found.layers[layer]
    assert page.fact("gate") == pytest.approx(here.sigma_prime[0, j], rel=RTOL)
    assert page.fact("sum") == pytest.approx(here.back[0, j], rel=RTOL)
    assert page.fact("delta") == pytest.approx(here.delta[0, j], rel=RTOL)
    carriers = page.carriers()
    expected = {
        (layer + 1, k, j): float(after.weights[k, j]) * float(after.delta[0, k])
        for k in range(len(after.weights))
    }
    assert carriers.keys() == expected.keys()
    for edge, (value, sign, _) in carriers.items():
        assert value == pytest.approx(expected[edge], rel=RTOL)
        assert sign == f"carrier {'negative' if value < 0 else 'positive' if value else 'zero'}"
    by_size = sorted(carriers.values(), key=lambda each: abs(each[0]))
    widths = [width for _, _, width in by_size]
    assert widths == sorted(widths)


@pytest.mark.parametrize("how", ["hover", "focus"])
def test_a_neuron_shows_gate_times_sum(show: Show, how: str) -> None:
    page, found = show("small"), traced("small")
    page.go("BP2 1")
    page.focus('.node[data-layer="1"][tabindex="0"]')
    page.keys("Home")
    for j in range(4):
        if how == "hover":
            page.page.locator(f'.node[data-layer="1"][data-index="{j}"]').hover()
        elif j:
            page.keys("ArrowDown")
        assert page.page.locator(".facts h2").text_content() == f"Neuron {j} of layer 1"
        check_hidden(page, found, 1, j)


def test_negative_edges_are_dashed(show: Show) -> None:
    page = show("small")
    page.go("BP2 1")
    dashes = page.page.evaluate(
        """() => [...document.querySelectorAll(".highlights .carrier, .edge .line")].map(
            e => [e.closest(".negative") !== null, getComputedStyle(e).strokeDasharray])"""
    )
    assert {negative for negative, _ in dashes} == {True, False}
    for negative, dash in dashes:
        assert (dash != "none") == negative


def test_what_is_hovered_goes_back_to_what_is_picked(show: Show) -> None:
    page = show("small")
    page.go("BP2 1")
    page.page.locator('.node[data-layer="1"][data-index="2"]').click()
    page.page.locator('.node[data-layer="1"][data-index="0"]').hover()
    assert page.page.locator(".facts h2").text_content() == "Neuron 0 of layer 1"
    page.page.mouse.move(5, 5)
    assert page.page.locator(".facts h2").text_content() == "Neuron 2 of layer 1"


def check_weight(page: Driver, found: Any, layer: int, j: int, k: int) -> None:
    here = found.layers[layer - 1]
    before = found.layers[layer - 2].activation if layer > 1 else found.inputs
    assert page.fact("a") == pytest.approx(before[0, k], rel=RTOL)
    assert page.fact("delta") == pytest.approx(here.delta[0, j], rel=RTOL)
    assert page.fact("nabla_w") == pytest.approx(here.nabla_w[j, k], rel=RTOL)
    assert page.fact("w") == pytest.approx(here.weights[j, k], rel=RTOL)


def test_a_weight_shows_a_times_delta(show: Show) -> None:
    page, found = show("small"), traced("small")
    page.go("BP4 1")
    page.focus('.edge[data-layer="1"][tabindex="0"]')
    page.keys("Home")
    for j in range(4):
        for k in range(3):
            check_weight(page, found, 1, j, k)
            page.keys("ArrowDown")
        page.keys("ArrowUp", "ArrowUp", "ArrowRight")
    # A line has no middle where the mouse could be sure to meet it alone, but its own first part.
    page.page.locator('.edge[data-layer="2"][data-index="1"][data-from="3"]').dispatch_event(
        "mouseenter"
    )
    check_weight(page, found, 2, 1, 3)


def test_a_shut_gate(show: Show) -> None:
    page, found = show("relu"), traced("relu")
    page.go("BP2 1")
    page.focus('.node[data-layer="1"][tabindex="0"]')
    page.keys("Home", "ArrowDown", "ArrowDown")
    check_hidden(page, found, 1, 2)
    assert page.fact("gate") == page.fact("delta") == 0 != page.fact("sum")
    assert "The gate is shut" in page.page.locator(".facts").text_content()


def test_outputs(show: Show) -> None:
    for name in ("small", "relu", "jacobian"):
        page, found = show(name), traced(name)
        last = found.layers[-1]
        page.go(f"BP1 {len(found.layers)}")
        page.focus(f'.node[data-layer="{len(found.layers)}"][tabindex="0"]')
        page.keys("Home")
        for j, delta in enumerate(last.delta[0]):
            assert page.fact("delta") == pytest.approx(delta, rel=RTOL)
            if name == "small":
                slope = last.activation[0, j] - found.targets[0, j]
                assert page.fact("gate") == pytest.approx(last.sigma_prime[0, j], rel=RTOL)
                assert page.fact("slope") == pytest.approx(slope, rel=RTOL)
                assert page.fact("y") == found.targets[0, j]
            elif name == "jacobian":
                products = page.numbers(".facts .terms .product data")
                slope = last.activation[0] - found.targets[0]
                assert_allclose(products, last.sigma_prime[0, j] * slope, rtol=1e-9)
            page.keys("ArrowDown")


def test_cells_of_heat_maps(show: Show) -> None:
    """784 inputs and 30 neurons: arrow keys, the mouse, and the weights into a neuron."""
    page, found = show("book"), traced("book")
    page.go("BP2 1")
    page.focus('.map[data-layer="1"] .cell')
    page.keys("Home", "ArrowRight", "ArrowDown")
    check_hidden(page, found, 1, 7)
    told = page.page.locator("[aria-live]").text_content()
    assert told.startswith("Neuron 7 of layer 1: delta ")
    assert "which is gate " in told
    box = page.page.locator('.map[data-layer="1"]').bounding_box()
    page.page.mouse.move(box["x"] + 2.5 * box["width"] / 6, box["y"] + 1.5 * box["height"] / 5)
    check_hidden(page, found, 1, 8)
    page.page.mouse.move(5, 5)
    page.go("BP4 1")
    page.focus(".rowmap .cell")
    page.keys("Home", *["ArrowDown"] * 6, *["ArrowRight"] * 10)
    check_weight(page, found, 1, 7, 178)
    assert list(page.carriers()) == [(1, 7, 178)]
    page.focus('.map[data-layer="0"] .cell')
    page.keys("End")
    assert page.page.locator(".facts h2").text_content() == "Input 783"
    assert len(page.carriers()) == 24  # the strongest of 30


def test_the_picture_of_a_layer_is_its_numbers(show: Show) -> None:
    """Each cell is the paper where the value is 0, and the deeper the larger it is."""
    page, found = show("book"), traced("book")
    shades = page.page.evaluate(
        """() => { const c = document.querySelector('.map[data-layer="0"] canvas');
        const d = c.getContext("2d").getImageData(0, 0, c.width, c.height).data;
        const cell = c.width / 28;
        return Array.from({length: 784}, (_, j) => d[4 * (Math.floor((Math.floor(j / 28) + .3) *
            cell) * c.width + Math.floor((j % 28 + .3) * cell))]) }"""
    )
    x = found.inputs[0]
    assert np.corrcoef(shades, x)[0, 1] < -0.999  # red goes from paper to blue

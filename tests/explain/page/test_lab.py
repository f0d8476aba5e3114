# SPDX-License-Identifier: MIT
"""The buttons of the wrong passes: their δ, and the figures of `compare_backprop`."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

import page_nets
from oracle import SIGMA_PRIME
from page_driver import Driver

Show = Callable[..., Driver]


def press(page: Driver, name: str) -> None:
    page.focus(f'.variant[data-variant="{name}"]')
    page.keys("Enter")
    pressed = page.page.locator('.variant[aria-pressed="true"]')
    assert pressed.get_attribute("data-variant") == name


@pytest.mark.parametrize("name", ["small", "relu"])
def test_figures_are_those_of_the_comparison(show: Show, name: str) -> None:
    net, x, y = page_nets.make(name)
    of_sample, of_batch = net.compare_backprop(x[:1], y[:1]), net.compare_backprop(x, y)
    page = show(name)
    for variant, compared in of_sample.variants.items():
        press(page, variant)
        tables = {"sample": compared}
        if len(x) > 1:
            tables["batch"] = of_batch.variants[variant]
        for place, expected in tables.items():
            for figure in ("cosine", "ratio"):
                shown = page.numbers(f".lab [data-of={place}] [data-name={figure}]")
                assert_allclose(shown, [getattr(layer, figure) for layer in expected.layers])
        assert page.numbers(".lab [data-name=cost_after]") == [compared.cost_after]
        assert page.numbers(".lab [data-name=cost_before]") == [of_sample.cost_before]
        words = page.page.locator(".lab").text_content()
        assert compared.equation in words
        verdicts = page.page.locator('[data-of="sample"] tbody td:last-child').all_text_contents()
        assert [v == "the gradient" for v in verdicts] == [c.agrees for c in compared.layers]


def wrong_deltas(name: str, found: Any) -> list[Any]:
    """δ of a wrong pass through 3-4-2 with sigmoid and the quadratic cost, written out here."""
    first, last = found.layers
    w = last.weights.astype(float)
    prime = [SIGMA_PRIME["sigmoid"](each.z.astype(float)) for each in (first, last)]
    if name == "gate of a":
        prime = [SIGMA_PRIME["sigmoid"](each.activation.astype(float)) for each in (first, last)]
    slope = last.activation.astype(float) - found.targets
    if name == "no gate":
        return [slope @ w, slope]
    delta = slope * prime[1] * (-1 if name == "sign" else 1)
    back = delta @ (np.linalg.pinv(w).T if name == "pseudo-inverse" else w)
    return [back * prime[0], delta]


def test_a_press_shows_the_deltas_of_that_pass(show: Show) -> None:
    net, x, y = page_nets.make("small")
    found = net.trace(x[:1], y[:1])
    page = show("small")
    for name in ("pseudo-inverse", "no gate", "gate of a", "sign", "sum"):
        press(page, name)
        assert page.step() == "BP2 1"
        for layer, delta in enumerate(wrong_deltas(name, found), 1):
            assert_allclose(page.nodes(layer), delta[0], rtol=2e-6, err_msg=name)
        right = found.layers[0].delta[0]
        chosen = abs(right).argmax()
        assert page.fact("right") == pytest.approx(right[chosen], rel=1e-6)
        assert page.fact("delta") == page.nodes(1)[chosen]
        assert page.page.locator(".badge").is_visible()
        page.shot(f"wrong-{name.replace(' ', '-')}")
    press(page, "transpose")
    assert_allclose(page.nodes(1), found.layers[0].delta[0], rtol=1e-6)
    assert not page.page.locator(".badge").is_visible()


def test_the_texts_are_honest(show: Show) -> None:
    page = show("small")
    for button in page.page.locator(".variant").all():
        button.click()
        words = page.page.locator(".lab").text_content()
        assert "A wrong backward pass often lowers the cost too" in words
        for claim in ("does not learn", "can't learn", "cannot learn", "never learns"):
            assert claim not in words

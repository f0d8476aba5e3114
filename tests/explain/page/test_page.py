# SPDX-License-Identifier: MIT
"""The page as a whole: for everyone, in light and dark, safe, and shown once more."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

import page_nets
from deltaward.explain.page import content
from page_driver import Driver, states

Show = Callable[..., Driver]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["small", "book"])
def test_nobody_is_shut_out(show: Show, axe: str, name: str, scheme: str) -> None:
    """axe-core finds nothing serious: in any state of 3-4-2, in three of 784-30-10."""
    page = show(name, scheme=scheme)
    page.page.evaluate(axe)
    # What is dark differs from what is light in its colours only, and none of the 784 rows of all
    # numbers has its own: a contrast takes axe a hundredth of a second.
    what, rules = "document", ""
    if scheme == "dark":
        what = "{exclude: ['.numbers tr:nth-child(n+9)']}"
        rules = ", runOnly: ['color-contrast']"
    for state in states(page):
        if name == "book" and state[:2].isdigit() and "BP2" not in state:
            continue
        found = page.page.evaluate(
            f"axe.run({what}, {{resultTypes: ['violations']{rules}}}).then(r => r.violations)"
        )
        grave = [v for v in found if v["impact"] in ("serious", "critical")]
        assert not grave, (state, [(v["id"], v["nodes"][0]["html"][:200]) for v in grave])


def test_the_button_for_light_and_dark(show: Show) -> None:
    page = show("small", scheme="light")
    paper = "getComputedStyle(document.querySelector('.deltaward')).backgroundColor"
    light = page.page.evaluate(paper)
    page.focus(".theme")
    page.keys("Enter")
    dark = page.page.evaluate(paper)
    assert dark != light
    assert page.page.locator(".theme").get_attribute("aria-pressed") == "true"
    page.keys("Enter")
    assert page.page.evaluate(paper) == light


def test_landmarks_and_headings(show: Show) -> None:
    page = show("small").page
    for role, name in [("banner", ""), ("main", ""), ("navigation", "Steps of the pass")]:
        assert page.get_by_role(role, name=name).count() == 1
    for name in ("This step", "Network", "Facts", "Wrong on purpose"):
        assert page.get_by_role("region", name=name).count() == 1
    assert page.get_by_role("heading", level=1).text_content() == (
        "Backpropagation in a 3-4-2 network"
    )
    assert page.get_by_role("button", name=re.compile("^Neuron . of layer 1")).count() == 4


def test_a_title_is_text(show: Show, tmp_path: Path) -> None:
    net, x, y = page_nets.make("small")
    title = "</script><img src=x onerror=alert(1)> & 'more' <!--"
    net.to_html(tmp_path / "title.html", x, y, title=title)
    page = show("title", path=tmp_path / "title.html")
    assert page.page.title() == title
    assert page.page.locator("h1").text_content() == title
    assert page.page.locator("img").count() == 0


def test_another_model_can_be_shown_in_its_place(show: Show) -> None:
    """What a notebook that shows training live needs."""
    page = show("small")
    page.keys("ArrowRight")
    other = json.dumps(content(*page_nets.make("relu")))
    page.page.evaluate(f"deltaward.show({other}, document.querySelector('.deltaward'))")
    assert page.page.locator("h1").text_content() == "Backpropagation in a 5-7-6-3 network"
    assert page.step() == "input 0"
    page.keys("ArrowRight")
    assert page.step() == "layer 1 1"

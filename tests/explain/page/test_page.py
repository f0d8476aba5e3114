# SPDX-License-Identifier: MIT
"""The page as a whole: for everyone, at every width, in light and dark, and shown once more."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import page_nets
from deltaward.explain.page import content
from page_driver import Driver

Show = Callable[..., Driver]
WIDTHS = [1280, 390]


def states(page: Driver) -> Iterator[str]:
    """Go through every step, a weight, a wrong pass, and all tables open."""
    for index in range(page.count()):
        if index:
            page.keys("ArrowRight")
        yield f"{index + 1:02}-{page.step().strip().replace(' ', '-')}"
    page.focus(".edge, .rowmap:not([hidden]) .cell")
    yield "weight"
    page.blur()
    page.page.locator(".variant").nth(2).click()
    page.open_table()
    yield "wrong"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["small", "book"])
def test_nobody_is_shut_out(show: Show, name: str, scheme: str) -> None:
    """axe-core finds nothing serious: in any state of 3-4-2, in three of 784-30-10."""
    axe = pytest.importorskip("axe_playwright_python.base", reason="axe-core of deltaward[test]")
    page = show(name, scheme=scheme)
    page.page.evaluate(axe.AXE_SCRIPT)
    # What is dark differs from what is light in its colours only.
    rules = ", runOnly: ['color-contrast']" if scheme == "dark" else ""
    for state in states(page):
        if name == "book" and state[:2].isdigit() and "BP2" not in state:
            continue
        found = page.page.evaluate(
            f"axe.run(document, {{resultTypes: ['violations']{rules}}}).then(r => r.violations)"
        )
        grave = [v for v in found if v["impact"] in ("serious", "critical")]
        assert not grave, (state, [(v["id"], v["nodes"][0]["html"][:200]) for v in grave])


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["small", "book", "relu"])
def test_nothing_overlaps_and_nothing_is_cut_off(show: Show, name: str, width: int) -> None:
    page = show(name, width=width, scheme="dark" if width == 390 else "light")
    for state in states(page):
        wide, room = page.page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert wide <= room, state
        assert page.page.evaluate(OVERLAPS) == [], state
        assert page.page.evaluate(CUT_OFF) == [], state
        page.shot(state)


# Texts that stand over each other: in the drawing, and among the texts of the page.
OVERLAPS = """() => {
  const boxes = (s) => [...document.querySelectorAll(s)].filter(e => e.textContent.trim() !== "")
    .map(e => [e, e.getBoundingClientRect()]).filter(([, b]) => b.width && b.height);
  const over = [];
  const compare = (found) => {
    for (let i = 0; i < found.length; i++) for (let j = 0; j < i; j++) {
      const [[e, a], [f, b]] = [found[i], found[j]];
      if (e.contains(f) || f.contains(e)) continue;
      const w = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const h = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (w > 1 && h > 1) over.push([e.textContent, f.textContent]);
    }
  };
  compare([...boxes(".caption text"), ...boxes(".node .value"), ...boxes(".node .index")]);
  compare(boxes(".stop, .move:not([hidden]), .sample, h1, .lede, .about, .theme")
    .filter(([e]) => getComputedStyle(e.closest(".moves") ?? e).position !== "fixed"));
  compare(boxes("h2, h3, .lab p, .variant, figcaption, .lab table, .facts :is(p, table, math)"));
  compare([...boxes(".caption text"), ...[...document.querySelectorAll(".diagram .map, .node")]
    .map(e => [e, e.getBoundingClientRect()])].filter(([e]) => !e.closest("[hidden]")));
  return over;
}"""

# What leaves its box: numbers their circles, equations and tables their columns, all the window.
CUT_OFF = """() => {
  const out = [];
  for (const node of document.querySelectorAll(".node")) {
    const [box, text] = [node.querySelector(".outline"), node.querySelector(".value")]
      .map(e => e.getBoundingClientRect());
    const index = node.querySelector(".index").getBoundingClientRect();
    if (text.width && (text.right > box.right - 2 || text.left < index.right)) out.push(
      node.textContent);
  }
  for (const e of document.querySelectorAll(".equation, .block math, .terms, .result > div"))
    if (e.scrollWidth > e.clientWidth + 1) out.push(e.className + e.textContent);
  for (const e of document.querySelectorAll(".deltaward *:not(.live)")) {
    if (e.closest("[hidden], .scroll, .live, .highlights") || e.matches(".reach, .line")) continue;
    const b = e.getBoundingClientRect();
    if (b.width && (b.left < -0.5 || b.right > innerWidth + 0.5)) out.push(
      e.tagName + "." + e.getAttribute("class"));
  }
  return out;
}"""


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


def test_deep_and_wide_networks_fit(show: Show, tmp_path: Path) -> None:
    import numpy as np

    import deltaward as dw

    for sizes in ([784, 30, 30, 30, 10], [3, *[5] * 8, 2], [2, 1], [300, 100, 20]):
        net = dw.Network(sizes, activation="sigmoid", cost="quadratic")
        path = tmp_path / f"{'-'.join(map(str, sizes))}.html"
        net.to_html(path, np.linspace(0, 1, sizes[0])[None], np.full((1, sizes[-1]), 0.5))
        for width in WIDTHS:
            page = show(path.stem, width=width, path=path)
            page.keys("End")
            assert page.page.evaluate(OVERLAPS) == []
            assert page.page.evaluate(CUT_OFF) == []
            page.shot("last")


@pytest.fixture(autouse=True)
def _named_folder() -> Any:
    import os

    if folder := os.environ.get("DELTAWARD_SCREENSHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)

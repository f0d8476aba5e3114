# SPDX-License-Identifier: MIT
"""At every width nothing overlaps, nothing is cut off, and the page does not scroll sideways."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import deltaward as dw
from page_driver import Driver, states

Show = Callable[..., Driver]
WIDTHS = [1280, 390]

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


def test_deep_and_wide_networks_fit(show: Show, tmp_path: Path) -> None:
    for sizes in ([784, 30, 30, 30, 10], [3, *[5] * 20, 2], [2, 1], [300, 100, 20], [20_000, 2]):
        net = dw.Network(sizes, activation="sigmoid", cost="quadratic")
        path = tmp_path / f"{'-'.join(map(str, sizes))}.html"
        net.to_html(path, np.linspace(0, 1, sizes[0])[None], np.full((1, sizes[-1]), 0.5))
        for width in WIDTHS:
            page = show(path.stem, width=width, path=path)
            page.keys("End")
            assert page.page.evaluate(OVERLAPS) == []
            assert page.page.evaluate(CUT_OFF) == []
            page.shot("last")


def test_a_wide_font_leaves_numbers_in_their_nodes(show: Show, tmp_path: Path) -> None:
    net = dw.Network([3, *[5] * 20, 2], activation="sigmoid", cost="quadratic", seed=1)
    net.to_html(tmp_path / "wide.html", np.linspace(0, 1, 3)[None], np.full((1, 2), 0.5))
    page = show("wide", path=tmp_path / "wide.html")
    page.page.evaluate(
        "document.styleSheets[0].insertRule('.deltaward .value { letter-spacing: 2px }')"
    )
    for key in ("End", "ArrowLeft"):
        page.keys(key)
        assert page.page.evaluate(CUT_OFF) == []
    page.shot("wide")
    assert page.page.locator("text[textLength]").count() > 10
    # What was squeezed is as wide as ever once it is short again.
    page.keys("Home")
    assert page.page.locator("text[textLength]").count() == 0

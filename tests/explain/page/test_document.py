# SPDX-License-Identifier: MIT
"""One HTML file: its size, what may run in it, and that no text of the user's can break out."""

import base64
import hashlib
import html
import json
import re
from importlib.resources import files

import pytest

import page_nets
from deltaward.explain.page import content, render

ASSETS = files("deltaward.explain.page") / "assets"


def elements(page: str, name: str) -> list[str]:
    """Return what stands in elements as a browser cuts them: up to the first closing tag."""
    return re.findall(rf"<{name}\b[^>]*>(.*?)</{name}\b", page, re.DOTALL | re.IGNORECASE)


def test_small_enough() -> None:
    net, x, y = page_nets.make("book")
    assert len(render(net, x, y).encode()) < 300_000
    eight = render(net, x.repeat(8, 0), y.repeat(8))
    assert len(eight.encode()) < 2_000_000


def test_nothing_is_loaded() -> None:
    page = render(*page_nets.make("small"))
    addresses = set(re.findall(r"https?://[^\s\"'<)]+", page))
    assert addresses == {"http://www.w3.org/2000/svg", "http://www.w3.org/1998/Math/MathML"}
    assert not re.search(r"@import|url\(|\bsrc=|fetch\(|XMLHttpRequest|\beval\(|innerHTML", page)


def test_the_policy_allows_this_style_and_this_script_alone() -> None:
    page = render(*page_nets.make("small"))
    match = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert match
    policy = dict(part.strip().split(" ", 1) for part in match[1].split(";"))
    assert policy["default-src"] == policy["base-uri"] == policy["form-action"] == "'none'"
    assert "unsafe" not in match[1]
    script = elements(page, "script")[-1]
    for directive, text in (("style-src", elements(page, "style")[0]), ("script-src", script)):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert policy[directive] == f"'sha256-{digest}'"


@pytest.mark.parametrize(
    "title",
    [
        "</title></script><script>alert(1)</script>",
        "<!-- <script> ]]> & &lt; \u2028 $title ${policy}",
        "'\"><img src=x onerror=alert(1)>",
    ],
)
def test_a_title_stays_a_title(title: str) -> None:
    net, x, y = page_nets.make("small")
    page = render(net, x, y, title=title)
    assert html.unescape(elements(page, "title")[0]) == title
    plain = render(net, x, y)
    for name in ("script", "style", "title"):
        assert page.lower().count(f"<{name}") == plain.lower().count(f"<{name}")
    held = json.loads(elements(page, "script")[0])
    assert held == content(net, x, y, title=title)
    assert "<!--" not in page.replace("<!-- SPDX", "")


def test_default_title() -> None:
    page = render(*page_nets.make("small"))
    assert elements(page, "title") == ["Backpropagation in a 3-4-2 network"]
    assert page.startswith("<!DOCTYPE html>")


def test_the_files_of_the_page() -> None:
    """They are in the package, name their licence, are short, and are modules of one concept."""
    names = [path.name for path in ASSETS.iterdir()]
    assert {"page.html", "page.css", "page.js"} <= set(names)
    marks = {"js": "// {}", "css": "/* {} */", "html": "<!-- {} -->"}
    for path in ASSETS.iterdir():
        lines = path.read_text(encoding="utf-8").splitlines()
        mark = marks[path.name.rsplit(".", 1)[1]].format("SPDX-License-Identifier: MIT")
        assert mark in lines[:2], path.name
        assert len(lines) < 300, path.name
    joined = render(*page_nets.make("small"))
    for name in names:
        if name.endswith(".js"):
            assert f"const {name[:-3]}_js = " in joined, f"{name} is used by nothing"

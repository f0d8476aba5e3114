# SPDX-License-Identifier: MIT
"""A page in a browser as a reader has it: keys, a mouse, and the numbers that are shown."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−", "-0123456789-")
_SHOTS = os.environ.get("DELTAWARD_SCREENSHOTS")


class Driver:
    """One page; errors and requests are kept."""

    def __init__(self, page: Any, path: Path) -> None:
        self.page = page
        self.name = path.stem
        self.url = path.as_uri()
        self.errors: list[str] = []
        self.requests: list[str] = []
        page.on("console", lambda message: self.errors.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: self.errors.append(f"error: {error}"))
        page.on("request", lambda request: self.requests.append(request.url))
        page.goto(self.url)

    def keys(self, *names: str) -> None:
        for name in names:
            self.page.keyboard.press(name)

    def focus(self, selector: str) -> None:
        self.page.locator(selector).first.focus()

    def blur(self) -> None:
        self.page.evaluate("document.activeElement.blur()")

    def go(self, step: str) -> None:
        """Step by keyboard from the first on."""
        self.blur()
        self.keys("Home")
        for _ in range(self.count()):
            if self.step() == step:
                return
            self.keys("ArrowRight")
        raise AssertionError(f"no step {step}")

    def open_table(self) -> None:
        self.focus("summary")
        self.keys("Enter")
        self.page.wait_for_selector("details[open] table")
        self.blur()

    def count(self) -> int:
        return int(self.page.locator(".stop").count())

    def step(self) -> str:
        """Return the label of the current step, like "BP2 1"."""
        return str(
            self.page.evaluate(
                """() => { const s = document.querySelector("[aria-current=step]");
                return s.children[0].textContent + " " + s.querySelector("sup").textContent }"""
            )
        )

    def column(self, name: str) -> list[float]:
        """Return a column of the table of all numbers."""
        return self.numbers(f".numbers data[data-name={name}]")

    def numbers(self, selector: str) -> list[float]:
        """Return whole values, after a look at what is shown: six digits of the same."""
        found = self.page.evaluate(
            """s => [...document.querySelectorAll(s)].map(
                e => [e.value ?? e.getAttribute("data-value"), e.textContent])""",
            selector,
        )
        for whole, shown in found:
            assert abs(float(whole) - read(shown)) <= 0.5000001e-5 * abs(float(whole)), shown
        return [float(whole) for whole, _ in found]

    def fact(self, name: str) -> float:
        """Return a number of the facts by its name; shown twice, it is the same twice."""
        values = set(self.numbers(f".facts .details [data-name={name}]"))
        assert len(values) == 1, (name, values)
        return values.pop()

    def nodes(self, layer: int) -> list[float]:
        """Return what the neurons of a layer that is drawn one by one show."""
        found = self.page.evaluate(
            """l => [...document.querySelectorAll(`.node[data-layer="${l}"]`)].map(
                e => e.getAttribute("data-value"))""",
            layer,
        )
        return [float(value) for value in found]

    def carriers(self) -> dict[tuple[int, int, int], tuple[float, str, float]]:
        """Return value, class and width of each highlighted edge, by (layer, to, from)."""
        found = self.page.evaluate(
            """() => [...document.querySelectorAll(".highlights .carrier")].map(e => [
                Number(e.dataset.layer), Number(e.dataset.index), Number(e.dataset.from),
                Number(e.dataset.value), e.getAttribute("class"),
                Number(e.getAttribute("stroke-width"))])"""
        )
        return {(layer, j, k): (v, sign, width) for layer, j, k, v, sign, width in found}

    def shot(self, state: str) -> None:
        """Keep a picture, where DELTAWARD_SCREENSHOTS names a folder."""
        if _SHOTS:
            size, scheme = self.page.viewport_size["width"], self._scheme()
            path = Path(_SHOTS) / f"{self.name}-{state}-{size}-{scheme}.png"
            self.page.screenshot(path=path, full_page=True)

    def _scheme(self) -> str:
        dark = self.page.evaluate("""getComputedStyle(document.querySelector(".deltaward"))
            .colorScheme === "dark" || (getComputedStyle(document.querySelector(".deltaward"))
            .colorScheme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches)""")
        return "dark" if dark else "light"


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


def read(shown: str) -> float:
    """Read a number as the page writes it, −1.64210·10⁻⁵."""
    match = re.fullmatch(r"(−?[\d.]+)(?:·10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?", shown)
    assert match, shown
    mantissa, power = match.groups()
    return float(f"{mantissa.translate(_RAISED)}e{(power or '0').translate(_RAISED)}")

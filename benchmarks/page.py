# SPDX-License-Identifier: MIT
"""How soon the page of a network answers a key, from the key to the frame that shows it.

Usage: python benchmarks/page.py [--rounds 5]; needs playwright and a Chromium.
"""

import argparse
import os
import shutil
import statistics
import tempfile
from pathlib import Path

import numpy as np
from playwright.sync_api import sync_playwright

import deltaward as dw

GOAL = 100  # ms
BROWSERS = ("chromium", "chromium-browser", "google-chrome")

# The second frame after the key begins when the first one has been drawn.
PRESS = """async (key) => {
  const begin = performance.now();
  document.activeElement.dispatchEvent(
    new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true}));
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  return performance.now() - begin;
}"""


def measure(path, rounds):
    """Return the milliseconds of each step forward, and of each back."""
    browser_path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser_path is None:
        raise SystemExit(f"none of {', '.join(BROWSERS)} is installed")
    times = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(path.as_uri())
        steps = page.locator(".stop").count()
        for _ in range(rounds):
            for key in ["ArrowRight"] * (steps - 1) + ["ArrowLeft"] * (steps - 1):
                before = page.evaluate("document.querySelector('.deltaward').innerText")
                times.append(page.evaluate(PRESS, key))
                if page.evaluate("document.querySelector('.deltaward').innerText") == before:
                    raise SystemExit(f"{key} changed nothing")
        browser.close()
    return times


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    net = dw.Network([784, 30, 10], activation="sigmoid", cost="quadratic", seed=1)
    x = np.random.default_rng(0).random((1, 784))
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.html"
        net.to_html(path, x, [7])
        size = path.stat().st_size
        times = measure(path, given.rounds)
    late = sum(t > GOAL for t in times)
    print(f"784-30-10, {size / 1000:.0f} kB, {len(times)} keys, load before {load:.1f}:")
    print(
        f"median {statistics.median(times):.0f} ms, worst {max(times):.0f} ms, "
        f"{late} over {GOAL} ms; two frames alone are 17 to 33 ms"
    )


if __name__ == "__main__":
    main()

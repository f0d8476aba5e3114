# SPDX-License-Identifier: MIT
"""How soon the page of a network answers a key, a hover and a click, to the frame that shows it.

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

# The second frame after an action begins when the first one has been drawn.
ACT = """async ([selector, index, type, key, across, down]) => {
  const element = selector ? document.querySelectorAll(selector)[index] : document.activeElement;
  const box = element.getBoundingClientRect();
  const begin = performance.now();
  if (key)
    element.dispatchEvent(new KeyboardEvent(type, {key, bubbles: true, cancelable: true}));
  else
    element.dispatchEvent(new MouseEvent(type, {
      clientX: box.left + across * box.width, clientY: box.top + down * box.height}));
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  return performance.now() - begin;
}"""
TEXT = "document.querySelector('.deltaward').innerText"


def key(name):
    return (None, 0, "keydown", name, 0, 0)


def over(selector, index, event="mouseenter", across=0.5, down=0.5):
    return (selector, index, event, None, across, down)


def measure(path, rounds):
    """Return the milliseconds of each action, by its kind."""
    browser_path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser_path is None:
        raise SystemExit(f"none of {', '.join(BROWSERS)} is installed")
    times = {"key": [], "neuron": [], "weight": [], "wrong variant": []}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(path.as_uri())

        def act(kind, action):
            before = page.evaluate(TEXT)
            times[kind].append(page.evaluate(ACT, list(action)))
            if page.evaluate(TEXT) == before:
                raise SystemExit(f"{kind} {action[:3]} changed nothing")

        # Map 0 shows the inputs, map 1 the hidden layer; a click on a neuron shows its weights.
        def look_around():
            act("neuron", over(".node", 7))
            act("neuron", over(".maps .map", 1, "mousemove", 0.3, 0.7))
            act("neuron", over(".maps .map", 1, "mousemove", 0.7, 0.3))
            act("neuron", over(".maps .map", 0, "mousemove", 0.4, 0.6))
            page.evaluate(ACT, list(over(".maps .map", 1, "click", 0.7, 0.3)))
            act("weight", over(".rowmap .map", 0, "mousemove", 0.4, 0.6))
            act("weight", over(".rowmap .map", 0, "mousemove", 0.6, 0.4))

        steps = page.locator(".stop").count()
        variants = page.locator(".variants button").count()
        for _ in range(rounds):
            for name in ["ArrowRight"] * (steps - 1) + ["ArrowLeft"] * (steps - 1):
                act("key", key(name))
                look_around()
            for index in [*range(1, variants), 0]:
                act("wrong variant", over(".variants button", index, "click"))
            act("key", key("Home"))  # a wrong variant shows itself at a step of its own
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
    print(f"784-30-10, {size / 1000:.0f} kB, load before {load:.1f}; two frames are 17 to 33 ms:")
    for kind, found in times.items():
        late = sum(t > GOAL for t in found)
        print(
            f"{kind}: {len(found)} times, median {statistics.median(found):.0f} ms, "
            f"worst {max(found):.0f} ms, {late} over {GOAL} ms"
        )


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: MIT
"""A real browser: Debian's Chromium, or Google Chrome, driven by Playwright."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")


def missing(reason: str) -> NoReturn:
    """Skip by name, but on Linux' CI fail: there a browser that is gone must not pass unseen.

    Where wheels are built there is none, which cibuildwheel tells by a variable of its own.
    """
    expected = os.environ.get("CI") and not os.environ.get("CIBUILDWHEEL")
    if expected and sys.platform == "linux":
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def launched() -> Iterator[Any]:
    """Start a browser, once in a process: Playwright refuses a second one."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        missing(f"browser: none of {', '.join(NAMES)} is installed")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        missing(f"browser: {error}; pip install 'deltaward[test]'")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path)
        yield browser
        browser.close()

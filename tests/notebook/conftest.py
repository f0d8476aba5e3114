# SPDX-License-Identifier: MIT
"""A browser, and in it what stands in for a notebook's front end."""

import os
import shutil
import sys
from collections.abc import Iterator
from typing import Any, NoReturn

import pytest

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def _missing(reason: str) -> NoReturn:
    """Skip by name, but on Linux' CI fail: there a browser that is gone must not pass unseen."""
    if os.environ.get("CI") and sys.platform == "linux":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        _missing(f"widget in a browser: none of {', '.join(CHROMIUM)} is installed")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        _missing(f"widget in a browser: {error}; pip install 'deltaward[test]'")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path)
        yield launched
        launched.close()

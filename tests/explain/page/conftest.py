# SPDX-License-Identifier: MIT
"""The page in a real browser."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import browsers
import page_nets
from page_driver import Driver


@pytest.fixture(scope="session")
def axe() -> str:
    """The script of axe-core."""
    try:
        from axe_playwright_python.base import AXE_SCRIPT
    except ImportError as error:
        browsers.missing(f"page for everyone: {error}; pip install 'deltaward[test]'")
    return str(AXE_SCRIPT)


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The pages of `page_nets`, each written once."""
    folder = tmp_path_factory.mktemp("pages")

    def write(name: str) -> Path:
        path = folder / f"{name}.html"
        if not path.exists():
            net, x, y = page_nets.make(name)
            net.to_html(path, x, y)
        return path

    return write


@pytest.fixture
def show(browser: Any, written: Callable[[str], Path]) -> Iterator[Callable[..., Driver]]:
    """Open a page without a network; in the end nothing was asked for and nothing went wrong."""
    opened: list[tuple[Any, Driver]] = []

    def open_(
        name: str, *, width: int = 1280, scheme: str = "light", path: Path | None = None
    ) -> Driver:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True
        )
        driver = Driver(context.new_page(), path or written(name))
        opened.append((context, driver))
        return driver

    yield open_
    for context, driver in opened:
        context.close()
        assert driver.errors == []
        assert driver.requests == [driver.url]

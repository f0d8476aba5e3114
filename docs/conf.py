# SPDX-License-Identifier: MIT
"""The site: ``sphinx-build -W docs site``; what its pages run is run by the tests."""

import sys
from pathlib import Path
from typing import Any

from deltaward import __version__

sys.path.insert(0, str(Path(__file__).parent / "_extensions"))

project = "deltaward"
author = "The deltaward developers"
copyright = author  # noqa: A001 - Sphinx' name
version = release = __version__

extensions = [
    "mathml",
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_design",
]
source_suffix = {".md": "markdown"}

myst_enable_extensions = ["colon_fence", "dollarmath"]
myst_heading_anchors = 3


default_role = "py:obj"
autodoc_typehints = "none"  # the docstrings say it in words
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
napoleon_google_docstring = False
napoleon_use_ivar = False
napoleon_use_rtype = False

html_theme = "pydata_sphinx_theme"
html_title = "deltaward"
html_static_path = ["_static"]
html_css_files = ["deltaward.css"]
html_show_sourcelink = False
# Pages with neither parts nor neighbours need no navigation beside them.
WITHOUT_SIDEBAR = "index tour equations coming_from delta training performance measured reliability"
html_sidebars: dict[str, list[str]] = {page: [] for page in WITHOUT_SIDEBAR.split()}
html_theme_options = {
    "show_prev_next": True,
    "navigation_with_keys": True,
    "show_toc_level": 2,
    "header_links_before_dropdown": 6,
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}


def _list_lessons(app: Any, page: str, source: list[str]) -> None:
    """Give the list of lessons its table of contents, which GitHub would show as code."""
    if page == "lessons/README":
        source[0] += "\n```{toctree}\n:hidden:\n:glob:\n\n[0-9]*\n```\n"


def setup(app: Any) -> None:
    """Connect to Sphinx."""
    app.connect("source-read", _list_lessons)

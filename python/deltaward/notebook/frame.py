# SPDX-License-Identifier: MIT
"""The document of the frame: the page of explanations without numbers, which come as messages."""

import base64
import hashlib
from importlib.resources import files
from string import Template

from deltaward.explain.page.bundle import bundle


def document() -> str:
    """Write the document, whose policy forbids every request."""
    style = _page("page.css") + _own("frame.css")
    page, script = bundle(_page, "page"), _own("frame.js")
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; "
        f"script-src '{_hash(page)}' '{_hash(script)}'; img-src data:; base-uri 'none'; "
        "form-action 'none'"
    )
    return Template(_own("frame.html")).substitute(
        policy=policy, style=style, page=page, script=script
    )


def _page(name: str) -> str:
    return (files("deltaward.explain.page") / "assets" / name).read_text(encoding="utf-8")


def _own(name: str) -> str:
    return (files("deltaward.notebook") / "assets" / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """Return how a policy names an inline text."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"

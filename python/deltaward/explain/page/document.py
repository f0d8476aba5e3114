# SPDX-License-Identifier: MIT
"""The page as one HTML file: the template, its style and scripts, the numbers."""

import base64
import hashlib
import html
import json
from functools import cache
from importlib.resources import files
from string import Template
from typing import Any

from deltaward.explain.page.bundle import bundle


def document(content: dict[str, Any]) -> str:
    """Write the page of what `content` gathered.

    Nothing is loaded: the policy forbids every request, and allows this style and this script by
    their hashes alone.
    """
    style, script = _asset("page.css"), _script()
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    return Template(_asset("page.html")).substitute(
        title=html.escape(content["title"]),
        policy=policy,
        style=style,
        script=script,
        content=_as_json(content),
    )


def _as_json(content: dict[str, Any]) -> str:
    """Write JSON that no </script> and no <!-- can end."""
    text = json.dumps(content, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


@cache
def _asset(name: str) -> str:
    return (files("deltaward.explain.page") / "assets" / name).read_text(encoding="utf-8")


@cache
def _script() -> str:
    return bundle(_asset, "page")


def _hash(text: str) -> str:
    """Return how a policy names an inline text."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"

# SPDX-License-Identifier: MIT
"""The widget: the page in a frame of its own, fed through anywidget."""

import json
from functools import cache
from importlib.resources import files
from typing import Any

from deltaward.notebook.frame import document

try:
    import anywidget
    import traitlets
except ImportError as error:
    raise ImportError(
        f"a live page needs anywidget, which can't be imported ({error}): "
        "pip install 'deltaward[notebook]'"
    ) from error


@cache
def module() -> str:
    """Return the widget's ES module: the document of the frame, and what feeds it."""
    host = (files("deltaward.notebook") / "assets" / "host.js").read_text(encoding="utf-8")
    return f"{host}\nconst PAGE = {json.dumps(document())};\n"


class PageWidget(anywidget.AnyWidget):  # type: ignore[misc]
    """Shows what `deltaward.explain.page.content` returns, and shows it again when it changes."""

    _esm = module()
    # As bytes, which travel as they are: a dict would be compared and written by traitlets.
    message = traitlets.Bytes().tag(sync=True)

    def show(self, content: dict[str, Any], status: str) -> None:
        """Send the numbers of the page, and a line that stands above it."""
        text = json.dumps({"content": content, "status": status}, allow_nan=False)
        self.message = text.encode()

# SPDX-License-Identifier: MIT
"""A strict reader of HTML, for tests of what notebooks are shown."""

from html.parser import HTMLParser


class Reader(HTMLParser):
    """Every element is closed in its place; what is found is kept.

    Attributes
    ----------
    rows : list of list of str
        The texts of the cells of each table row.
    elements : list of (str, dict)
        Names and attributes in order.
    text : str
        All text.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert not self._open, f"not closed: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._open.append(tag)
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        if any(tag in self._open for tag in ("td", "th")):
            self.rows[-1][-1] += data

    def named(self, tag: str) -> list[dict[str, str | None]]:
        """Return the attributes of each element of a name."""
        return [attrs for name, attrs in self.elements if name == tag]

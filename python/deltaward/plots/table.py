# SPDX-License-Identifier: MIT
"""Tables for notebooks, light or dark: no colours of their own, and nothing that reaches outside.

A ``<style>`` element would hold for the whole notebook, so the little there is stands in each cell.
"""

import html
from collections.abc import Sequence

_LINE = "1px solid rgba(128, 128, 128, 0.5)"  # grey shows on both


class Markup(str):
    """HTML that goes into a cell as it is; everything else is escaped."""

    __slots__ = ()


def table(
    caption: str,
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    words: Sequence[int] = (0,),
    notes: Sequence[str] = (),
) -> str:
    """Write an HTML table.

    Parameters
    ----------
    caption, head, rows, notes
        Text, escaped here unless it is `Markup`. Notes stand below the table.
    words : sequence of int
        The columns that are text and stand to the left; numbers stand to the right.
    """
    lines = ['<div style="overflow-x: auto">', '<table style="border-collapse: collapse">']
    lines.append(
        '<caption style="caption-side: top; text-align: left; padding: 0.3em 0.6em; '
        f'color: inherit"><b>{_text(caption)}</b></caption>'
    )
    lines.append(f'<thead style="border-bottom: {_LINE}">{_row("th", head, words)}</thead>')
    body = "".join(_row("td", row, words) for row in rows)
    lines.append(f"<tbody>{body}</tbody></table>")
    lines += [f'<div style="padding: 0.2em 0.6em">{_text(note)}</div>' for note in notes]
    return "\n".join([*lines, "</div>"])


def _row(tag: str, cells: Sequence[str], words: Sequence[int]) -> str:
    row = [
        f'<{tag} style="text-align: {"left" if column in words else "right"}; '
        f'padding: 0.2em 0.6em; white-space: nowrap">{_text(cell)}</{tag}>'
        for column, cell in enumerate(cells)
    ]
    return f'<tr style="background: none">{"".join(row)}</tr>'


def _text(cell: str) -> str:
    return cell if isinstance(cell, Markup) else html.escape(cell)

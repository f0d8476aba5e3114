# SPDX-License-Identifier: MIT
"""A page that explains one network's backpropagation: what it holds, and how it is written.

`content` gathers the numbers from `trace` and `compare_backprop`, `document` puts them and the
files of ``assets`` into one HTML file. The scripts of the page hold no second backpropagation:
beside the products of two numbers, a · δ and w · δ, they only show what they are given.
"""

import numpy.typing as npt

from deltaward.base import NetworkBase
from deltaward.explain.page.content import content
from deltaward.explain.page.document import document

__all__ = ["content", "render"]


def render(
    net: NetworkBase, x: npt.ArrayLike, y: npt.ArrayLike, *, title: str | None = None
) -> str:
    """Return the page of `deltaward.Network.to_html` as text.

    Parameters
    ----------
    net : Network
    x, y : arrays
        As in `deltaward.Network.evaluate`, 1 to 8 samples.
    title : str, optional
        The heading.

    Returns
    -------
    str
        One HTML document.

    Raises
    ------
    TypeError, ValueError, FloatingPointError
        As `deltaward.Network.to_html`.
    """
    return document(content(net, x, y, title=title))

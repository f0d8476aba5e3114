# SPDX-License-Identifier: MIT
"""The method of `deltaward.Network` that shows a pass to people, as a page to step through."""

import os

import numpy.typing as npt

from deltaward.base import NetworkBase


class Presenting(NetworkBase):
    """What can be opened in a browser."""

    def to_html(
        self,
        path: str | os.PathLike[str],
        x: npt.ArrayLike,
        y: npt.ArrayLike,
        *,
        title: str | None = None,
    ) -> int:
        """Write a page that explains backpropagation on this network, with its real numbers.

        One steps through the forward pass layer by layer and through the backward pass equation
        by equation. A neuron shows δ = gate × sum and the weights that carried it, a weight its
        gradient a · δ; buttons put the wrong passes of `compare_backprop` in place of the right
        one. The page is one file that needs no network and works by keyboard; all numbers in it
        come from `trace` and `compare_backprop`.

        Parameters
        ----------
        path : path
            The file. An old one stays intact until the new one is whole and on disk.
        x, y : arrays
            As in `evaluate`, 1 to 8 samples; with several, the page lets one choose.
        title : str, optional
            The heading. Default: "Backpropagation in a 3-4-2 network", with the sizes.

        Returns
        -------
        int
            How many bytes the file has.

        Raises
        ------
        TypeError, ValueError
            As `evaluate`; for a path or title that is none, more than 8 samples, and for a page
            of more than 4 MB, which come to about 750,000 weights in float32.
        FloatingPointError
            If the cost or its gradient is not finite.
        OSError
            If the file can't be written.

        Notes
        -----
        The page shows each sample for itself, as a mini-batch of one, so ∂C/∂w is a · δ with no
        mean. 784-30-10 in float32 with one sample makes about 0.2 MB.
        """
        from deltaward.atomic import atomic_write, to_path
        from deltaward.explain.page import render

        to_path(path)
        page = render(self, x, y, title=title).encode()
        self._check_own_cost(x, y, stacklevel=2)
        with atomic_write(path) as file:
            file.write(page)
        return len(page)

# SPDX-License-Identifier: MIT
"""What to look at before training: the layers."""

from typing import TYPE_CHECKING

from deltaward.training import Training

if TYPE_CHECKING:
    from deltaward.summary import Summary


class Inspection(Training):
    """The methods of `deltaward.Network` that look at it before it is trained."""

    def summary(self, batch_size: int = 32) -> "Summary":
        """Count what the network is made of.

        Parameters
        ----------
        batch_size : int, default 32
            The rows of the mini-batch whose memory is counted.

        Returns
        -------
        Summary
            Layers, shapes, activations, parameters, memory (bytes) and floating-point operations
            of one sample; a table when it is printed or shown by a notebook.

        Raises
        ------
        TypeError, ValueError
            For a bad batch_size.
        """
        from deltaward.summary import summarize

        return summarize(self, batch_size)

    def _repr_html_(self) -> str:
        return self.summary()._repr_html_()

# SPDX-License-Identifier: MIT
"""The methods of `deltaward.Network` that write it for where deltaward is not."""

import os
from typing import TYPE_CHECKING

import numpy.typing as npt

from deltaward.inference import Inference

if TYPE_CHECKING:
    from deltaward.exporting.c_result import CHeader

__all__ = ["Exporting"]


class Exporting(Inference):
    """Other forms of a network."""

    def to_c_header(
        self,
        path: str | os.PathLike[str],
        *,
        name: str | None = None,
        quantize: str | None = None,
        x: npt.ArrayLike | None = None,
        y: npt.ArrayLike | None = None,
        samples: npt.ArrayLike | None = None,
    ) -> "CHeader":
        """Write the network as one C99 header that needs nothing but the C library.

        The file has the weights as constants, and functions whose names begin with `name`:
        ``NAME_feedforward(x, outputs)``, ``NAME_predict(x)`` as `predict` (the class, or the
        output), both also as ``..._pixels`` for unsigned char, scaled by 1/255, and
        ``NAME_self_test()``, which returns 0 if three stored inputs give the stored outputs. It
        allocates nothing and writes to the stack only, so that threads don't meet. C++ takes it
        too. Arithmetic is in the network's dtype; its sums run in another order than deltaward's,
        so the last digits may differ.

        Parameters
        ----------
        path : path
            The file, written atomically; ``digits.h``.
        name : str, optional
            What all names in the file begin with. Default: the file's name without its suffix.
        quantize : "int8", optional
            Store each weight as a whole number from -127 to 127, times a scale for each neuron: a
            fourth of the size. Biases and activations stay as they are.
        x, y : arrays, with quantize
            As in `evaluate`: what the rounding costs is measured on them.
        samples : (3, n_in) array, optional
            The inputs of the self-test, stored in the file. Default: drawn from the network's
            seed, see `deltaward.proof`.

        Returns
        -------
        CHeader
            The bytes of the constants and of the stack, and with `quantize` the cost and the
            accuracy before and after; a text when printed.

        Raises
        ------
        TypeError, ValueError
            For a bad argument, or a weight that is NaN or infinite, before anything is written.
        OSError
            If the file can't be written.
        """
        from deltaward.exporting.c_header import write

        return write(self, path, name=name, quantize=quantize, x=x, y=y, samples=samples)

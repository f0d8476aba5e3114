# SPDX-License-Identifier: MIT
"""The methods of `deltaward.Network` that write it for where deltaward is not."""

import os
from typing import TYPE_CHECKING, Any

import numpy.typing as npt

from deltaward import arguments
from deltaward.inference import Inference

if TYPE_CHECKING:
    from deltaward.exporting.c_result import CHeader

__all__ = ["Exporting"]


class Exporting(Inference):
    """Out of deltaward; the way in is `deltaward.interchange`."""

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

    def to_onnx(self, path: str | os.PathLike[str], *, pixels: bool = False) -> None:
        """Write the network as an ONNX model, atomically.

        A Gemm and an activation for each layer, in operators of opset 18. The input ``x`` is
        (batch, n_in) and the output ``a`` (batch, n_out), with any number of rows, both of the
        network's dtype. The weights are named as in a file of `save`: ``layers.0.weight``
        (n_out, n_in), ``layers.0.bias``. The model's metadata says ``deltaward.sizes``,
        ``deltaward.activations``, ``deltaward.cost`` and ``deltaward.version``, and
        ``deltaward.proof`` is for ``deltaward verify``.
        `deltaward.from_onnx` reads it.

        Parameters
        ----------
        path : path
            The file. An old one stays intact until the new one is whole and on disk.
        pixels : bool, default False
            Take uint8 pixels and scale them by 1/255 in the model, as `feedforward` does with them.
            By default the model's input is floats, which are not scaled.

        Raises
        ------
        ImportError
            If onnx is not installed; ``pip install 'deltaward[onnx]'`` brings it.
        TypeError
            For a bad argument.
        ValueError
            If the weights are larger than the 2 GiB that an ONNX file holds.
        OSError
            If the file can't be written.

        Notes
        -----
        onnxruntime runs models of float32 since 1.15 and those of float64 since 1.19; as it has no
        erf of float64, that in gelu is computed in float32 and is off by 1e-7.
        """
        from deltaward import seal
        from deltaward.atomic import atomic_write, to_path
        from deltaward.exporting import onnx_model

        path = to_path(path)
        data = onnx_model.serialize(self, pixels=arguments.boolean(pixels, "pixels"))
        with atomic_write(path) as file:
            seal.write(file, data)

    def to_torch(self) -> Any:
        """Make a PyTorch module with the same outputs.

        Returns
        -------
        torch.nn.Sequential
            A Linear and an activation for each layer (nothing for identity), on the CPU, with
            copies of the weights in the network's dtype. It takes floats: scale pixels by 1/255.

        Raises
        ------
        ImportError
            If PyTorch is not installed.
        """
        from deltaward.exporting import torch_modules

        return torch_modules.sequential(self)

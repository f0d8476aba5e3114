# SPDX-License-Identifier: MIT
"""The network."""

import os

from deltaward import arguments
from deltaward.explain import Explaining
from deltaward.exporting import Exporting
from deltaward.inspection import Inspection


class Network(Inspection, Explaining, Exporting):
    """A multilayer perceptron.

    Parameters
    ----------
    sizes : sequence of int
        Neurons of each layer, the input's first: ``[784, 30, 10]``.
    activation : str or sequence of str, default "relu"
        One name for all hidden layers, or one for each non-input layer: sigmoid, tanh, relu,
        leaky_relu (slope 0.01), elu, gelu (the exact form), silu, softplus, identity; softmax in
        the last layer only.
    cost : str or object, default "cross_entropy"
        Per sample, with sums over the outputs: quadratic ½Σ(a−y)²; cross_entropy, the binary form
        with sigmoid outputs and the categorical one with softmax outputs (in both Δᴸ = a − y,
        chapter 3 of the book); absolute Σ|a−y|; huber (threshold 1); log_cosh; poisson
        Σ(a − y ln a), which needs positive outputs. Or an object with ``fn(a, y)`` and
        ``delta(z, a, y)``, see `deltaward.costs`.
    output_activation : str, optional
        Of the last layer. Default: softmax for cross_entropy (sigmoid if there is one output, for
        its softmax would always be 1), sigmoid for quadratic when the
        hidden activation is sigmoid, softplus for poisson, identity otherwise.
    init : str, default "auto"
        standard_normal (the book's first: weights and biases N(0, 1)), scaled_normal (the book's
        chapter 3: weights N(0, 1/n_in), biases N(0, 1)), glorot_uniform, he_normal (both with
        biases 0), auto (he_normal for relu and its relatives, glorot_uniform for the others).
    dtype : "float32" or "float64", default "float32"
        Of weights and all arithmetic.
    seed : int, default 0
        0 to 2⁶⁴ − 1: of the first weights, and of the shuffling unless `fit` is given its own. A
        seed gives the same numbers on every platform.

    Raises
    ------
    ValueError, TypeError
        For a bad argument, naming it, the layer, what came and what was expected.
    MemoryError
        If the weights do not fit into memory.
    """

    def save(self, path: str | os.PathLike[str], *, optimizer: bool = False) -> None:
        """Write the network to a safetensors file, atomically; `deltaward.load` reads it.

        The file says how the network was trained (`provenance`), holds three inputs with its
        outputs for them, and a digest of all its bytes: `deltaward.load` refuses a damaged file,
        and ``deltaward verify`` computes the outputs again.

        Parameters
        ----------
        path : path
            The file. An old one stays intact until the new one is whole and on disk.
        optimizer : bool, default False
            Save what the last training's optimizer remembers of each weight too, so that `fit` of
            the loaded network goes on with it.

        Raises
        ------
        OSError
            If the file can't be written.
        ValueError
            If its header would be longer than what is read: thousands of layers.
        """
        from deltaward import storage

        storage.write(path, self, optimizer=arguments.boolean(optimizer, "optimizer"))

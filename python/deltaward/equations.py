# SPDX-License-Identifier: MIT
r"""The forward step and the four equations of backpropagation, one function each.

They are those of chapter 2 of Michael Nielsen's *Neural Networks and Deep Learning*, for a
mini-batch of m samples with one sample a row. With samples as rows the book's
:math:`(W^{l+1})^T \delta^{l+1}` reads ``delta_next @ w_next``: the transpose is there, it is how a
row meets the matrix. The functions run on the kernels that train, on copies of their arguments.

Every array is float32 or float64, all of a call the same, with any strides; a single sample may
come without its dimension m and gives a result without it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from deltaward import _core

Array = npt.NDArray[np.floating[Any]]


def feedforward(
    w: npt.ArrayLike, b: npt.ArrayLike, a_prev: npt.ArrayLike, activation: str
) -> tuple[Array, Array]:
    """Compute Z = A_prev Wᵀ + b and A = σ(Z) of one layer.

    Parameters
    ----------
    w : (n, n_prev) array
        Weights; ``w[k, j]`` leads from neuron j of the layer before to neuron k.
    b : (n,) array
        Biases.
    a_prev : (m, n_prev) or (n_prev,) array
        Activations of the layer before, or the input.
    activation : str
        Name of σ, see `deltaward.Network`.

    Returns
    -------
    z, a : (m, n) or (n,) arrays
        Weighted inputs and activations.

    Raises
    ------
    TypeError
        For a dtype other than float32 or float64, or two dtypes.
    ValueError
        For shapes that do not fit each other, or an unknown name.
    """
    z, a = _core.feedforward(w, b, a_prev, activation)
    return z, a


def output_error(
    z: npt.ArrayLike, a: npt.ArrayLike, y: npt.ArrayLike, activation: str, cost: str
) -> Array:
    """Compute Δᴸ = ∇ₐC ⊙ σ′(Zᴸ) of the last layer (BP1).

    For ``cost="cross_entropy"`` σ′ cancels and Δᴸ = A − Y. With softmax, whose neurons depend on
    each other, ⊙ σ′ stands for the product with its Jacobian, diag(a) − a aᵀ for each row.

    Parameters
    ----------
    z, a : (m, n) or (n,) arrays
        Weighted inputs and activations of the last layer.
    y : (m,) array of int, or (m, n) array
        Class indices or target values.
    activation, cost : str
        Names, see `deltaward.Network`.

    Returns
    -------
    (m, n) or (n,) array
        One row a sample: δ of that sample's own cost, not divided by m.

    Raises
    ------
    TypeError
        For a wrong dtype.
    ValueError
        For shapes, classes, target values or names that do not fit.
    """
    return _core.output_error(z, a, y, activation, cost)


def propagate_delta(
    w_next: npt.ArrayLike, delta_next: npt.ArrayLike, z: npt.ArrayLike, activation: str
) -> Array:
    """Compute Δ = (Δ_next W_next) ⊙ σ′(Z) of a hidden layer (BP2).

    Parameters
    ----------
    w_next : (n_next, n) array
        Weights of the layer after.
    delta_next : (m, n_next) or (n_next,) array
        Its error.
    z : (m, n) or (n,) array
        Weighted inputs of this layer.
    activation : str
        Name of this layer's σ.

    Returns
    -------
    (m, n) or (n,) array

    Raises
    ------
    TypeError
        For a wrong dtype.
    ValueError
        For shapes that do not fit each other, or an unknown name.
    """
    return _core.propagate_delta(w_next, delta_next, z, activation)


def bias_gradient(delta: npt.ArrayLike) -> Array:
    """Compute ∂C/∂b = Σ Δ over the samples (BP3).

    Parameters
    ----------
    delta : (m, n) or (n,) array
        Error of the layer.

    Returns
    -------
    (n,) array
        The sum over the mini-batch; divide by m for the mean that a training step uses.

    Raises
    ------
    TypeError
        For a wrong dtype.
    """
    return _core.bias_gradient(delta)


def weight_gradient(delta: npt.ArrayLike, a_prev: npt.ArrayLike) -> Array:
    """Compute ∂C/∂W = Δᵀ A_prev (BP4).

    Parameters
    ----------
    delta : (m, n) or (n,) array
        Error of the layer.
    a_prev : (m, n_prev) or (n_prev,) array
        Activations of the layer before, or the input.

    Returns
    -------
    (n, n_prev) array
        The sum over the mini-batch; divide by m for the mean that a training step uses.

    Raises
    ------
    TypeError
        For a wrong dtype.
    ValueError
        If the two have different numbers of rows.
    """
    return _core.weight_gradient(delta, a_prev)

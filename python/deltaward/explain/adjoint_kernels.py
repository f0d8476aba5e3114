# SPDX-License-Identifier: MIT
"""The adjoint test on the loops of every instruction set that this CPU has."""

from typing import Any

import numpy as np
import numpy.typing as npt

from deltaward import _core, cpu
from deltaward.base import NetworkBase
from deltaward.explain import adjoint
from deltaward.explain.adjoint import AdjointTest
from deltaward.explain.trace import trace


def kernels_test(net: NetworkBase, x: npt.ArrayLike, y: npt.ArrayLike) -> dict[str, AdjointTest]:
    """Test ⟨W a, δ⟩ = ⟨a, Wᵀδ⟩ with the products of each instruction set.

    W, a and δ are those of one pass of the network; the two products are made anew by the loops
    that go forward and by those that send errors back.

    Parameters
    ----------
    net : Network
        The network.
    x, y : arrays
        As in `deltaward.Network.evaluate`.

    Returns
    -------
    dict of AdjointTest
        By the name of the instruction set, the plain loops ("reference") first.

    Raises
    ------
    TypeError, ValueError
        As `deltaward.Network.evaluate`.
    """
    traced = trace(net, x, y, None)
    tests = {}
    for isa in cpu.cpu_info()["available"]:
        # One name for both dtypes, which the stub tells apart by overloads.
        kernels: Any = _core.Kernels(isa)
        a, layers = traced.inputs, []
        for i, layer in enumerate(traced.layers):
            transposed = np.ascontiguousarray(layer.weights.T)  # as a layer keeps it
            forward = kernels.gemm_nn(a, transposed, np.zeros(len(layer.biases), a.dtype))
            back = kernels.gemm_nt(layer.delta, transposed)
            layers.append(adjoint.compare(i + 1, layer.weights, a, layer.delta, back, forward))
            a = layer.activation
        tests[isa] = AdjointTest(tuple(layers))
    return tests

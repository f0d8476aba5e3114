# SPDX-License-Identifier: MIT
"""Runs of mini-batches of narrow networks."""

from mutants.mutant import Mutant

TESTS = ["tests/test_narrow.py", "tests/training/test_divergence.py"]

_LOOPS = "kernels/loops/narrow.hpp"
_RUNS = "training/narrow.cpp"

MUTANTS = [
    Mutant(
        _LOOPS,
        "W as it is turned for BP2 does not move",
        "    turned_descent<V>(layer(l), batch);\n",
        "",
    ),
    Mutant(
        _LOOPS,
        "errors beyond the last neuron make weights of the padding",
        "(a - V::load(y + i * stride)) * neurons",
        "(a - V::load(y + i * stride))",
    ),
    Mutant(
        _LOOPS,
        "weights of inputs that are left out do not shrink",
        "(V::load(w) * V::set(batch.keep)).store(w);",
        "V::load(w).store(w);",
    ),
    Mutant(
        _LOOPS,
        "the biases' step lacks 1/m",
        "  if (batch.scale != 1) nabla = nabla * V::set(batch.scale);\n"
        "  fma(V::set(batch.step), nabla, V::load(layer.biases))",
        "  fma(V::set(batch.step), nabla, V::load(layer.biases))",
    ),
    Mutant(
        _LOOPS,
        "BP2 sums over the neurons of the wrong layer",
        "layers[l + 1].neurons,",
        "layers[l].neurons,",
    ),
    Mutant(_LOOPS, "picked inputs are taken in order", "V::set(x[lines[q]])", "V::set(x[q])"),
    Mutant(_LOOPS, "softmax with cross-entropy is gated", "if (gated && mixes)", "if (mixes)"),
    Mutant(
        _LOOPS,
        "errors of a run begin with its first row's",
        "  layer.delta += place;\n",
        "  layer.delta += narrow_stride<T>;\n",
    ),
    Mutant(
        _RUNS,
        "weights stay as they diverged",
        "    std::copy(kept_.begin(), kept_.end(), parameters.data());\n",
        "",
    ),
    Mutant(_RUNS, "l2 is lost", "static_cast<T>(1 - rate * options_.recipe.l2)", "T(1)"),
    Mutant(_RUNS, "steps are not counted", "  optimizer_.steps += count;\n", ""),
    Mutant(_RUNS, "all rates are the first", "rate = rates[count]", "rate = rates[0]"),
]

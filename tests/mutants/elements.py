# SPDX-License-Identifier: MIT
"""Loops over elements: activations, their slopes, sums, the numbers of dropout, inputs."""

from mutants.mutant import Mutant

TESTS = [
    "tests/test_activations.py",
    "tests/test_kernels.py",
    "tests/test_input.py",
    "tests/test_network.py",
    "tests/test_gradient.py",
    "tests/training/test_recipe.py",
    "tests/test_threads.py",
]

_LOOPS = "kernels/loops/elementwise.hpp"
_SIGMA = "kernels/loops/activations.hpp"
_MATH = "kernels/loops/math.hpp"
_INPUTS = "kernels/loops/inputs.hpp"
_DROPOUT = "kernels/loops/dropout.hpp"

MUTANTS = [
    Mutant(_LOOPS, "a tail of one element is left out", "if (j < n) {", "if (j + 1 < n) {"),
    Mutant(_LOOPS, "y += αx is y = αx", "fma(factor, load(x), load(y))", "factor * load(x)"),
    Mutant(
        _LOOPS,
        "the sum over samples is the last sample",
        "total = total + load(a.row(i))",
        "total = load(a.row(i))",
    ),
    Mutant(
        _LOOPS,
        "the biases' gradient lacks 1/m",
        "store(sums, total * V::set(alpha))",
        "store(sums, total)",
    ),
    Mutant(
        _LOOPS,
        "softmax leaves its tail out of the sum",
        "total = total + V::load(a.row(i) + j, tail);  // again",
        "//",
    ),
    Mutant(
        _LOOPS,
        "softmax keeps the largest z in",
        "const V e = exp(V::load(z.row(i) + j) - V::set(top));",
        "const V e = exp(V::load(z.row(i) + j));",
    ),
    Mutant(
        _LOOPS,
        "softmax's Jacobian has a wrong sign",
        "(load(delta.row(i)) - mean)",
        "(load(delta.row(i)) + mean)",
    ),
    Mutant(_LOOPS, "Δ ⊙ σ′ is σ′ alone", "load(delta.row(i)) * prime", "prime"),
    Mutant(_SIGMA, "σ′ of sigmoid is 1 − a", "a * (V::set(1) - a);", "V::set(1) - a;"),
    Mutant(
        _SIGMA,
        "σ′ of leaky_relu is that of relu",
        "where_greater(z, V::set(0), V::set(1), slope<V>())",
        "where_greater(z, V::set(0), V::set(1), V::set(0))",
    ),
    Mutant(_SIGMA, "σ′ of gelu lacks z φ(z)", "fma(z, density, cdf)", "cdf"),
    Mutant(_SIGMA, "σ′ of elu is a below 0", "a + V::set(1)", "a"),
    Mutant(
        _MATH,
        "exp drops the low part of ln 2",
        "fma(n, V::set(-C::ln2_low), fma(n, V::set(-C::ln2_high), x))",
        "fma(n, V::set(-C::ln2_high), x)",
    ),
    Mutant(_MATH, "exp of floats ends too early", "exp_high = 89.0f", "exp_high = 80.0f"),
    Mutant(
        _INPUTS,
        "pixels lack the correction of their last bit",
        "fma(x, V::set(high), x * V::set(low))",
        "x * V::set(high)",
    ),
    Mutant(
        _INPUTS,
        "an input counts as seen if the last sample has it",
        "j < columns; ++j) any[j] |= bits_of(row[j]);",
        "j < columns; ++j) any[j] = bits_of(row[j]);",
    ),
    Mutant(
        _INPUTS,
        "what was seen of 64 pixels is what the last rows have",
        "seen[j / 64] |= V::nonzero_bytes(rows, x, j);",
        "seen[j / 64] = V::nonzero_bytes(rows, x, j);",
    ),
    Mutant(
        _INPUTS,
        "inputs behind the last block are listed by their place behind it",
        "static_cast<std::uint32_t>(j + lowest_bit(left))",
        "static_cast<std::uint32_t>(lowest_bit(left))",
    ),
    Mutant(
        _INPUTS,
        "NaN counts as within any bounds",
        "!((x[j] >= low) & (x[j] <= high))",
        "(x[j] < low) | (x[j] > high)",
    ),
    Mutant(
        _DROPOUT,
        "dropout's rounds use one half of the key",
        "^ c[3][i] ^ key1",
        "^ c[3][i] ^ key0",
    ),
    Mutant(
        _DROPOUT,
        "neighbours drop out together",
        "(c[k][i] >> 16) < r.threshold",
        "(c[k][i] & 0xFFFF) < r.threshold",
    ),
]

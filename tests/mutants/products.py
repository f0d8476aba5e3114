# SPDX-License-Identifier: MIT
"""The three products: tiles, the loops around them, transposes, vectors."""

from mutants.mutant import Mutant

TESTS = [
    "tests/test_kernels.py",
    "tests/test_descent.py",
    "tests/test_zeros.py",
    "tests/test_equations.py",
    "tests/test_gradient.py",
    "tests/test_threads.py",
]

_TILE = "kernels/loops/tile.hpp"
_GEMM = "kernels/loops/gemm.hpp"
_ZEROS = "kernels/loops/rows_with_zeros.hpp"
_PRODUCTS = "kernels/loops/products.hpp"
_TURN = "kernels/loops/transpose.hpp"
_AVX2 = "kernels/vec_avx2.hpp"

MUTANTS = [
    Mutant(
        _TILE,
        "the tail of a tile is a column too short",
        "s.columns - (N - 1) * V::lanes : 0",
        "s.columns - (N - 1) * V::lanes - 1 : 0",
    ),
    Mutant(
        _TILE,
        "A's stride is that of its columns",
        "t.a + s.i * a_stride + s.first;",
        "t.a + s.i + s.first * a_stride;",
    ),
    Mutant(
        _TILE,
        "all rows of a tile of AᵀB are the first",
        "walk == Walk::beside ? a[i] : a[i * a_stride]",
        "walk == Walk::beside ? a[0] : a[i * a_stride]",
    ),
    Mutant(
        _TILE,
        "a sum keeps its last term only",
        "fma(x, row[j], sums.v[i][j]);",
        "x * row[j];",
    ),
    Mutant(
        _TILE,
        "a block of k forgets the blocks before it",
        "if (s.first)\n",
        "if (s.first > t.k)\n",
    ),
    Mutant(
        _TILE,
        "every tile begins with the first columns' biases",
        "edge.load(t.bias + s.j, j)",
        "edge.load(t.bias, j)",
    ),
    Mutant(
        _TILE,
        "biases count with the wrong sign",
        "return edge.load(t.bias + s.j, j);",
        "return V::set(0) - edge.load(t.bias + s.j, j);",
    ),
    Mutant(
        _TILE,
        "the scale counts at the first block of k, not at the last",
        "t.scale != 1 && s.last == t.k",
        "t.scale != 1 && s.first == 0",
    ),
    Mutant(
        _TILE,
        "descent replaces the weights by their step",
        "fma(step, sum, edge.load(c[i], j))",
        "step * sum",
    ),
    Mutant(
        _TILE,
        "picked rows of B are taken in order",
        "b + lines[p] * b_stride",
        "b + p * b_stride",
    ),
    Mutant(
        _TILE,
        "descent moves the first weights, not those of the picked inputs",
        "t.lines[s.i + i] * t.c_stride",
        "(s.i + i) * t.c_stride",
    ),
    Mutant(
        _GEMM,
        "a copied panel lacks its last columns",
        "    if (j < s.columns) V::load(row + j, V::tail(s.columns - j)).store(panel + j);\n",
        "",
    ),
    Mutant(
        _GEMM,
        "a copied panel is of rows in order, not of the picked",
        "(walk == Walk::picked ? t.lines[p] : p) * t.b_stride + s.j",
        "p * t.b_stride + s.j",
    ),
    Mutant(_GEMM, "the last block of k is left out", "(first < t.k);", "(first + block < t.k);"),
    Mutant(
        _GEMM,
        "one row's wide tiles all read the first columns of B",
        "{0, j, width, 0, t.k, t.b + j, t.b_stride}",
        "{0, j, width, 0, t.k, t.b, t.b_stride}",
    ),
    Mutant(
        _GEMM,
        "a tile is a vector wider than the columns that are left",
        "s.columns <= (N - 1) * V::lanes",
        "s.columns < (N - 1) * V::lanes",
    ),
    Mutant(
        "kernels/loops/gemm_nt.hpp",
        "A Bᵀ has lost its transpose",
        "T(0),     nullptr, true};",
        "T(0),     nullptr, false};",
    ),
    Mutant(
        _ZEROS,
        "sums of −0 are kept",
        "if (has_next_to_zero(to + r * stride)) add_up_all(",
        "if (t_.k == 0) add_up_all(",
    ),
    Mutant(
        _ZEROS,
        "a denormal bias is kept where denormals are flushed",
        "bits != 0 && (bits & ~sign) < normal",
        "bits == sign",
    ),
    Mutant(
        _ZEROS,
        "zeros skip what is no number",
        "const bool all = !is_finite(s);",
        "const bool all = s.last == 0;",
    ),
    Mutant(
        _ZEROS,
        "the second half of 64 elements is taken for zeros",
        " | std::uint64_t{bits_[w + 1][r]} << word;",
        ";",
    ),
    Mutant(
        _ZEROS,
        "elements after the first 64 meet the rows of B before them",
        "      b += 2 * word * b_stride;\n",
        "",
    ),
    Mutant(
        _ZEROS,
        "the last element of a row counts as 0",
        "for (; p < count; ++p) found",
        "for (; p + 1 < count; ++p) found",
    ),
    Mutant(
        _ZEROS,
        "a block of k forgets the blocks before it, where zeros are skipped",
        "    if (s.first)\n",
        "    if (s.first > t_.k)\n",
    ),
    Mutant(
        _ZEROS,
        "all columns begin with the first ones' biases, where zeros are skipped",
        "V::load(t_.bias + s.j + n * V::lanes)",
        "V::load(t_.bias + n * V::lanes)",
    ),
    Mutant(
        _ZEROS,
        "rows of Aᵀ are one element wide",
        "found[r] |= std::uint32_t{a[r] != 0} << p;",
        "found[r] |= std::uint32_t{a[0] != 0} << p;",
    ),
    Mutant(
        _PRODUCTS,
        "a step without zeros is not scaled",
        "fma(step, V::load(sums + n) * scale, V::load(c + n))",
        "fma(step, V::load(sums + n), V::load(c + n))",
    ),
    Mutant(
        _PRODUCTS,
        "a step without zeros moves the weights of the inputs that were left out",
        "(t.lines ? t.lines[i + r] : i + r)",
        "(i + r)",
    ),
    Mutant(
        _PRODUCTS,
        "columns that are left over have the first ones' biases",
        "  if (t.bias) t.bias += j;\n",
        "",
    ),
    Mutant(
        _PRODUCTS,
        "columns that are left over are of another column of Bᵀ",
        "j * (t.b_transposed ? t.b_stride : 1)",
        "j",
    ),
    Mutant(
        _PRODUCTS,
        "the scale of AᵀB without zeros is forgotten",
        "(V::load(sums) * scale).store(sums);",
        "V::load(sums).store(sums);",
    ),
    Mutant(
        _TURN,
        "the last columns of a strip are turned into one place",
        "to[j * to_stride + i + k]",
        "to[j * to_stride + i]",
    ),
    Mutant(_TURN, "a square of doubles is turned wrong", "v[1] = zip_high(v", "v[1] = zip_low(v"),
    Mutant(
        _TURN,
        "the last row is not turned",
        "for (; i < from.rows; ++i)",
        "for (; i + 1 < from.rows; ++i)",
    ),
    Mutant(
        _AVX2,
        "the wrong shuffle of pairs of floats",
        "zip_pairs(a.v, b.v, true)",
        "zip_pairs(a.v, b.v, false)",
    ),
    Mutant(
        _AVX2,
        "a partial store writes an element too many",
        "tail_bits + 8 - n * sizeof(T) / 4",
        "tail_bits + 7 - n * sizeof(T) / 4",
    ),
    Mutant(
        _AVX2,
        "a vector of doubles is summed wrong",
        "_mm_add_sd(s, _mm_unpackhi_pd(s, s))",
        "_mm_add_sd(s, s)",
    ),
]

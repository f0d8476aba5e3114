# SPDX-License-Identifier: MIT
"""What only AVX-512 has: pressing lanes, transposes, a quotient, steps of a few samples."""

from functools import partial

from mutants import mutant

TESTS = [
    "tests/test_kernels.py",
    "tests/test_descent.py",
    "tests/test_activations.py",
    "tests/test_input.py",
    "tests/test_threads.py",
    "tests/test_narrow.py",
    "tests/optimizers/test_quotients.py",
    "tests/optimizers/test_rules.py",
]

_VEC = "kernels/vec_avx512.hpp"
_INPUTS = "kernels/loops/inputs.hpp"
_FEW = "kernels/loops/few_samples.hpp"

Mutant = partial(mutant.Mutant, isa="avx512")

MUTANTS = [
    Mutant(_INPUTS, "the last input of a block counts as 0", "& 0xFFFF;", "& 0x7FFF;"),
    Mutant(
        _VEC,
        "inputs are listed one further",
        "_mm512_set1_epi32(static_cast<int>(first))",
        "_mm512_set1_epi32(static_cast<int>(first + 1))",
    ),
    Mutant(
        _VEC,
        "chosen lanes stay where they were",
        "Vec{_mm512_maskz_compress_##S(t, v)}",
        "Vec{_mm512_maskz_mov_##S(t, v)}",
    ),
    Mutant(
        _INPUTS,
        "the second half of a block is chosen as the first",
        "V::lanes_of(block.chosen >> part)",
        "V::lanes_of(block.chosen)",
    ),
    Mutant(
        _INPUTS,
        "the first input behind the blocks is left out",
        "picked.lines[q - 1] >= in_blocks",
        "picked.lines[q - 1] > in_blocks",
    ),
    Mutant(
        _INPUTS,
        "inputs of the second block go where those of the first are",
        "T* to = y.data + block.place;",
        "T* to = y.data + (block.place & 15);",
    ),
    Mutant(
        _VEC,
        "transposes take a row of floats twice",
        "_mm512_insertf32x4(v, _mm_loadu_ps(p + 2 * stride), 2)",
        "_mm512_insertf32x4(v, _mm_loadu_ps(p + stride), 2)",
    ),
    Mutant(
        _VEC,
        "transposes take a row of doubles twice",
        "_mm512_insertf64x2(v, _mm_loadu_pd(p + 3 * stride), 3)",
        "_mm512_insertf64x2(v, _mm_loadu_pd(p + 2 * stride), 3)",
    ),
    Mutant(
        _VEC,
        "pairs are zipped from the wrong half",
        "high ? _mm512_unpackhi_pd(x, y) : _mm512_unpacklo_pd(x, y)",
        "high ? _mm512_unpacklo_pd(x, y) : _mm512_unpackhi_pd(x, y)",
    ),
    Mutant(
        _VEC,
        "lane 0 of floats is spread, whichever is asked for",
        "_mm512_set1_epi32(static_cast<int>(i))",
        "_mm512_set1_epi32(0 * static_cast<int>(i))",
    ),
    Mutant(
        _VEC,
        "pixels from 128 on are negative, as floats",
        "_mm512_cvtepu8_epi32(",
        "_mm512_cvtepi8_epi32(",
    ),
    Mutant(
        _VEC,
        "pixels from 128 on are negative, as doubles",
        "_mm256_cvtepu8_epi32(",
        "_mm256_cvtepi8_epi32(",
    ),
    Mutant(
        _VEC,
        "a quotient lacks its correction",
        "return {_mm512_fmadd_ps(_mm512_fnmadd_ps(b.v, q, a.v), reciprocal, q)};",
        "return {q};",
    ),
    Mutant(
        _VEC,
        "a reciprocal is one step of Newton's short",
        "_mm512_fmadd_ps(_mm512_fnmadd_ps(b.v, close, one), close, close)",
        "close",
    ),
    Mutant(
        _VEC,
        "the other of two is chosen where one is greater",
        "_CMP_GT_OQ), y.v, x.v)",
        "_CMP_GT_OQ), x.v, y.v)",
    ),
    Mutant(
        _VEC,
        "numbers are rounded down, not to the nearest",
        "_mm512_roundscale_##S(a.v, 8)",
        "_mm512_roundscale_##S(a.v, 9)",
    ),
    Mutant(
        _FEW,
        "the errors of a few samples lack the last neuron",
        "V::tail(t.n - (N - 1) * V::lanes)",
        "V::tail(t.n - (N - 1) * V::lanes - 1)",
    ),
    Mutant(
        _FEW,
        "inputs of a few samples are the first sample's",
        "V::set(a[p * a_stride + i])",
        "V::set(a[i])",
    ),
    Mutant(
        _FEW,
        "of four rows of W the last is not stepped by a few samples",
        "row(i + 2), row(i + 3)};",
        "row(i + 2), row(i + 2)};",
    ),
    Mutant(
        _FEW,
        "rows of W that are left over are not stepped by a few samples",
        "for (; i < t.m; ++i) {",
        "for (; i + 1 < t.m; ++i) {",
    ),
    Mutant(
        _FEW,
        "a few samples step the first rows of W, whichever are picked",
        "(t.lines ? t.lines[i] : i)",
        "i",
    ),
    Mutant(
        _FEW,
        "the last of few samples has no error",
        "p < K; ++p) {",
        "p + 1 < K; ++p) {",
    ),
    Mutant(
        _FEW,
        "a step by few samples is not scaled",
        "fma(step, sums[i][j] * scale, ",
        "fma(step, sums[i][j], ",
    ),
    Mutant(
        _FEW,
        "no sample counts as few samples",
        "t.k == 0 || ",
        "",
    ),
    Mutant(
        _FEW,
        "a sum over few samples begins with -0",
        "sums[i][j] = V::set(0);",
        "sums[i][j] = V::set(T(-0.0));",
    ),
]

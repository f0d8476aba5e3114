# SPDX-License-Identifier: MIT
"""The optimizers' rules and what shapes the gradient for them."""

from mutants.mutant import Mutant

TESTS = [
    "tests/optimizers/test_rules.py",
    "tests/optimizers/test_memory.py",
    "tests/optimizers/test_base.py",
    "tests/training/test_recipe.py",
    "tests/training/test_edges.py",
    "tests/test_threads.py",
    "tests/training/test_divergence.py",
]

_RULES = "kernels/loops/rules.hpp"
_OPTIMIZER = "training/optimizer.cpp"
_STEP = "training/step.cpp"

MUTANTS = [
    Mutant(
        _RULES,
        "nesterov is momentum",
        "fma(f.rate, fma(f.first, v, g), w)",
        "fma(f.rate, v, w)",
    ),
    Mutant(
        _RULES,
        "rmsprop's mean lacks 1 − ρ",
        "s = fma(f.first, s, f.first_rest * (g * g));",
        "s = fma(f.first, s, g * g);",
    ),
    Mutant(
        _RULES,
        "adam's second moment is of g, not of g²",
        "f.second_rest * (g * g)",
        "f.second_rest * g",
    ),
    Mutant(
        _RULES,
        "adam's decoupled decay is lost",
        "f.epsilon)), w * f.keep)",
        "f.epsilon)), w)",
    ),
    Mutant(
        _RULES,
        "lion's memory fades by β₁",
        "m = fma(f.second, m, f.second_rest * g);",
        "m = fma(f.first, m, f.first_rest * g);",
    ),
    Mutant(
        _RULES,
        "rprop steps on after a change of sign",
        "last = where_greater(zero, agreed, zero, g);",
        "last = g;",
    ),
    Mutant(_RULES, "l1 is a second l2", "fma(l1, sign(w), ", "fma(l1, w, "),
    Mutant(
        _RULES,
        "columns beside one that overflows are shortened by its way",
        "where_greater(overflows, zero, shortened, old * factor)",
        "shortened",
    ),
    Mutant(
        _OPTIMIZER,
        "adam's second correction is of β₁",
        "1 - std::pow(s.second, t)",
        "1 - std::pow(s.first, t)",
    ),
    Mutant(
        _OPTIMIZER,
        "adam's corrections are a step ahead",
        "static_cast<double>(steps + 1)",
        "static_cast<double>(steps + 2)",
    ),
    Mutant(_STEP, "l1 and l2 pull on biases", "  factors.l1 = factors.l2 = 0;\n", ""),
    Mutant(
        _STEP,
        "l2 of plain descent is not times the rate",
        "1 - rate * recipe.l2",
        "1 - recipe.l2",
    ),
    Mutant(
        _RULES,
        "weights of the last inputs that are left out stay",
        "end == a.cols ? w.rows : lines ?",
        "lines ?",
    ),
    Mutant(
        _STEP,
        "gradients of another mini-batch's inputs count",
        "rows(network.gradient.neurons(l, mine).weights, inputs)",
        "network.gradient.neurons(l, mine).weights",
    ),
    Mutant(
        _STEP,
        "biases move with every share of the inputs",
        "    if (inputs.last != a_prev.cols) return;\n",
        "",
    ),
    Mutant(_STEP, "nothing is limited", "  limit_lengths(network, recipe, parts);\n", ""),
    Mutant(
        _RULES,
        "the neurons behind a block have its gradient",
        "{b.data + j, b.rows, n, b.stride}",
        "{b.data, b.rows, n, b.stride}",
    ),
    Mutant(
        _RULES,
        "the inputs behind a block have its gradient",
        "{a.data + i, a.rows, m, a.stride}",
        "{a.data, a.rows, m, a.stride}",
    ),
    Mutant(
        _RULES,
        "what is remembered of the neurons behind a block is that of others",
        "const std::size_t at = from * w.stride + j;",
        "const std::size_t at = from * w.stride;",
    ),
    Mutant(
        _STEP,
        "a gradient that is too long is scaled by the limit, not to it",
        "static_cast<T>(recipe.clip_norm / length)",
        "static_cast<T>(recipe.clip_norm)",
    ),
    Mutant(
        _STEP,
        "the gradient's length is that of some of its layers",
        "squares[first + i]",
        "squares[i]",
    ),
    Mutant(
        _STEP,
        "the gradient's length overflows",
        "!(total > 0x1p-100 && total < 0x1p120)",
        "false",
    ),
    Mutant(
        _STEP,
        "steps are not counted",
        "  limit_lengths(network, recipe, parts);\n  ++optimizer.steps;\n",
        "  limit_lengths(network, recipe, parts);\n",
    ),
]

# SPDX-License-Identifier: MIT
"""Parameters, costs, passes over layers, threads."""

from mutants.mutant import Mutant

TESTS = [
    "tests/test_equations.py",
    "tests/test_network.py",
    "tests/test_random.py",
    "tests/test_threads.py",
    "tests/test_input.py",
    "tests/test_training.py",
    "tests/training/test_recipe.py",
    "tests/training/test_weighting.py",
    "tests/training/test_validation_weights.py",
    "tests/dependable/test_denormals.py",
    "tests/dependable/test_forks.py",
    "tests/test_gradient.py",
]

_PASSES = "network/passes.cpp"
_NETWORK = "network/network.cpp"
_COST = "network/cost.cpp"
_SAMPLES = "network/samples.cpp"
_POOL = "kernels/pool.cpp"

MUTANTS = [
    Mutant(
        _PASSES,
        "BP2 takes σ′ of the wrong layer",
        "propagate_delta<T>(into, delta_next, network.architecture.activations[l],",
        "propagate_delta<T>(into, delta_next, network.architecture.activations[l + 1],",
    ),
    Mutant(
        _PASSES,
        "every thread takes the first samples' weights",
        "weights[block.rows.first + i]",
        "weights[i]",
    ),
    Mutant(
        _PASSES,
        "what dropped out passes its error on",
        "  if (w.dropping(l + 1))\n    multiply<T>(at(w.delta(l), block)",
        "  if (false)\n    multiply<T>(at(w.delta(l), block)",
    ),
    Mutant(
        _PASSES,
        "biases climb",
        "axpy(mine.last - mine.first, step, nabla_b",
        "axpy(mine.last - mine.first, -step, nabla_b",
    ),
    Mutant(
        _PASSES,
        "∂C/∂b is a sum, not a mean",
        "bias_gradient<T>(scale, delta, nabla.biases)",
        "bias_gradient<T>(T(1), delta, nabla.biases)",
    ),
    Mutant(
        _PASSES,
        "what drops out depends on the split of the rows",
        "dropout.draw(l, block.rows.first + i,",
        "dropout.draw(l, i,",
    ),
    Mutant(
        "network/blocks.hpp",
        "threads' pieces overlap",
        "return {mine.first + part.first, mine.first + part.last};",
        "return {mine.first, mine.first + part.last};",
    ),
    Mutant(
        "network/workspace.cpp",
        "threads share one scratch",
        "part_scratch_ = size;",
        "part_scratch_ = 0;",
    ),
    Mutant(
        "network/parameters.cpp",
        "biases lie on the last input's weights",
        "next + n_in * stride});",
        "next + (n_in - 1) * stride});",
    ),
    Mutant(
        _POOL,
        "nobody waits for the other threads",
        "unfinished_.load(std::memory_order_acquire) != 0; ++spin)\n      spin",
        "unfinished_.load(std::memory_order_acquire) > parts; ++spin)\n      spin",
    ),
    Mutant(
        _POOL,
        "a forked child waits for its parent's threads",
        "[] { pool.store(nullptr, std::memory_order_release); }",
        "[] {}",
    ),
    Mutant(
        "kernels/denormals.hpp",
        "denormals that come in are not flushed",
        "flush_bits = 0x8040",
        "flush_bits = 0x8000",
    ),
    Mutant(
        "kernels/denormals.hpp",
        "the caller's float environment does not come back",
        "~FloatEnvironment() { write(kept_); }",
        "~FloatEnvironment() {}",
    ),
    Mutant(
        "bindings/locked_network.cpp",
        "a forked child waits for a lock of its parent's",
        "[] { forks.fetch_add(1); }",
        "[] {}",
    ),
    Mutant(
        "network/score.hpp",
        "right answers count 1 whatever their samples weigh",
        "if (w.right()[i]) score.right += weights[i];",
        "if (w.right()[i]) score.right += 1;",
    ),
    Mutant(
        _NETWORK,
        "all blocks of predict are the first",
        "{nullptr, first + mine.first}",
        "{nullptr, mine.first}",
    ),
    Mutant(
        _NETWORK,
        "all blocks of evaluate have the first one's weights",
        "data.weights ? data.weights + first : nullptr",
        "data.weights",
    ),
    Mutant(_NETWORK, "a traced gradient lacks 1/m", "static_cast<T>(1 / total)", "T(1)"),
    Mutant(
        _COST,
        "huber's slope has no limit",
        "std::clamp<decltype(a)>(a - y, -1, 1)",
        "a - y",
    ),
    Mutant(
        _COST,
        "cross-entropy of targets that do not sum to 1",
        " - chosen + z[top] * unassigned",
        " - chosen",
    ),
    Mutant(
        _COST,
        "cross-entropy is gated by σ′",
        "slopes<Quadratic>(a, y, gradient);\n      return true;",
        "slopes<Quadratic>(a, y, gradient);\n      return false;",
    ),
    Mutant(
        _COST,
        "poisson takes the logarithm of 0",
        "return std::max(a, std::numeric_limits<T>::min());",
        "return a;",
    ),
    Mutant(
        "network/initializer.cpp",
        "he_normal counts the wrong side's neurons",
        "std::sqrt(2 / n_in)",
        "std::sqrt(2 / n_out)",
    ),
    Mutant(
        "network/initializer.cpp",
        "all layers begin with the same numbers",
        "Random random(seed, l);",
        "Random random(seed, 0);",
    ),
    Mutant("kernels/random.cpp", "half of Philox' key stays", "    key[1] += 0xBB67AE85;\n", ""),
    Mutant(
        "kernels/random.cpp",
        "uniform numbers stop at 1/2",
        "(high << 32 | low) >> 12",
        "(high << 32 | low) >> 13",
    ),
    Mutant(
        _SAMPLES,
        "strided pixels are divided by 256",
        "static_cast<T>(value) / 255",
        "static_cast<T>(value) / 256",
    ),
    Mutant(
        _SAMPLES,
        "strided inputs are not picked",
        "picked ? picked->lines[q] : q",
        "q",
    ),
    Mutant(
        _SAMPLES,
        "NaN in strided arrays counts as within bounds",
        "!(v >= lowest && v <= highest)",
        "v < lowest || v > highest",
    ),
    Mutant(
        _SAMPLES,
        "targets of the mini-batch before stay",
        "  if (out.rows > 0) std::memset("
        "out.data, 0, ((out.rows - 1) * out.stride + out.cols) * sizeof(T));\n",
        "",
    ),
]

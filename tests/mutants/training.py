# SPDX-License-Identifier: MIT
"""The epoch: order, distortions, going back; and what the bindings check of arrays."""

from mutants.mutant import Mutant

TESTS = [
    "tests/test_training.py",
    "tests/test_augment.py",
    "tests/test_resample.py",
    "tests/test_random.py",
    "tests/training/test_divergence.py",
    "tests/training/test_disturb.py",
    "tests/training/test_recipe.py",
    "tests/training/test_weighting.py",
    "tests/training/test_mapped.py",
    "tests/training/test_own_cost.py",
    "tests/training/test_resuming.py",
    "tests/test_input.py",
    "tests/test_threads.py",
    "tests/dependable/test_denormals.py",
]

_EPOCH = "training/epoch.cpp"
_SHUFFLE = "training/shuffle.cpp"
_AUGMENT = "training/augment.cpp"
_VIEW = "bindings/array_view.cpp"

MUTANTS = [
    Mutant(
        "network/passes.cpp",
        "a cost of the caller's own is asked for errors that nobody wants",
        "  if (batch.scored && !(std::isfinite(found.cost) && found.weight > 0)) return found;\n",
        "",
    ),
    Mutant(
        "training/rollback.hpp",
        "going back keeps the count of steps",
        "    optimizer_.steps = steps_;\n",
        "",
    ),
    Mutant(
        "training/rollback.hpp",
        "going back leaves the optimizer's memory",
        "    for (Parameters<T>& slot : optimizer_.slots) f(slot);\n",
        "",
    ),
    Mutant(
        _EPOCH,
        "weights stay as they diverged",
        "if (rollback) rollback->restore();\n      throw Diverged(done, layer, Place::cost);",
        "throw Diverged(done, layer, Place::cost);",
    ),
    Mutant(
        _EPOCH,
        "all rates are the first",
        "rate = rates[done.batches - start.batches];",
        "rate = rates[0];",
    ),
    Mutant(
        _EPOCH,
        "the mean is over the count of samples, not their weight",
        "1 / found.weight",
        "1 / static_cast<double>(w.rows())",
    ),
    Mutant(
        _EPOCH,
        "the same neurons drop out in every mini-batch",
        "static_cast<std::uint32_t>(done.batches)",
        "0",
    ),
    Mutant(
        _EPOCH,
        "an optimizer that remembers NaN goes on",
        "  for (const Parameters<T>& slot : optimizer.slots) check(slot, Place::memory);\n",
        "",
    ),
    Mutant(
        "training/disturb.cpp",
        "distortions repeat in every mini-batch",
        "change_inputs(into.x(), i, first + i, dropout,",
        "change_inputs(into.x(), i, i, dropout,",
    ),
    Mutant(
        "training/disturb.cpp",
        "smoothed labels sum to more than 1",
        "y[j] * kept + added",
        "y[j] + added",
    ),
    Mutant(
        _SHUFFLE, "every epoch has the first one's order", "first_stream + epoch", "first_stream"
    ),
    Mutant(_SHUFFLE, "the first two are never exchanged", "i > 1; --i", "i > 2; --i"),
    Mutant(
        _SHUFFLE,
        "samples keep their order within blocks",
        "    shuffle(random, order.data() + start, done - start);\n",
        "",
    ),
    Mutant(
        _AUGMENT,
        "elastic noise reuses the numbers of the shift",
        "static_cast<std::uint32_t>(k / 8 + 1)",
        "static_cast<std::uint32_t>(k / 8)",
    ),
    Mutant(
        _AUGMENT,
        "images do not turn about their centre",
        "x - c * (x + shift_x) + s * (y + shift_y)",
        "x - c * (x + shift_x) - s * (y + shift_y)",
    ),
    Mutant(
        "training/resample.cpp",
        "pixels are mixed across only",
        "above + places.down[j] * (below - above)",
        "above",
    ),
    Mutant(
        _VIEW,
        "a class one beyond the last output",
        "static_cast<std::size_t>(c) >= outputs",
        "static_cast<std::size_t>(c) > outputs",
    ),
    Mutant(_VIEW, "weights that are all 0", "if (!(total > 0)) throw", "if (total < 0) throw"),
    Mutant(
        "bindings/own_cost.cpp",
        "a cost of the caller's own runs without denormals",
        "    const AllowDenormals allow;\n    const AcquireGil acquire;\n    const auto costs_of",
        "    const AcquireGil acquire;\n    const auto costs_of",
    ),
]

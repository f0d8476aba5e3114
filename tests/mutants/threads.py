# SPDX-License-Identifier: MIT
"""How a step's work is shared out: rows, neurons, layers, panels; how many threads there are."""

from mutants.mutant import Mutant

TESTS = [
    "tests/training/test_look_ahead.py",
    "tests/training/test_overlap.py",
    "tests/training/test_panels.py",
    "tests/test_threads.py",
    "tests/test_team.py",
]

_BLOCKS = "network/blocks.hpp"
_PANELS = "network/panels.cpp"
_PASSES = "network/passes.cpp"
_APART = "training/apart.cpp"
_EPOCH = "training/epoch.cpp"
_AHEAD = "training/look_ahead.cpp"
_STEP = "training/step.cpp"
_TEAM = "training/team.cpp"

MUTANTS = [
    Mutant(
        _BLOCKS,
        "every owner has the narrow layers",
        "piece == 0 && l % owner.count == owner.index",
        "piece == 0",
    ),
    Mutant(
        _BLOCKS,
        "every owner has all inputs of narrow layers",
        "const Range mine = share(all.last, owner, network.parameters.granule_of(l - 1));",
        "const Range mine = all;",
    ),
    Mutant(
        _BLOCKS,
        "threads do each other's rows",
        "work(Range{all.first + mine.first, all.first + mine.last}, part)",
        "work(Range{mine.first, mine.last}, part)",
    ),
    Mutant(
        _PASSES,
        "a layer whose neurons mix is shared out by them",
        "return !is_forward(stage) || !mixes_neurons(",
        "return true || !mixes_neurons(",
    ),
    Mutant(
        _PASSES,
        "the last of the stages that rows are taken through is left out",
        "for (std::size_t k = s; k < next; ++k)",
        "for (std::size_t k = s; k + (next - s > 1) < next; ++k)",
    ),
    Mutant(
        _PANELS,
        "an owner has the panel of the one before",
        "granule_).first <= range.first",
        "granule_).first < range.first",
    ),
    Mutant(
        _PANELS,
        "panels overlap",
        "buffer_.data() + owner * size + ",
        "buffer_.data() + owner * size / 2 + ",
    ),
    Mutant(
        _PANELS,
        "weights never come back",
        "    copy<T>(columns(mine), deltaward::columns(whole, mine));",
        "    if (mine.first) copy<T>(columns(mine), deltaward::columns(whole, mine));",
    ),
    Mutant(
        "network/parameters.cpp",
        "panels begin with what was in them",
        "if (panels_.is_cut()) panels_.read(",
        "if (false) panels_.read(",
    ),
    Mutant(
        _APART,
        "a cost of the caller's own sees old weights",
        " &&\n         network.architecture.cost != Cost::custom",
        "",
    ),
    Mutant(
        _APART,
        "what the optimizer remembers stays whole",
        "  for (Parameters<T>& slot : optimizer_.slots) f(slot);\n",
        "",
    ),
    Mutant(
        _EPOCH,
        "whoever looks within an epoch sees old weights",
        "      apart.together();  // signals' handlers look at the network, too\n",
        "",
    ),
    Mutant(
        _EPOCH,
        "weights that diverged come back from the panels",
        "      apart.together();\n      if (rollback) rollback->restore();",
        "      if (rollback) rollback->restore();",
    ),
    Mutant(_TEAM, "numbers are not doubled", "std::min(2 * few, most)", "most"),
    Mutant(
        _TEAM,
        "no less than the number found",
        "for (few = least; 2 * few < many;) few *= 2;",
        "few = many;",
    ),
    Mutant(
        _AHEAD,
        "only what one thread has seen of the next mini-batch is there",
        "all[w] |= own.inputs.data()[w]",
        "all[w] |= 0",
    ),
    Mutant(
        _AHEAD,
        "the rows of the epoch's first mini-batch are looked at",
        "see_inputs(samples_, {order_, next.first}",
        "see_inputs(samples_, {order_, mine.first}",
    ),
    Mutant(
        _AHEAD,
        "a look back counts as one ahead",
        "if (!looking_ || first != first_) return nullptr;",
        "if (!looking_) return nullptr;\n  first = first_;",
    ),
    Mutant(
        _EPOCH,
        "a look ahead of what a callback changes",
        "const bool undisturbed = !after_batch &&",
        "const bool undisturbed =",
    ),
    Mutant(
        _EPOCH,
        "a look ahead of what a cost of the caller's own changes",
        "!after_batch && network.architecture.cost != Cost::custom;",
        "!after_batch;",
    ),
    Mutant(
        _EPOCH,
        "what waited through a look within an epoch is still there",
        "      feed.forget();\n      entered = false;\n",
        "      feed.forget();\n",
    ),
    Mutant(
        _EPOCH,
        "a mini-batch without weight has the next one enter",
        "      entered = false;\n      const Score found",
        "      const Score found",
    ),
    Mutant(
        _EPOCH,
        "the next mini-batch drops what this one has dropped",
        "next_dropout.step = dropout.step + 1;",
        "next_dropout.step = dropout.step;",
    ),
    Mutant(
        _EPOCH,
        "a short mini-batch is taken for a whole one",
        "samples - done.samples >= 2 * w.rows()",
        "samples - done.samples > w.rows()",
    ),
    Mutant(
        _STEP,
        "the second layer's weights move before the error has gone back through them",
        "    send_back_to_first(network, mine, part);\n    move(1, mine, {0, sizes[2]});\n",
        "    move(1, mine, {0, sizes[2]});\n    send_back_to_first(network, mine, part);\n",
    ),
    Mutant(_STEP, "every piece moves the last layers", "if (mine.last == sizes[1])", "if (true)"),
    Mutant(
        _STEP,
        "the next mini-batch enters by weights that have not moved yet",
        "    move(0, {0, w.a_prev(0).cols}, mine);\n    forward_first(",
        "    forward_first(network, w.ahead(), mine, dropout);\n"
        "    move(0, {0, w.a_prev(0).cols}, mine);\n    if (false) forward_first(",
    ),
    Mutant(
        _STEP,
        "steps that overlap are not counted",
        "  w.turn();\n  ++optimizer.steps;\n",
        "  w.turn();\n",
    ),
    Mutant(
        _STEP,
        "steps overlap that need the whole gradient's length",
        "         is_piecewise(recipe) &&\n",
        "",
    ),
]

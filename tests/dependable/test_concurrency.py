# SPDX-License-Identifier: MIT
"""Many threads on one network and on many: each sees whole epochs, or a clear error."""

import sys
import sysconfig
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import deltaward as dw
import soak
from deltaward import _core
from test_training import digest
from together import together

SIZES = [30, 20, 5]
RNG = np.random.default_rng(1)
X, Y = RNG.random((200, 30), dtype=np.float32), np.arange(200) % 5


def test_one_of_several_trainings_wins_and_the_others_are_told() -> None:
    alone = dw.Network(SIZES, seed=3)
    alone.fit(X, Y, epochs=20, optimizer="adam", verbose=0)
    for _ in range(soak.rounds(3, 100)):
        net = dw.Network(SIZES, seed=3)
        raised = together(
            *[lambda: net.fit(X, Y, epochs=20, optimizer="adam", verbose=0)] * 4  # noqa: B023
        )
        assert None in raised
        for error in filter(None, raised):
            assert isinstance(error, RuntimeError)
            assert str(error).startswith("fit: the network is being trained already")
        if raised.count(None) == 1:
            assert digest(net) == digest(alone)


@pytest.mark.parametrize("shared", [True, False], ids=["one network", "a network each"])
def test_what_threads_ask_at_once_is_what_one_asks(shared: bool) -> None:
    y = X[:, :5]
    asked: list[Callable[[dw.Network], Any]] = [
        lambda net: net.feedforward(X).tobytes(),
        lambda net: net.predict(X[:7]).tobytes(),
        lambda net: net.evaluate(X, Y),
        lambda net: [g.tobytes() for g in net.gradient(X[:33], Y[:33])[1]],
        lambda net: [layer.delta.tobytes() for layer in net.trace(X[:3], y[:3]).layers],
        lambda net: digest(net.copy()),
        lambda net: digest(net.copy(dtype="float64")),
        lambda net: repr(net.summary()),
    ]
    nets = [dw.Network(SIZES, seed=4) for _ in asked]
    expected = [ask(nets[0]) for ask in asked]

    def job(i: int) -> None:
        for _ in range(soak.rounds(100, 5000)):
            assert asked[i](nets[0 if shared else i]) == expected[i]

    assert together(*(lambda i=i: job(i) for i in range(len(asked)))) == [None] * len(asked)


def test_the_optimizer_is_looked_at_while_it_is_changed() -> None:
    """Its memory was read by one thread while another put a new one in its place."""
    core = dw.Network([3, 2], seed=4)._core
    core.use_optimizer("adam", first=0.9, second=0.999, epsilon=1e-7)
    rounds = soak.rounds(3000, 200_000)

    def change() -> None:
        for i in range(rounds):
            core.use_optimizer("adam" if i % 2 else "momentum", first=0.9, second=0.9, epsilon=1e-7)

    def look() -> None:
        for _ in range(rounds):
            assert len(core.slots) in (1, 2)
            assert core.optimizer_steps == 0

    assert together(change, look, look, change) == [None] * 4


@pytest.mark.parametrize("isa", _core.available_isas())
def test_kernels_have_room_of_their_own_in_each_thread(isa: str) -> None:
    kernels = _core.Kernels(isa)
    cases = [
        (RNG.standard_normal((m, k)), RNG.standard_normal((n, k)))
        for m, k, n in ((5, 40, 30), (70, 90, 33), (2, 300, 200), (64, 64, 64))
    ]
    expected = [kernels.gemm_nt(a, b).tobytes() for a, b in cases]

    def job(i: int) -> None:
        for _ in range(100):
            assert kernels.gemm_nt(*cases[i]).tobytes() == expected[i]

    assert together(*(lambda i=i: job(i) for i in range(4))) == [None] * 4


@pytest.mark.skipif(not sysconfig.get_config_var("Py_GIL_DISABLED"), reason="this Python has a GIL")
def test_the_import_leaves_the_gil_off() -> None:
    assert not getattr(sys, "_is_gil_enabled", lambda: True)()

# SPDX-License-Identifier: MIT
"""The callback: what it sends and when, without a notebook."""

import json
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

import deltaward as dw
from deltaward.callbacks import LambdaCallback
from deltaward.explain.page import content

pytest.importorskip("anywidget")

from deltaward.notebook import Live

(X, Y), _ = dw.datasets.load_digits()


def _net(seed: int = 1) -> dw.Network:
    return dw.Network([64, 12, 10], activation="sigmoid", seed=seed)


def _told(live: Live) -> list[dict[str, Any]]:
    """Keep what is sent from now on."""
    messages: list[dict[str, Any]] = []
    live.widget.observe(lambda change: messages.append(json.loads(change["new"])), "message")
    return messages


class Clock:
    """Goes on by a tenth of a second for each time it is read: an update is always due."""

    def __init__(self, step: float) -> None:
        self.now, self.step = 0.0, step

    def __call__(self) -> float:
        self.now += self.step
        return self.now


def test_first_and_last_state_are_shown_even_if_nothing_else_is_affordable() -> None:
    net, live = _net(), Live(X[:2], Y[:2])
    live.budget.clock = lambda: 0.0
    told = _told(live)
    before = content(net, X[:2], Y[:2], lab=False)
    net.fit(X, Y, epochs=2, callbacks=live, verbose=0)
    assert [message["content"] for message in told] == [
        before,
        content(net, X[:2], Y[:2], lab=False),
    ]
    assert told[0]["status"] == "before epoch 1 of 2"
    assert told[1]["status"].startswith("trained: epoch 2 of 2, step 98")
    assert "accuracy" in told[1]["status"]


def test_each_epoch_is_shown_where_the_budget_allows_it() -> None:
    net, live = _net(), Live(X[:2], Y[:2])
    live.budget.clock, live.budget.share = Clock(1.0), 10.0
    told = _told(live)
    net.fit(X, Y, epochs=3, callbacks=live, verbose=0)
    epochs = [m["status"].split(",")[0] for m in told if "step" in m["status"]]
    assert {"epoch 1 of 3", "epoch 2 of 3", "epoch 3 of 3"} <= set(epochs)


def test_within_a_long_epoch_too() -> None:
    net, live = dw.Network([64, 200, 10], seed=1), Live(X[:1], Y[:1])
    live.budget.clock, live.budget.share = Clock(1.0), 10.0
    told = _told(live)
    stop = LambdaCallback(
        on_train_tick=lambda batch, logs: setattr(net, "stop_training", len(told) > 3)
    )
    x, y = np.tile(X, (50, 1)), np.tile(Y, 50)
    net.fit(x, y, batch_size=1, callbacks=[live, stop], verbose=0)
    inside = [m["status"] for m in told if m["status"].startswith("epoch 1 of 1, step")]
    assert len(inside) >= 2


def test_training_comes_to_the_same_bits() -> None:
    nets = [_net(), _net()]
    live = Live(X[:3], Y[:3])
    live.budget.clock, live.budget.share = Clock(1.0), 10.0
    for net, callbacks in zip(nets, ([live], []), strict=True):
        net.fit(X, Y, epochs=3, callbacks=callbacks, dropout=0.2, verbose=0)
    np.testing.assert_array_equal(nets[0].weights[0], nets[1].weights[0])


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
def test_a_training_that_is_cut_off_leaves_its_last_state(error: type[BaseException]) -> None:
    net, live = _net(), Live(X[:1], Y[:1])
    live.budget.clock = lambda: 0.0
    told = _told(live)

    def fail(epoch: int, logs: dict[str, float]) -> None:
        raise error

    with pytest.raises(error):
        net.fit(X, Y, callbacks=[live, LambdaCallback(on_epoch_end=fail)], verbose=0)
    assert told[-1]["content"] == content(net, X[:1], Y[:1], lab=False)
    assert told[-1]["status"].startswith("stopped: epoch 1 of 1")


def test_a_training_that_diverges_ends_with_its_own_error() -> None:
    net, live = dw.Network([64, 30, 10], cost="quadratic", seed=1), Live(X[:1], Y[:1])
    live.budget.clock, live.budget.share = Clock(1.0), 10.0
    with pytest.raises(FloatingPointError, match=r"NaN|inf"):
        net.fit(X, Y, epochs=20, learning_rate=1e25, callbacks=live, verbose=0)


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        (np.zeros((1, 5)), [0], "^x: shape"),
        (np.zeros((9, 64)), [0] * 9, "^x: 9 samples; expected 1 to 8"),
        (np.zeros((1, 64)), [10], "^y: class 10"),
    ],
)
def test_samples_that_do_not_fit_are_refused_before_anything_changes(
    x: Any, y: Any, message: str
) -> None:
    net = _net()
    before = net.weights[0].copy()
    with pytest.raises(ValueError, match=message):
        net.fit(X, Y, callbacks=Live(x, y), verbose=0)
    np.testing.assert_array_equal(net.weights[0], before)


def test_it_serves_a_second_training() -> None:
    live = Live(X[:1], Y[:1])
    for seed in (1, 2):
        net = _net(seed)
        told = _told(live)
        net.fit(X, Y, callbacks=live, verbose=0)
        assert told[-1]["content"] == content(net, X[:1], Y[:1], lab=False)


def test_it_shows_itself_in_a_notebook_unless_it_stands_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import IPython
    import IPython.display

    shown: list[Any] = []
    monkeypatch.setattr(IPython.display, "display", shown.append)
    live = Live(X[:1], Y[:1])
    _net().fit(X, Y, callbacks=live, verbose=0)
    assert not shown  # no notebook
    shell = type("Shell", (), {"kernel": object()})()
    monkeypatch.setattr(IPython, "get_ipython", lambda: shell)
    _net().fit(X, Y, callbacks=live, verbose=0)
    assert shown == [live.widget]
    bundle = live._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in str(bundle)
    _net().fit(X, Y, callbacks=live, verbose=0)
    assert shown == [live.widget]


def test_without_anywidget_it_says_what_to_install() -> None:
    code = (
        "import sys; sys.modules['anywidget'] = None\n"
        "from deltaward.notebook import Live\n"
        "try: Live([[0.0]], [0])\n"
        "except ImportError as error: print(error)\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert "pip install 'deltaward[notebook]'" in run.stdout, run.stderr


def test_it_is_imported_only_when_it_is_asked_for() -> None:
    code = "import sys, deltaward; print([m for m in sys.modules if 'notebook' in m])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert run.stdout.strip() == "[]"

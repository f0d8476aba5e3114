# SPDX-License-Identifier: MIT
import math
from typing import Any

import numpy as np
import pytest

from deltaward.schedules import OneCycle, Span


def anneal(start: float, end: float, share: float) -> float:
    return end + (start - end) / 2.0 * (math.cos(math.pi * share) + 1)


def rate_at(step: int, n: int, peak: float, warmup: float, div: float, final_div: float) -> float:
    """Transcribe the two phases of PyTorch's OneCycleLR, one step at a time."""
    turn = warmup * n - 1
    first = peak / div
    if step <= turn:
        return anneal(first, peak, step / turn) if turn else peak
    return anneal(peak, first / final_div, (step - turn) / (n - 1 - turn))


@pytest.mark.parametrize("n", [1, 2, 3, 4, 10, 101, 1000])
@pytest.mark.parametrize("warmup", [0.0, 0.1, 0.25, 0.3, 0.5, 0.999, 1.0])
@pytest.mark.parametrize(("div", "final_div"), [(25.0, 1e4), (4.0, 10.0), (1.0, 1.0)])
def test_transcription(n: int, warmup: float, div: float, final_div: float) -> None:
    cycle = OneCycle(0.4, initial=1 / div, final=1 / final_div, warmup=warmup)
    expected = [rate_at(step, n, 0.4, warmup, div, final_div) for step in range(n)]
    np.testing.assert_allclose(cycle.rates(0, n, Span(n, 1)), expected, rtol=1e-10)


@pytest.mark.parametrize(
    ("n", "options", "theirs"),
    [
        (100, {}, {}),
        (7, {}, {}),
        (1, {}, {}),
        (50, {"warmup": 0.0}, {"pct_start": 0.0}),
        (50, {"warmup": 1.0}, {"pct_start": 1.0}),
        (50, {"warmup": 5}, {"pct_start": 0.1}),
        (33, {"warmup": 0.45, "initial": 0.1}, {"pct_start": 0.45, "div_factor": 10.0}),
        (33, {"final": 0.01}, {"final_div_factor": 100.0}),
    ],
)
def test_torch(n: int, options: dict[str, Any], theirs: dict[str, Any]) -> None:
    torch = pytest.importorskip("torch")
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    cycle = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, max_lr=0.4, total_steps=n, cycle_momentum=False, **theirs
    )
    expected = cycle.get_last_lr()
    for _ in range(n - 1):
        optimizer.step()
        cycle.step()
        expected += cycle.get_last_lr()
    ours = OneCycle(0.4, **options).rates(0, n, Span(n, 1))
    np.testing.assert_allclose(ours, expected, rtol=1e-10)


def test_from_start_to_peak_to_end() -> None:
    rates = OneCycle(1.0).rates(0, 105, Span(100, 10))
    assert rates[0] == pytest.approx(0.04)
    assert rates.argmax() == 29
    assert rates[29] == pytest.approx(1.0)
    np.testing.assert_allclose(rates[99:], 0.04 * 1e-4, rtol=1e-10)
    assert (np.diff(rates[:30]) > 0).all()
    assert (np.diff(rates[29:100]) < 0).all()


def test_an_int_is_steps_of_warmup() -> None:
    span = Span(40, 1)
    np.testing.assert_array_equal(
        OneCycle(0.4, warmup=10).rates(0, 40, span), OneCycle(0.4, warmup=0.25).rates(0, 40, span)
    )
    assert OneCycle(0.4, warmup=1).rates(0, 40, span)[0] == 0.4
    assert OneCycle(0.4, warmup=1.0).rates(0, 40, span)[0] == pytest.approx(0.016)


def test_a_warmup_of_the_whole_run_ends_with_it() -> None:
    rates = OneCycle(0.4, warmup=1.0).rates(0, 12, Span(10, 1))
    assert rates[9] == pytest.approx(0.4)
    np.testing.assert_allclose(rates[10:], 0.4 / 25 / 1e4, rtol=1e-10)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"learning_rate": float("inf")}, ValueError, "learning_rate: inf; expected a finite"),
        ({"initial": 25}, ValueError, "initial: 25.0; expected a share, 0 to 1"),
        ({"initial": "a"}, TypeError, "initial: 'a' of type str; expected a number"),
        ({"final": -1e-9}, ValueError, "final: -1e-09; expected a share, 0 to 1"),
        ({"final": False}, TypeError, "final: False of type bool; expected a number"),
        ({"warmup": 1.1}, ValueError, "warmup: 1.1; expected a share, 0 to 1"),
        ({"warmup": None}, TypeError, "warmup: None of type NoneType; expected a number"),
        ({"warmup": 8, "steps": 7}, ValueError, "warmup: 8 steps; expected at most .* run, 7"),
        ({"steps": -1}, ValueError, "steps: -1; expected at least 1"),
    ],
)
def test_bad_options(options: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=f"^{message}"):
        OneCycle(**({"learning_rate": 0.1} | options))


def test_a_warmup_longer_than_the_run() -> None:
    with pytest.raises(ValueError, match=r"^warmup: 8 steps; expected at most those of the run, 7"):
        OneCycle(0.1, warmup=8).rates(0, 1, Span(7, 1))

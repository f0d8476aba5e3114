# SPDX-License-Identifier: MIT
import math
from typing import Any

import numpy as np
import pytest

from deltaward.schedules import Cosine, Span


def rate_at(step: int, n: int, rate: float, warmup: int, final: float) -> float:
    """Transcribe the rise to the full rate and equation 5 of SGDR, one step at a time."""
    if step < warmup:
        return rate * (step + 1) / warmup
    t_cur, t_i = step - warmup, n - warmup
    return final + 0.5 * (rate - final) * (1 + math.cos(t_cur / t_i * math.pi))


@pytest.mark.parametrize("n", [1, 2, 3, 10, 101])
@pytest.mark.parametrize("final", [0.0, 0.01, 0.4])
@pytest.mark.parametrize("warmup", [0, 1, 0.0, 0.1, 0.5, 0.87, 1.0])
def test_transcription(n: int, final: float, warmup: float) -> None:
    whole = warmup if isinstance(warmup, int) else round(warmup * n)
    rates = Cosine(0.4, warmup=warmup, final=final).rates(0, n, Span(n, 1))
    expected = [rate_at(step, n, 0.4, whole, final) for step in range(n)]
    np.testing.assert_allclose(rates, expected, rtol=1e-13, atol=1e-16)


def test_numbers_worked_out_by_hand() -> None:
    rates = Cosine(0.8, warmup=2).rates(0, 8, Span(6, 6))
    expected = [0.4, 0.8, 0.8, 0.4 + 0.4 * math.sqrt(0.5), 0.4, 0.4 - 0.4 * math.sqrt(0.5), 0, 0]
    np.testing.assert_allclose(rates, expected, rtol=1e-14, atol=1e-16)


def test_no_step_of_a_run_is_lost() -> None:
    for warmup in (0, 1, 5, 10):
        assert (Cosine(0.1, warmup=warmup).rates(0, 10, Span(10, 1)) > 0).all()


def test_a_warmup_of_the_whole_run() -> None:
    for warmup in (5, 1.0):
        rates = Cosine(0.5, warmup=warmup, final=0.1).rates(0, 7, Span(5, 1))
        np.testing.assert_allclose(rates, [0.1, 0.2, 0.3, 0.4, 0.5, 0.1, 0.1], rtol=1e-15)


def test_an_int_is_steps_and_a_float_a_share() -> None:
    span = Span(10, 1)
    np.testing.assert_array_equal(
        Cosine(0.1, warmup=0.3).rates(0, 10, span), Cosine(0.1, warmup=3).rates(0, 10, span)
    )
    one = Cosine(0.1, warmup=np.int64(1))  # type: ignore[arg-type]
    assert one == Cosine(0.1, warmup=1)
    assert one.rates(0, 1, span)[0] == 0.1
    assert Cosine(0.1, warmup=1.0).rates(0, 1, span)[0] == pytest.approx(0.01)


def test_torch() -> None:
    torch = pytest.importorskip("torch")
    parameter = torch.nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.SGD([parameter], lr=0.4)
    theirs = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=50, eta_min=0.01)
    expected = []
    for _ in range(50):
        expected.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        theirs.step()
    ours = Cosine(0.4, final=0.01).rates(0, 50, Span(50, 5))
    np.testing.assert_allclose(ours, expected, rtol=1e-11)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"learning_rate": -1}, ValueError, "learning_rate: -1.0; expected a finite"),
        ({"warmup": 1.5}, ValueError, "warmup: 1.5; expected a share, 0 to 1"),
        ({"warmup": -0.1}, ValueError, "warmup: -0.1; expected a share, 0 to 1"),
        ({"warmup": float("nan")}, ValueError, "warmup: nan; expected a share, 0 to 1"),
        ({"warmup": -1}, ValueError, "warmup: -1; expected at least 0"),
        ({"warmup": True}, TypeError, "warmup: True of type bool; expected a number"),
        ({"warmup": "10%"}, TypeError, "warmup: '10%' of type str; expected a number"),
        ({"warmup": 11, "steps": 10}, ValueError, "warmup: 11 steps; expected at most .* run, 10"),
        ({"final": 0.2}, ValueError, "final: 0.2; expected at most the learning_rate, 0.1"),
        ({"final": -0.2}, ValueError, "final: -0.2; expected a finite number of at least 0"),
        ({"final": None}, TypeError, "final: None of type NoneType; expected a number"),
        ({"steps": 0}, ValueError, "steps: 0; expected at least 1"),
        ({"steps": 5.0}, TypeError, "steps: 5.0 of type float; expected an int"),
    ],
)
def test_bad_options(options: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=f"^{message}"):
        Cosine(**({"learning_rate": 0.1} | options))


def test_a_warmup_longer_than_the_run() -> None:
    with pytest.raises(
        ValueError, match=r"^warmup: 11 steps; expected at most those of the run, 9"
    ):
        Cosine(0.1, warmup=11).check(Span(9, 3), ["cost"])

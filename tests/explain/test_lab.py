# SPDX-License-Identifier: MIT
"""The comparison of backward passes: its steps, its draw, what it refuses and how it is shown."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import deltaward as dw
from deltaward.explain.variants import VARIANTS
from lab_nets import agreeing, make
from wellformed import Reader

Array = npt.NDArray[Any]


def test_the_steps_are_of_equal_length() -> None:
    net, x, y = make("sigmoid", "quadratic")
    found = net.compare_backprop(x, y, step=0.05)
    assert found.step == 0.05
    assert found.cost_before == pytest.approx(net.evaluate(x, y)["cost"], rel=1e-14)
    nabla_b, nabla_w = net.gradient(x, y)
    length = np.sqrt(sum(float((v**2).sum()) for v in nabla_b + nabla_w))
    assert found.learning_rate == pytest.approx(0.05 / length)
    for side, name in ((1, "transpose"), (1, "sum"), (-1, "sign")):
        moved = net.copy()
        for v, nabla in zip(moved.biases + moved.weights, nabla_b + nabla_w, strict=True):
            v -= side * 0.05 / length * nabla
        expected = moved.evaluate(x, y)["cost"]
        assert found.variants[name].cost_after == pytest.approx(expected, rel=1e-12)
    assert found.variants["sign"].cost_after > found.cost_before


def test_the_default_step_lowers_the_cost() -> None:
    for cost in ("quadratic", "cross_entropy", "poisson"):
        net, x, y = make("tanh", cost)
        for w in net.weights:
            w[:] *= 8
        found = net.compare_backprop(x, y)
        gained = found.cost_before - found.variants["transpose"].cost_after
        assert gained >= 0.5 * found.step**2 / found.learning_rate * (1 - 1e-9)
        assert np.log2(found.learning_rate) == round(np.log2(found.learning_rate))


def test_the_network_is_left_as_it_was() -> None:
    net, x, y = make("relu", "cross_entropy")
    before = [v.tobytes() for v in net.weights + net.biases]
    first = net.compare_backprop(x, y)
    assert [v.tobytes() for v in net.weights + net.biases] == before
    assert str(first) == str(net.compare_backprop(x, y))


def test_entries_are_drawn_by_a_seed() -> None:
    net, x, y = make(sizes=[4, 60, 3])
    one, again, other = (net.compare_backprop(x, y, entries=50, seed=s) for s in (1, 1, 2))
    assert one.compared == (50, 50)
    assert one.parameters == (300, 183)
    cosines = [f.variants["pseudo-inverse"].layers[0].cosine for f in (one, again, other)]
    assert cosines[0] == cosines[1] != cosines[2]
    assert "50 of 300 in layer 1, 50 of 183 in layer 2" in str(one)
    assert "drawn" not in str(net.compare_backprop(x, y, entries=300))


def test_a_kink_in_the_way_is_left_out() -> None:
    net = dw.Network([1, 2, 1], cost="quadratic", dtype="float64")
    for values in net.weights + net.biases:
        values[:] = 1
    net.biases[0][0] = -1.0  # z = 0 in sample 0
    found = net.compare_backprop(np.ones((2, 1)), np.zeros((2, 1)))
    assert found.left_out == (2, 0)
    assert found.compared == (2, 3)
    assert agreeing(found, "transpose") == [True, True]
    assert "left out, for their differences step across a kink: 2" in str(found)


def test_a_gradient_that_has_all_but_vanished() -> None:
    net, x, y = make("sigmoid", "quadratic", sizes=[4, 5, 5, 5, 5, 5, 5, 5, 3])
    found = net.compare_backprop(x, y)
    assert all(agreeing(found, "transpose"))
    assert not any(agreeing(found, "no gate"))


def test_a_gradient_of_zero() -> None:
    net = dw.Network([2, 2, 2], activation="identity", cost="quadratic")
    for w in net.weights:
        w[:] = 0
    found = net.compare_backprop(np.zeros((1, 2)), np.zeros((1, 2)))
    assert found.step == 0
    assert all(v.cost_after == found.cost_before == 0 for v in found.variants.values())
    assert "–" in str(found)
    assert "nan" not in str(found)


class Half:
    """Quadratic, as an object."""

    def fn(self, a: Array, y: Array) -> Any:
        return 0.5 * np.sum((a - y) ** 2)

    def delta(self, z: Array, a: Array, y: Array) -> Any:
        return (a - y) * (1 - a**2)


def test_a_cost_of_ones_own() -> None:
    net, x, y = make("tanh", Half(), "tanh")
    found = net.compare_backprop(x, y)
    assert all(agreeing(found, "transpose"))
    assert agreeing(found, "no gate") == [False, False, True]  # its δ is taken as it comes
    assert "diagonal softmax" not in found.variants
    soft, x, y = make("tanh", Half(), "softmax")
    with pytest.raises(ValueError, match="variants: 'diagonal softmax' needs a cost with a name"):
        soft.compare_backprop(x, y, variants=["diagonal softmax"])


def test_a_cost_of_ones_own_that_is_wrong() -> None:
    class Uphill(Half):
        def delta(self, z: Array, a: Array, y: Array) -> Any:
            return -(a - y) * (1 - a**2)

    net, x, y = make("tanh", Uphill(), "tanh")
    found = net.compare_backprop(x, y)
    assert not any(agreeing(found, "transpose"))
    assert agreeing(found, "sign") == [True] * 3
    assert found.learning_rate == 0.1


def test_one_sample_pixels_and_classes() -> None:
    net = dw.Network([4, 5, 3], activation="tanh")
    found = net.compare_backprop(np.array([0, 50, 100, 255], np.uint8), 2)
    assert found.samples == 1
    assert all(agreeing(found, "transpose"))
    assert all(agreeing(found, "sum"))  # of one sample it is the mean
    assert "on 1 sample," in str(found)


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"variants": "no gate"}, TypeError, "variants: 'no gate'; expected a list of names"),
        ({"variants": ["inverse"]}, ValueError, "variants: 'inverse' is not known; expected one"),
        ({"variants": [3]}, TypeError, "variants: 3; expected a name"),
        (
            {"variants": ["diagonal softmax"]},
            ValueError,
            "variants: 'diagonal softmax' needs a softmax output; this one is identity",
        ),
        ({"step": "1"}, TypeError, "step: '1' of type str; expected a number"),
        ({"step": True}, TypeError, "step: True of type bool; expected a number"),
        ({"step": 0}, ValueError, "step: 0; expected a finite number above 0"),
        ({"step": float("inf")}, ValueError, "step: inf; expected a finite number"),
        ({"entries": 0}, ValueError, "entries: 0; expected at least 1"),
        ({"seed": -1}, ValueError, "seed: -1; expected at least 0"),
    ],
)
def test_bad_arguments(given: Any, error: type[Exception], message: str) -> None:
    net, x, y = make()
    with pytest.raises(error, match=f"^{message}"):
        net.compare_backprop(x, y, **given)


def test_weights_that_are_no_numbers() -> None:
    net, x, y = make()
    net.weights[1][:] = np.nan
    with pytest.raises(FloatingPointError, match="compare_backprop: the cost is nan"):
        net.compare_backprop(x, y)


def test_only_those_asked_for_beside_the_right_one() -> None:
    net, x, y = make()
    found = net.compare_backprop(x, y, variants=("sum", "no gate", "sum"))
    assert list(found.variants) == ["transpose", "sum", "no gate"]
    assert list(net.compare_backprop(x, y, variants=[]).variants) == ["transpose"]


def test_text() -> None:
    net, x, y = make("tanh", "cross_entropy", "softmax", [4, 5, 5, 5, 5, 3])
    found = net.compare_backprop(x, y)
    text = str(found)
    assert text == found.table()
    assert max(map(len, text.splitlines())) <= 110
    assert text.count("layer 5") == 1  # goes on below
    assert text.splitlines()[0].startswith("Backward passes of [4, 5, 5, 5, 5, 3] on 7 samples")
    for name in VARIANTS:
        rows = [line for line in text.splitlines() if line.startswith(f"{name} ")]
        assert len(rows) == 3  # four layers, the last one, the equation
        assert rows[1].split()[-1] == f"{found.variants[name].cost_after:.6g}"
        assert rows[2].endswith(found.variants[name].equation) or name == "updated weights"
    assert f"η = {found.learning_rate:.4g}" in text
    assert f"cost before: {found.cost_before:.6g}" in text
    assert "A wrong backward pass often lowers the cost too" in text
    assert "not learn" not in text


@pytest.mark.parametrize(
    ("cost", "output", "no_gate", "gate_of_a"),
    [
        ("quadratic", "sigmoid", ", also in Δᴸ", ", also in Δᴸ"),
        ("quadratic", "softmax", ", also in Δᴸ", " (not in Δᴸ: softmax has a Jacobian there)"),
        ("cross_entropy", "softmax", " (Δᴸ = a − y has none)", " (Δᴸ = a − y has none)"),
        ("cross_entropy", "sigmoid", " (Δᴸ = a − y has none)", " (Δᴸ = a − y has none)"),
        (Half(), "tanh", " (Δᴸ is what the cost returns)", " (Δᴸ is what the cost returns)"),
    ],
)
def test_the_table_says_whether_the_outputs_gate_goes_too(
    cost: Any, output: str, no_gate: str, gate_of_a: str
) -> None:
    """And it is so: where it says "also", the last layer is wrong, else right."""
    net, x, y = make("tanh", cost, output)
    found = net.compare_backprop(x, y)
    lines = str(found).splitlines()
    html = Reader(found._repr_html_()).text
    for name, told in (
        ("no gate", f"without ⊙ σ′{no_gate}"),
        ("gate of a", f"σ′(aˡ) in place of σ′(zˡ){gate_of_a}"),
    ):
        (line,) = (line for line in lines if line.endswith(told))
        assert line.startswith(f"{name} ")
        assert told in html
        assert found.variants[name].layers[-1].agrees == ("also" not in told)


def test_long_numbers_keep_apart() -> None:
    sizes = [8, *[8] * 10, 3]
    net = dw.Network(sizes, activation="sigmoid", cost="quadratic", dtype="float64")
    rng = np.random.default_rng(0)
    found = net.compare_backprop(rng.random((40, 8)), rng.integers(0, 3, 40), entries=20)
    layers = found.variants["pseudo-inverse"].layers
    assert layers[0].ratio > 1e5
    assert any(layer.cosine < 0 for layer in layers[:4])
    rows = [line for line in str(found).splitlines() if line.startswith("pseudo-inverse ")]
    cells = rows[0].split()[1:]
    assert len(cells) == 12
    assert [float(cell) for cell in cells[::3]] == pytest.approx(
        [layer.cosine for layer in layers[:4]], abs=1e-6
    )
    assert [float(cell) for cell in cells[1::3]] == pytest.approx(
        [layer.ratio for layer in layers[:4]], rel=5e-3
    )


def test_html() -> None:
    net, x, y = make("tanh", "cross_entropy", "softmax")
    found = net.compare_backprop(x, y)
    page = Reader(found._repr_html_())
    assert [row[0] for row in page.rows[1:]] == list(VARIANTS)
    assert all(len(row) == 12 for row in page.rows)
    row = page.rows[1 + list(VARIANTS).index("pseudo-inverse")]
    assert row[2] == f"{found.variants['pseudo-inverse'].layers[0].cosine:.6f}"
    assert (row[4], row[10]) == ("≠", "=")
    assert not page.named("script")


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu"])
def test_an_infinite_weight_is_refused(activation: str) -> None:
    """Before its pseudo-inverse, from which LAPACK may never come back."""
    net = dw.Network([4, 5, 6, 3], activation=activation, cost="quadratic")
    net.weights[1][2, 3] = np.inf
    with pytest.raises(FloatingPointError, match=r"compare_backprop: the cost is .*look at"):
        net.compare_backprop(np.ones((4, 4)), np.eye(3)[[0, 1, 2, 0]])

# SPDX-License-Identifier: MIT
"""What a trace shows."""

from typing import Any

import numpy as np
import pytest

import deltaward as dw
from wellformed import Reader


def _small(**options: Any) -> dw.Network:
    """2-2-1 with numbers to follow by hand."""
    options = {"activation": "identity", "cost": "quadratic", "dtype": "float64"} | options
    net = dw.Network([2, 2, 1], **options)
    net.weights[0][:], net.biases[0][:] = [[1, 2], [3, 4]], [0.5, -0.5]
    net.weights[1][:], net.biases[1][:] = [[2, -1]], [1]
    return net


def test_by_hand() -> None:
    """x = (1, −1): z¹ = (−0.5, −1.5), z² = 1.5, C = ½·0.25; δ² = 0.5, back = (1, −0.5)."""
    text = _small().trace([1.0, -1.0], [1.0]).table()
    cells = [line.split() for line in text.splitlines()]
    for expected in (
        ["a⁰", "=", "x", "1", "-1", "1.414"],
        ["b¹", "0.5", "-0.5", "0.7071"],
        ["z¹", "=", "W¹a⁰", "+", "b¹", "-0.5", "-1.5", "1.581"],
        ["a²", "=", "σ(z²)", "1.5", "1.5"],
        ["y", "1", "1"],
        ["δ²", "0.5", "0.5"],
        ["(W²)ᵀδ²", "1", "-0.5", "1.118"],
        ["σ′(z¹)", "1", "1", "1.414"],
        ["δ¹", "1", "-0.5", "1.118"],
        ["neuron", "0", "0.5", "-0.25", "-0.75", "0.7906"],  # δ²(a¹)ᵀ
        ["neuron", "1", "-0.5", "-0.5", "0.5", "0.7071"],  # δ¹(a⁰)ᵀ
        ["‖·‖", "of", "all", "1.118", "1.581"],
    ):
        assert expected in cells, expected
    lines = text.splitlines()
    assert lines[0] == "Sample 0 of 1: 2-2-1, identity, identity, quadratic, float64"
    assert "Layer 2: 1 neuron, identity; W² is 1 × 2, ‖W²‖ = 2.236; C = 0.125" in lines
    titles = [line for line in lines if line.startswith(("FORW", "Inp", "Lay", "BACKW", "BP"))]
    assert [title.split(":")[0] for title in titles] == [
        *("FORWARD", "Inputs", "Layer 1", "Layer 2", "BACKWARD", "BP1, layer 2"),
        *("BP3 and BP4, layer 2", "BP2, layer 1", "BP3 and BP4, layer 1"),
    ]


def test_the_sample_that_is_asked_for() -> None:
    net = _small()
    t = net.trace([[1.0, -1.0], [2.0, 0.5]], [1.0, 2.0])
    assert str(t) == t.table(0)
    text = t.table(sample=1, digits=6)
    assert text.startswith("Sample 1 of 2: ")
    z = t.layers[0].z[1]
    assert f"{z[0]:.6g}" in text
    assert "means of 2 samples" in text
    assert f"C = {t.cost:.6g} (mean of all samples)" in text


def test_weights_of_samples_are_told() -> None:
    text = _small().trace([[1.0, -1.0], [2.0, 0.5]], [1.0, 2.0], [1, 2.5]).table(1)
    assert text.startswith("Sample 1 of 2, weight 2.5: ")
    assert "δ¹ = (W²)ᵀδ² ⊙ σ′(z¹) (times the sample's weight)" in text
    assert "weighted means of 2 samples" in text


def test_wide_layers_are_abbreviated(digits: Any) -> None:
    (x, y), _ = digits
    net = dw.Network([64, 30, 10], activation="sigmoid")
    t = net.trace(x[:10], y[:10])
    for sample in range(10):
        lines = t.table(sample).splitlines()
        assert max(map(len, lines)) <= 100
        head = lines[lines.index("Inputs: 64 neurons") + 1].split()
        assert head == ["neuron", "0", "1", "2", "63", "‖·‖"]
        found = next(line for line in lines if line.startswith("  a¹ = ")).split()[3:]
        a = t.layers[0].activation[sample]
        assert found == [*(f"{a[j]:.4g}" for j in (0, 1, 2)), "…", f"{a[29]:.4g}", found[-1]]
        assert float(found[-1]) == pytest.approx(np.linalg.norm(a), rel=1e-3)
        # The class is always in sight.
        target = next(line for line in lines if line.startswith("  y ")).split()
        assert target[1:-1].count("1") == 1
        assert target[1:].count("…") == (2 if 4 <= y[sample] <= 7 else 1)


def test_columns_are_aligned() -> None:
    net = dw.Network([9, 7, 5], activation="tanh")
    lines = net.trace(np.linspace(-1, 1, 9), 3).table(digits=3).splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith("Layer 1"))
    assert len({len(line) for line in lines[at + 1 : at + 5]}) == 1


@pytest.mark.parametrize(
    ("options", "equation"),
    [
        ({"cost": "cross_entropy", "output_activation": "sigmoid"}, "= a² − y, for σ′ cancels"),
        ({}, "δ² = ∇ₐC ⊙ σ′(z²)"),
    ],
)
def test_the_output_error(options: Any, equation: str) -> None:
    assert equation in str(_small(**options).trace([1.0, -1.0], [1.0]))


def test_softmax_has_a_jacobian() -> None:
    net = dw.Network([2, 3], cost="quadratic", output_activation="softmax")
    text = str(net.trace([1.0, -1.0], [1.0, 0.0, 0.0]))
    assert "δ¹ = J ∇ₐC, the Jacobian J = diag(a¹) − a¹(a¹)ᵀ stands for ⊙ σ′" in text


def test_html() -> None:
    t = _small().trace([1.0, -1.0], [1.0])
    html = t._repr_html_()
    reader = Reader(html)
    assert ["δ¹", "1", "-0.5", "1.118"] in reader.rows
    assert "FORWARD" in reader.text
    assert "BP2, layer 1: δ¹ = (W²)ᵀδ² ⊙ σ′(z¹)" in reader.text
    assert "script" not in html


def test_html_is_escaped() -> None:
    class Cost:
        @staticmethod
        def fn(a: Any, y: Any) -> Any:
            return ((a - y) ** 2).sum(axis=1) / 2

        @staticmethod
        def delta(z: Any, a: Any, y: Any) -> Any:
            return a - y

    Cost.__name__ = "<b>&"
    html = _small(cost=Cost()).trace([1.0, -1.0], [1.0])._repr_html_()
    assert "&lt;b&gt;&amp;" in html
    Reader(html)


def test_deep_networks_have_numbers_of_two_digits() -> None:
    text = str(dw.Network([2] * 12, cost="quadratic").trace([1.0, 2.0], [0.0, 1.0]))
    assert "z¹⁰ = W¹⁰a⁹ + b¹⁰" in text
    assert "δ¹⁰ = (W¹¹)ᵀδ¹¹ ⊙ σ′(z¹⁰)" in text


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"sample": 1}, ValueError, "sample: 1; expected 0 to 0"),
        ({"sample": -1}, ValueError, "sample: -1; expected 0 to 0"),
        ({"sample": 0.0}, TypeError, "sample: 0.0 of type float"),
        ({"digits": 0}, ValueError, "digits: 0; expected 1 to 17"),
        ({"digits": "4"}, TypeError, "digits: '4' of type str"),
    ],
)
def test_bad_arguments(given: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        _small().trace([1.0, -1.0], [1.0]).table(**given)

# SPDX-License-Identifier: MIT
"""``deltaward check``."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import deltaward as dw
from deltaward import _core
from deltaward.explain import adjoint, adjoint_kernels, gradient_check

Fails = Callable[..., str]


def test_a_fresh_network(run: Callable[..., Any]) -> None:
    result = run("check")
    assert (result.status, result.err) == (0, "")
    lines = result.out.splitlines()
    assert lines[0] == "a fresh network: 64-16-16-10, tanh and softmax, cross_entropy, float32"
    assert lines[1].startswith("gradient of 32 images of digits: ")
    assert [line.split()[0] for line in lines[3:6]] == ["1", "2", "3"]
    assert lines[6].startswith("what goes forward and what is sent back: ")
    assert [(line.split()[0], line.split()[-1]) for line in lines[8:11]] == [
        (number, "agree") for number in "123"
    ]
    assert lines[-1] == "agrees"


def test_a_saved_network(run: Callable[..., Any], model: Path) -> None:
    result = run("check", model, "--samples", 5)
    assert result.status == 0
    assert result.out.startswith(f"{model}: 64-100-10, relu and softmax")
    assert "gradient of 5 images" in result.out


def test_json(run: Callable[..., Any], model: Path) -> None:
    result = run("check", model, "--json")
    assert (result.status, result.err) == (0, "")
    *events, last = result.records
    layers, sides, kernels = events[:2], events[2:4], events[4:]
    assert {side["event"] for side in sides} == {"adjoint"}
    assert [k["isa"] for k in kernels] == dw.cpu_info()["available"]
    assert all(k["event"] == "kernels" and k["ok"] for k in kernels)
    for records in (layers, sides):
        assert [(record["layer"], record["index"]) for record in records] == [(1, 0), (2, 1)]
    assert all(side["ok"] and 0 <= side["apart"] <= side["bound"] for side in sides)
    assert all(layer["ok"] and 0 <= layer["error"] < 1e-6 for layer in layers)
    assert (last["event"], last["ok"], last["samples"]) == ("result", True, 32)


@pytest.mark.parametrize("how", [[], ["--json"]])
def test_a_gradient_that_disagrees(
    run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, how: list[str]
) -> None:
    difference = gradient_check._central_difference
    monkeypatch.setattr(
        gradient_check, "_central_difference", lambda *given: 1.01 * difference(*given)
    )
    result = run("check", *how)
    assert (result.status, result.err) == (1, "")
    if how:
        assert result.records[-1]["ok"] is False
    else:
        assert result.out.splitlines()[-1] == "DISAGREES"


@pytest.mark.parametrize("how", [[], ["--json"]])
def test_an_error_that_is_sent_back_by_another_matrix(
    run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, how: list[str]
) -> None:
    compare = adjoint.compare

    def disturbed(layer: int, w: Any, a: Any, delta: Any, back: Any, *more: Any) -> Any:
        return compare(layer, w, a, delta, back * np.float32(1.01), *more)

    monkeypatch.setattr(adjoint, "compare", disturbed)
    result = run("check", *how)
    assert (result.status, result.err) == (1, "")
    if how:
        assert result.records[-1]["ok"] is False
    else:
        assert result.out.splitlines()[-1] == "DISAGREES"


def test_loops_of_one_instruction_set_that_send_another_error_back(
    run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    kernels = _core.Kernels

    class Disturbed:
        def __init__(self, isa: str) -> None:
            self.isa, self.right = isa, kernels(isa)
            self.gemm_nn = self.right.gemm_nn

        def gemm_nt(self, delta: Any, transposed: Any) -> Any:
            back = self.right.gemm_nt(delta, transposed)
            return back * np.float32(1.01) if self.isa == "reference" else back

    core = SimpleNamespace(Kernels=Disturbed)
    monkeypatch.setattr(adjoint_kernels, "_core", core)
    result = run("check")
    assert result.status == 1
    assert "reference DISAGREES" in result.out
    assert result.out.splitlines()[-1] == "DISAGREES"


def test_a_terminal_without_these_characters(process: Callable[..., Any]) -> None:
    done = process("check", env={"PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stderr) == (0, "")
    helped = process("check", "--help", env={"PYTHONIOENCODING": "ascii"})
    assert (helped.returncode, helped.stderr) == (0, "")


def test_weights_that_are_no_numbers(run: Callable[..., Any]) -> None:
    net = dw.Network([64, 10])
    net.weights[0][:] = np.nan
    net.save("x.safetensors")
    result = run("check", "x.safetensors", "--json")
    assert result.status == 1
    assert result.records[0]["error"] is None


def test_what_is_refused(fails: Fails) -> None:
    dw.Network([784, 10]).save("x.safetensors")
    assert "takes 784 pixels" in fails(1, "check", "x.safetensors")
    assert "expected a whole number of at least 1" in fails(2, "check", "--samples", "0")
    told = fails(2, "check", "--samples", "1542")
    assert told == "--samples: 1542; the data has 1541 training images"
    assert "No such file" in fails(1, "check", "missing")

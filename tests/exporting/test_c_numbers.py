# SPDX-License-Identifier: MIT
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import deltaward as dw
from c_program import numbers


@pytest.mark.parametrize("legacy", [False, "1.13"])
def test_numbers_come_back_bit_for_bit(dtype: np.dtype[Any], legacy: Any, tmp_path: Path) -> None:
    net = dw.Network([40, 30], dtype=dtype)
    info = np.finfo(dtype)
    special = [info.max, -info.max, info.tiny, info.smallest_subnormal, 0.0, -0.0, 1.0, 1e-5, 1e16]
    net.weights[0][:] *= np.logspace(-30, 30, 1200).reshape(30, 40)
    # The largest number in a neuron's weights makes its output infinite: in biases, then.
    net.biases[0][: len(special)] = special
    with np.printoptions(legacy=legacy, precision=2):
        net.to_c_header(tmp_path / "net.h", samples=np.zeros((3, 40)))
    text = (tmp_path / "net.h").read_text("ascii")
    for name, array in (("w1", net.weights[0]), ("b1", net.biases[0])):
        literals = numbers(text, f"net_{name}")
        if dtype == np.float32:
            assert all(literal.endswith("f") for literal in literals)
        assert all("." in literal or "e" in literal for literal in literals)
        back = np.array([literal.removesuffix("f") for literal in literals]).astype(dtype)
        assert back.tobytes() == array.tobytes()

# SPDX-License-Identifier: MIT
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import deltaward as dw
from deltaward.explain.film.model import Film
from deltaward.explain.film.phases import film
from deltaward.explain.film.step import Step, take

Filmed = tuple[dw.Network, Step, Film]


def filmed(
    sizes: list[int], m: int = 1, sample: int = 0, rate: float = 0.5, **settings: Any
) -> Filmed:
    rng = np.random.default_rng(4)
    given: dict[str, Any] = {"activation": "tanh", "dtype": "float64", "seed": 2} | settings
    net = dw.Network(sizes, **given)
    for b in net.biases:
        b[:] = rng.uniform(-0.5, 0.5, b.shape)
    x = rng.standard_normal((m, sizes[0]))
    y = rng.integers(0, sizes[-1], m) if sizes[-1] > 1 else rng.uniform(0.1, 0.9, m)
    step = take(net, x, y, rate, sample)
    return net, step, film(step)


@pytest.fixture
def make() -> Callable[..., Filmed]:
    return filmed

# SPDX-License-Identifier: MIT
"""Chapter 5: how fast the layers learn at the start, ‖∂C/∂b‖ of each over 1,000 images.

The book, with hidden layers of 30 neurons and weights N(0, 1/n): 0.07 and 0.31 with two of them;
0.012, 0.060 and 0.283 with three; 0.003, 0.017, 0.070 and 0.285 with four: an earlier layer learns
about a quarter as fast as the next. Expected: the last hidden layer 0.1 to 0.6, and each 2 to 10
times as fast as the one before; with --quick, on the digits of the package, 1.5 to 12 times. The
exit status is 1 outside. --epochs is how many starts are averaged.

Usage: python examples/book/chapter5_vanishing.py [--quick] [--epochs N] [--data DIR] [--seed N]
"""

import sys

import common
import numpy as np
from common import Range

from deltaward.nielsen import network2

options = common.parse(__doc__, epochs=5, quick_epochs=5)
training_data = common.load(options)[0][:1000]
x, y = (np.hstack(part).T for part in zip(*training_data, strict=True))
verdict = common.Verdict()
for hidden in (2, 3, 4):
    speeds = np.zeros(hidden)
    for _ in range(options.epochs):
        net = network2.Network([x.shape[1], *[30] * hidden, 10])
        # The mean of net.backprop over all samples, at once.
        nabla_b, nabla_w = net.as_network().gradient(x, y)
        speeds += [np.linalg.norm(b) / options.epochs for b in nabla_b[:-1]]
    print(f"{hidden} hidden layers:", *(f"{speed:.3g}" for speed in speeds))
    verdict.expect("speed of the last", float(speeds[-1]), Range(0.1, 0.6))
    for layer in range(1, hidden):
        ratio = float(speeds[layer] / speeds[layer - 1])
        expected = Range(1.5, 12) if options.quick or not options.usual else Range(2, 10)
        verdict.expect(f"layer {layer + 1} / layer {layer}", ratio, expected)
sys.exit(verdict.status)

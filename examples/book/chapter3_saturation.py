# SPDX-License-Identifier: MIT
"""Chapter 3: a neuron that is to learn to answer 0 to the input 1.

With the quadratic cost, η = 0.15, and w = 0.6, b = 0.9 it starts at 0.82 and learns at once: the
book has 0.09 after 300 epochs. From w = b = 2 it starts at 0.98, saturated: σ′ is small, hardly
anything happens for 150 epochs, and the book has 0.20 after 300. With the cross-entropy, where σ′
cancels out, the same start is no trouble. Expected: 0.08 to 0.1, 0.19 to 0.21, and with the
cross-entropy below 0.1; the steps of the first 50 epochs together 0.25 to 0.45, below 0.05, and
above 0.5. The exit status is 1 outside. With other --epochs only the first 50 are judged; --quick
is 50.

Usage: python examples/book/chapter3_saturation.py [--quick] [--epochs N]
"""

import sys

import common
import numpy as np
from common import Range

from deltaward.nielsen import CrossEntropyCost, QuadraticCost, network2

RUNS = (
    (QuadraticCost, 0.6, 0.9, Range(0.25, 0.45), Range(0.08, 0.1)),
    (QuadraticCost, 2.0, 2.0, Range(0, 0.05), Range(0.19, 0.21)),
    (CrossEntropyCost, 2.0, 2.0, Range(0.5, 1), Range(0, 0.1)),
)

options = common.parse(__doc__, epochs=300, quick_epochs=50)
x, y = np.array([[1.0]]), np.array([[0.0]])
verdict = common.Verdict()
for cost, weight, bias, first_steps, at_the_end in RUNS:
    net = network2.Network([1, 1], cost=cost)
    net.weights, net.biases = [np.array([[weight]])], [np.array([[bias]])]
    outputs = [net.feedforward(x).item()]
    for _ in range(max(50, options.epochs)):
        net.update_mini_batch([(x, y)], 0.15, 0.0, 1)
        outputs.append(net.feedforward(x).item())
    name = f"{cost.__name__} from w = {weight}, b = {bias}"
    verdict.expect(f"{name}: way of 50 epochs", outputs[0] - outputs[50], first_steps)
    if options.epochs == 300:
        verdict.expect(f"{name}: output", outputs[-1], at_the_end)
    else:
        print(f"{name}: output {outputs[-1]:.4g}")
sys.exit(verdict.status)

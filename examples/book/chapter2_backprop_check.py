# SPDX-License-Identifier: MIT
"""Chapter 2: is backprop right? Its ∂C/∂w against differences of the cost, and its mean.

For one sample, (C(w + ε) − C(w − ε)) / 2ε of 50 weights of each layer is compared with backprop;
then the mean of backprop over a mini-batch with the gradient that the core's training follows.
Expected: the largest differences, as shares of the largest derivative, below 1e-7 and 1e-12, with
--quick (on the digits of the package) too. The exit status is 1 outside. --epochs: how often to
train before the check, by default not at all beyond one small step.

Usage: python examples/book/chapter2_backprop_check.py [--quick] [--data DIR] [--seed N]
"""

import sys

import common
import numpy as np
from common import Range

from deltaward.nielsen import network2

EPSILON = 1e-5

options = common.parse(__doc__, epochs=1, quick_epochs=1)
training_data = common.load(options)[0][:100]
n_in = len(training_data[0][0])
verdict = common.Verdict()
for cost in (network2.QuadraticCost, network2.CrossEntropyCost):
    net = network2.Network([n_in, 30, 10], cost=cost)
    net.SGD(training_data, options.epochs, 10, 0.5)
    x, y = training_data[0]
    nabla_w = net.backprop(x, y)[1]
    worst = 0.0
    for layer, w in enumerate(net.weights):
        # Where the derivative is largest: a pixel that is 0 says nothing.
        for place in np.argsort(-np.abs(nabla_w[layer]), axis=None)[:50]:
            kept = w.flat[place]
            w.flat[place] = kept + EPSILON
            above = net.total_cost([(x, y)], 0.0)
            w.flat[place] = kept - EPSILON
            below = net.total_cost([(x, y)], 0.0)
            w.flat[place] = kept
            slope = (above - below) / (2 * EPSILON)
            difference = abs(slope - nabla_w[layer].flat[place])
            worst = max(worst, difference / np.abs(nabla_w[layer]).max())
    verdict.expect(f"{cost.__name__}: backprop and differences", worst, Range(0, 1e-7))

    mean = np.mean([net.backprop(x, y)[1][0] for x, y in training_data[:10]], axis=0)
    rows = [np.hstack(part).T for part in zip(*training_data[:10], strict=True)]
    together = net.as_network().gradient(rows[0], rows[1])[1][0]
    worst = np.abs(mean - together).max() / np.abs(mean).max()
    verdict.expect(f"{cost.__name__}: mean and mini-batch", worst, Range(0, 1e-12))
sys.exit(verdict.status)

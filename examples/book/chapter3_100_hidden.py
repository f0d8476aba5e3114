# SPDX-License-Identifier: MIT
"""Chapter 3: all that it has learned, with 100 hidden neurons on all training images.

Cross-entropy, λ = 5, η = 0.5, weights N(0, 1/n), 30 epochs. The book: 97.92 % of the validation
images. Expected: 97.4 to 98.3 % at the best; with --quick, on the digits of the package with
λ = 0.1, 90 to 100 %; with another number of epochs or another seed 85 to 100 %. The exit status is
1 outside.

Usage: python examples/book/chapter3_100_hidden.py [--quick] [--epochs N] [--data DIR] [--seed N]
"""

import sys

import common
from common import Range

from deltaward.nielsen import network2

options = common.parse(__doc__, epochs=30, quick_epochs=20)
training_data, validation_data, test_data = common.load(options)
net = network2.Network([len(training_data[0][0]), 100, 10], cost=network2.CrossEntropyCost)
counts = net.SGD(
    training_data,
    options.epochs,
    10,
    0.5,
    lmbda=0.1 if options.quick else 5.0,
    evaluation_data=validation_data,
    monitor_evaluation_accuracy=True,
)[1]

verdict = common.Verdict()
expected = common.pick(options, Range(97.4, 98.3), Range(90, 100), Range(85, 100))
verdict.expect("best accuracy in %", common.percent(max(counts), validation_data), expected)
sys.exit(verdict.status)

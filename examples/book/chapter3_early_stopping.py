# SPDX-License-Identifier: MIT
"""Chapter 3: stop when the validation accuracy was not better for ten epochs.

1,000 images, 30 hidden neurons, cross-entropy, η = 0.5, λ = 0.1, at most 400 epochs. The book
proposes the rule and gives no figure. Expected: it stops after 12 to 150 epochs, and the best
accuracy until then is 82 to 91 %; with --quick, on 200 digits of the package, after 12 to 150
epochs and 60 to 96 %; with another --epochs or --seed 1 to 400 epochs and 30 to 96 %. The exit
status is 1 outside.

Usage: python examples/book/chapter3_early_stopping.py [--quick] [--epochs N] [--data DIR]
"""

import sys

import common
from common import Range

from deltaward.nielsen import network2

options = common.parse(__doc__, epochs=400, quick_epochs=400)
training_data, validation_data, test_data = common.load(options)
few = training_data[: 200 if options.quick else 1000]
net = network2.Network([len(few[0][0]), 30, 10], cost=network2.CrossEntropyCost)
counts = net.SGD(
    few,
    options.epochs,
    10,
    0.5,
    lmbda=0.1,
    evaluation_data=validation_data,
    monitor_evaluation_accuracy=True,
    early_stopping_n=10,
)[1]

verdict = common.Verdict()
verdict.expect(
    "epochs",
    len(counts),
    common.pick(options, Range(12, 150), Range(12, 150), Range(1, max(400, options.epochs))),
)
verdict.expect(
    "best accuracy in %",
    common.percent(max(counts), validation_data),
    common.pick(options, Range(82, 91), Range(60, 96), Range(30, 96)),
)
sys.exit(verdict.status)

# SPDX-License-Identifier: MIT
"""Chapter 3: 30 hidden neurons learn 1,000 images by heart in 400 epochs.

Cross-entropy, weights N(0, 1), mini-batches of 10, η = 0.5. The book: all of the training images,
but only 82.27 % of the test images, with hardly any progress after epoch 280; the cost on the test
images is lowest around epoch 15 and rises from there on. Expected: 99.9 to 100 %, 79 to 85 %, the
lowest test cost in the first 60 epochs, and at the end 1.1 to 3 times that. With --quick, on 200
digits of the package: 99 to 100 %, 60 to 95 %, the lowest test cost before the last epoch. The exit
status is 1 outside. Other numbers of epochs are judged like --quick, but for the training images.

Usage: python examples/book/chapter3_overfitting.py [--quick] [--epochs N] [--data DIR] [--seed N]
"""

import sys

import common
import numpy as np
from common import Range

from deltaward.nielsen import network2

options = common.parse(__doc__, epochs=400, quick_epochs=200)
training_data, validation_data, test_data = common.load(options)
few = training_data[: 200 if options.quick else 1000]
net = network2.Network([len(few[0][0]), 30, 10], cost=network2.CrossEntropyCost)
net.large_weight_initializer()
test_cost, test_accuracy, training_cost, training_accuracy = net.SGD(
    few,
    options.epochs,
    10,
    0.5,
    evaluation_data=test_data,
    monitor_evaluation_cost=True,
    monitor_evaluation_accuracy=True,
    monitor_training_cost=True,
    monitor_training_accuracy=True,
)

verdict = common.Verdict()
verdict.expect(
    "training accuracy in %",
    common.percent(training_accuracy[-1], few),
    common.pick(options, Range(99.9, 100), Range(99, 100), Range(30, 100)),
)
verdict.expect(
    "best test accuracy in %",
    common.percent(max(test_accuracy), test_data),
    common.pick(options, Range(79, 85), Range(60, 95), Range(30, 95)),
)
verdict.expect(
    "epoch of the lowest test cost",
    int(np.argmin(test_cost)),
    common.pick(options, Range(0, 60), Range(0, 198), Range(0, options.epochs)),
)
verdict.expect(
    "last test cost in lowest ones",
    test_cost[-1] / min(test_cost),
    common.pick(options, Range(1.1, 3), Range(1, 3), Range(1, 3)),
)
sys.exit(verdict.status)

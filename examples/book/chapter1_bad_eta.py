# SPDX-License-Identifier: MIT
"""Chapter 1: the same network with η = 100, far too large, and with η = 0.001, far too small.

The book: about 10 % of the test images with η = 100, as good as guessing, and about 21 % after 30
epochs with η = 0.001. Expected: 8 to 25 %, and 5 to 45 %, at the end; the same with --quick, on the
digits of the package, and with any number of epochs. The exit status is 1 outside.

Usage: python examples/book/chapter1_bad_eta.py [--quick] [--epochs N] [--data DIR] [--seed N]
"""

import sys

import common
from common import Range

from deltaward.nielsen import network

options = common.parse(__doc__, epochs=30, quick_epochs=5)
training_data, validation_data, test_data = common.load(options)
verdict = common.Verdict()
for eta, expected in ((100.0, Range(8, 25)), (0.001, Range(5, 45))):
    net = network.Network([len(training_data[0][0]), 30, 10])
    counts = net.SGD(training_data, options.epochs, 10, eta, test_data=test_data)
    last = common.percent(counts[-1], test_data)
    verdict.expect(f"accuracy in % with eta = {eta}", last, expected)
sys.exit(verdict.status)

# SPDX-License-Identifier: MIT
"""deltaward: plain SGD, mini-batches of 16, a learning rate that falls from epoch to epoch."""

import sys

from goal import EPOCHS, SEED, reached

import deltaward as dw

train, test = dw.datasets.load_mnist(sys.argv[1])
net = dw.Network([784, 128, 10], init="he_normal", seed=SEED)
for epoch in EPOCHS:
    rate = 0.2 * max(0.1, 1 - epoch / 5)
    net.fit(*train, batch_size=16, learning_rate=rate, verbose=0)
    if reached(epoch, net.evaluate(*test)["accuracy"]):
        break

# SPDX-License-Identifier: MIT
"""Train a network with one hidden layer of 128 on MNIST: about 98 % in ten epochs.

Usage: python examples/mnist.py [FOLDER]

FOLDER holds the four IDX files; without it, DELTAWARD_DATA or a download.
"""

import sys
import time

import deltaward as dw

started = time.perf_counter()
train, test = dw.datasets.load_mnist(sys.argv[1] if len(sys.argv) > 1 else None)
net = dw.Network([784, 128, 10])
net.fit(*train, epochs=10, batch_size=32, learning_rate=0.2, validation_data=test)
accuracy = net.evaluate(*test)["accuracy"]
print(f"test accuracy {100 * accuracy:.2f} % after {time.perf_counter() - started:.1f} s")

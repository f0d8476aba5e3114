# SPDX-License-Identifier: MIT
"""Train a network with one hidden layer of 800 and dropout on MNIST: 98.68 %.

Measured after the last of 40 epochs on all 60,000 images, none distorted, in 69 s on two shared
cores of an Intel Xeon with AVX-512. Of three recipes tried for 25 epochs, all within 0.04 %, this
one did best on the last 10,000 training images, held out: 98.50 %.

Usage: python examples/mnist_dropout.py [FOLDER] [--epochs N]

FOLDER holds the four IDX files; without it, DELTAWARD_DATA or a download. Exits with status 1 below
98.6 %.
"""

import argparse
import sys
import time

import deltaward as dw

PROMISED = 0.986

parser = argparse.ArgumentParser(description="Train with dropout on MNIST.")
parser.add_argument("folder", nargs="?", help="of the four IDX files")
parser.add_argument("--epochs", type=int, default=40)
args = parser.parse_args()

started = time.perf_counter()
train, test = dw.datasets.load_mnist(args.folder)
net = dw.Network([784, 800, 10], seed=1)
net.fit(
    *train,
    epochs=args.epochs,
    batch_size=100,
    optimizer=dw.optimizers.Adam(learning_rate=dw.schedules.Cosine(0.001)),
    dropout=[0.2, 0.5],  # of the pixels and of the hidden layer
    verbose=2,
)
accuracy = net.evaluate(*test)["accuracy"]
print(f"test accuracy {100 * accuracy:.2f} % after {time.perf_counter() - started:.1f} s")
sys.exit(accuracy < PROMISED)

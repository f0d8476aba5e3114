# SPDX-License-Identifier: MIT
"""What ``deltaward train`` does when it is not told.

One hidden layer of 100 neurons and plain stochastic gradient descent in mini-batches of 12, with a
learning rate of 0.12.

The book's mini-batches of 10 leave one of the 1,541 digits to be a mini-batch alone at the end of
each epoch, and the step by it alone shows: over 40 seeds the worst test accuracy after two epochs
was 57.8 %, and 85.9 % anywhere after the twentieth. With 12 these are 78.1 % and 93.0 %; with 16
they lie between.

Test accuracy on the digits over the seeds 0 to 99, with AVX-512 and AVX2 alike: 97.27 to 98.83 %,
mean 98.02 %, in 0.1 to 0.2 s of training. On MNIST, 10 epochs over the seeds 0 to 4: 97.36 to
97.78 %, mean 97.59 %, in 5 s. (One core of an Intel Xeon with AVX-512.)
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from deltaward.datasets.folder import Split

HIDDEN = 100
BATCH_SIZE = 12
LEARNING_RATE = 0.12

# Images that all epochs together should show, within limits: MNIST gets 10 epochs, the digits 60.
SHOWN = 600_000
EPOCHS_AT_LEAST = 5
EPOCHS_AT_MOST = 60


def default_epochs(images: int) -> int:
    """Return how many epochs a number of training images gets."""
    return max(EPOCHS_AT_LEAST, min(EPOCHS_AT_MOST, SHOWN // images))


def count_classes(split: "Split") -> int:
    """Return how many outputs the labels need, which count from 0; a choice needs two."""
    (_, y_train), (_, y_test) = split
    return max(2, 1 + int(y_train.max()), 1 + int(y_test.max()))


def default_sizes(split: "Split") -> list[int]:
    """Return one input a pixel, the hidden layer, and one output a class."""
    return [split[0][0].shape[1], HIDDEN, count_classes(split)]

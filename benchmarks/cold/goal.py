# SPDX-License-Identifier: MIT
"""What each script does at the end of an epoch: tell, and stop at 98.0 % or after the last one.

``SCRIPT FOLDER SEED EPOCHS``: the folder has the four .gz files; EPOCHS is how many there may be.

NumPy's OpenBLAS starts its threads when it is imported, and each spins for 0.1 s before it sleeps:
0.04 s of deltaward's process on two cores, which unpack and check files meanwhile, and as much of
JAX's. So every script but scikit-learn's, which multiplies with it, asks for one.
"""

import json
import sys

GOAL = 0.98
# Adam whose rate falls in a line within FALL epochs, and a few percent of each target for the other
# classes, without which it takes an epoch or two more. Of what reaches 98.0 % in 2 or 3 epochs with
# most seeds in deltaward, this is the quicker in JAX: 3, 3, 3, 4, 4 and 5 epochs with six seeds, in
# less time than 2 to 4 with mini-batches of 48 and a rate of 0.005. deltaward's script has those.
BATCH, RATE, FALL = 128, 8e-3, 3
BETA2, SMOOTHING = 0.99, 0.05
LAST = 0.05  # of the rate, from then on
SEED = int(sys.argv[2])
EPOCHS = range(int(sys.argv[3]))


def rate(epochs):
    """Return the peers' learning rate after so many epochs, 2.5 for example."""
    return RATE * max(LAST, 1 - epochs / FALL)


def reached(epoch, accuracy):
    """Print the epoch's result at once: who reads it takes the time. True: it was the last."""
    print(json.dumps({"epochs": epoch + 1, "accuracy": float(accuracy)}), flush=True)
    return accuracy >= GOAL

# SPDX-License-Identifier: MIT
"""deltaward: Adam whose rate falls in a line within two epochs, and smoothed labels.

With three of four seeds that is enough. The others go on with a twentieth of the rate.
"""

import os
import sys

# Of NumPy's products nothing is asked here, and its threads would begin with spinning: see goal.py.
os.environ["OPENBLAS_NUM_THREADS"] = "1"

from goal import BETA2, EPOCHS, LAST, SEED, SMOOTHING, reached

import deltaward as dw
from deltaward.callbacks import LambdaCallback

BATCH, RATE, FALL = 48, 5e-3, 2


def rate(step):
    return RATE * max(LAST, 1 - step * BATCH / (FALL * len(train[0])))


def look(epoch, logs):
    net.stop_training = reached(epoch, logs["val_accuracy"])


train, test = dw.datasets.load_mnist(sys.argv[1])
net = dw.Network([784, 128, 10], init="he_normal", seed=SEED)
net.fit(
    *train,
    epochs=len(EPOCHS),
    batch_size=BATCH,
    optimizer=dw.optimizers.Adam(learning_rate=rate, beta1=0.85, beta2=BETA2),
    label_smoothing=SMOOTHING,
    validation_data=test,
    callbacks=LambdaCallback(on_epoch_end=look),
    verbose=0,
)

# SPDX-License-Identifier: MIT
"""The options of ``deltaward train`` that say how a step is made."""

from deltaward import optimizers, schedules
from deltaward.cli import recipe, values
from deltaward.cli.named import named, settings, weights
from deltaward.cli.option import Option

STEPS = (
    Option(
        name="epochs",
        takes=values.whole(0),
        metavar="N",
        help=f"passes over the data (default: {recipe.EPOCHS_AT_MOST} for the digits, fewer for "
        f"more images: {recipe.default_epochs(60_000)} for mnist)",
    ),
    Option(
        name="batch-size",
        takes=values.whole(1),
        metavar="N",
        help=f"images of a mini-batch (default: {recipe.BATCH_SIZE}; for rprop all)",
    ),
    Option(
        name="optimizer",
        takes=named(optimizers.names(), "momentum=0.95"),
        metavar="NAME",
        default=("sgd", {}),
        help=f"what makes a step of a gradient (default: sgd): {', '.join(optimizers.names())}; "
        "with settings of its own as in momentum:momentum=0.95",
    ),
    Option(
        name="learning-rate",
        takes=values.rate(),
        metavar="F",
        help="of a step, for the mean gradient of a mini-batch (default: "
        f"{recipe.LEARNING_RATE} for sgd, else what the optimizer has); with a schedule the "
        "highest, or the first",
    ),
    Option(
        name="schedule",
        takes=named(schedules.NAMES, "warmup=0.1"),
        metavar="NAME",
        default=("constant", {}),
        help="how the learning rate changes (default: constant): "
        f"{', '.join(schedules.NAMES)}; with settings of its own as in cosine:warmup=0.1, "
        "step:every=10,factor=0.5, step:at=30/60 or plateau:patience=3",
    ),
    Option(
        name="seed",
        takes=values.whole(0),
        metavar="N",
        default=0,
        help="of the first weights, of the order of the images and of all else that is drawn "
        "(default: 0)",
    ),
    Option(
        name="threads",
        takes=values.whole(1, 1024),
        metavar="N",
        help="how many share the work (default: as many as it is worth); any number gives the "
        "same weights",
    ),
)

REGULARIZATION = (
    Option(
        name="l1",
        takes=values.rate(),
        metavar="F",
        default=0.0,
        help="lambda of lambda/n times the sum of |w| (default: 0)",
    ),
    Option(
        name="l2",
        takes=values.rate(),
        metavar="F",
        default=0.0,
        help="lambda of lambda/2n times the sum of w squared, weight decay (default: 0)",
    ),
    Option(
        name="dropout",
        takes=values.shares(),
        metavar="P[,P...]",
        default=0.0,
        help="share of the activations that are left out: of all hidden layers, of each of them, "
        "or of the inputs and each of them (default: 0)",
    ),
    Option(
        name="max-norm",
        takes=values.positive(),
        metavar="F",
        help="the greatest length of the weights into a neuron (default: no limit)",
    ),
    Option(
        name="clip-norm",
        takes=values.positive(),
        metavar="F",
        help="the greatest length of the gradient (default: no limit)",
    ),
    Option(
        name="clip-value",
        takes=values.positive(),
        metavar="F",
        help="the greatest size of each element of the gradient (default: no limit)",
    ),
    Option(
        name="label-smoothing",
        takes=values.share(),
        metavar="F",
        default=0.0,
        help="share of a target that is spread over all classes (default: 0)",
    ),
    Option(
        name="input-noise",
        takes=values.rate(),
        metavar="F",
        default=0.0,
        help="standard deviation of noise on the inputs, of which white is 1 (default: 0)",
    ),
    Option(
        name="augment",
        takes=settings("shift=1,rotate=10,elastic=36/6"),
        metavar="HOW",
        help="distort the images, anew in each epoch: shift=1 (pixels), rotate=10 (degrees), "
        "scale=0.1, elastic=36/6 (strength and smoothness), with commas between; shape=H/W "
        "for images that are not square",
    ),
    Option(
        name="class-weight",
        takes=weights(),
        metavar="HOW",
        help="how much the classes count: balanced, so that each counts the same in all, or "
        "weights like 3=2,8=0.5 (default: 1 each)",
    ),
)

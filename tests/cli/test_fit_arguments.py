# SPDX-License-Identifier: MIT
"""From options to the arguments of fit: the same weights as when fit is called."""

from argparse import Namespace
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import deltaward as dw
from deltaward import metrics, optimizers, schedules
from deltaward.cli import recipe
from deltaward.cli.fit_arguments import tell

Run = Callable[..., Any]
Fails = Callable[..., str]
SGD = optimizers.SGD
COSINE = schedules.Cosine(0.12, warmup=0.2)


@pytest.mark.parametrize(
    ("argv", "arguments"),
    [
        ("--optimizer momentum", {"optimizer": "momentum"}),
        ("--optimizer adam --learning-rate 0.01", {"optimizer": "adam", "learning_rate": 0.01}),
        (
            "--optimizer adamw:weight_decay=0.2,beta1=0.8",
            {"optimizer": optimizers.AdamW(weight_decay=0.2, beta1=0.8)},
        ),
        ("--optimizer rprop", {"optimizer": "rprop", "batch_size": None}),
        ("--optimizer rprop --batch-size 1541", {"optimizer": "rprop", "batch_size": 1541}),
        ("--schedule cosine:warmup=0.2", {"learning_rate": COSINE}),
        ("--schedule step:at=1", {"learning_rate": schedules.Step(0.12, at=[1])}),
        (
            "--optimizer lion --schedule exponential:factor=0.5,smooth=false --learning-rate 0.001",
            {
                "optimizer": optimizers.Lion(
                    learning_rate=schedules.Exponential(0.001, factor=0.5, smooth=False)
                )
            },
        ),
        (
            "--optimizer adam --schedule one_cycle",
            {"optimizer": optimizers.Adam(learning_rate=schedules.OneCycle(0.001))},
        ),
        ("--l1 0.5 --l2 2", {"l1": 0.5, "l2": 2}),
        ("--dropout 0.4", {"dropout": 0.4}),
        ("--dropout 0.2,0.4", {"dropout": [0.2, 0.4]}),
        ("--max-norm 0.5", {"max_norm": 0.5}),
        ("--clip-norm 0.1", {"clip_norm": 0.1}),
        ("--clip-value 0.001", {"clip_value": 0.001}),
        ("--label-smoothing 0.2", {"label_smoothing": 0.2}),
        ("--input-noise 0.3", {"input_noise": 0.3}),
        (
            "--augment shift=0.5,rotate=10,scale=0.1,elastic=6/2,shape=8/8",
            {"augment": dw.Augment(shift=0.5, rotate=10, scale=0.1, elastic=(6, 2), shape=(8, 8))},
        ),
        ("--class-weight balanced", {"class_weight": "balanced"}),
        ("--class-weight 3=2,8=0.5", {"class_weight": {3: 2, 8: 0.5}}),
        ("--threads 2 --batch-size 200", {"threads": 2, "batch_size": 200}),
    ],
)
def test_it_is_what_fit_does(run: Run, argv: str, arguments: dict[str, Any]) -> None:
    given = ["train", "--epochs", "2", "--quiet", "--sizes", "64,20,10"]
    assert run(*given, *argv.split(), "--output", "a.st").status == 0
    plain = dw.Network([64, 20, 10])
    net = dw.Network([64, 20, 10])
    (x, y), _ = dw.datasets.load_digits()
    usual: dict[str, Any] = {"batch_size": recipe.BATCH_SIZE}
    if "optimizer" not in arguments and "learning_rate" not in arguments:
        usual["learning_rate"] = recipe.LEARNING_RATE
    plain.fit(
        x,
        y,
        epochs=2,
        batch_size=recipe.BATCH_SIZE,
        learning_rate=recipe.LEARNING_RATE,
        verbose=0,
    )
    net.fit(x, y, epochs=2, verbose=0, **(usual | arguments))
    saved = dw.load("a.st")
    for one, other in zip(saved.weights, net.weights, strict=True):
        assert np.array_equal(one, other)
    assert not np.array_equal(plain.weights[0], saved.weights[0])  # the option does something


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        ("--optimizer adamx", "--optimizer: 'adamx'; expected one of sgd, momentum"),
        ("--optimizer sgd:momentum=1", "--optimizer: momentum: no setting of SGD; expected none"),
        (
            "--optimizer adam:learning_rate=1",
            "--optimizer: learning_rate: no setting of Adam; expected one of beta1, beta2, epsilon",
        ),
        ("--optimizer adam:beta1=1.5", "--optimizer: beta1: 1.5; expected 0 to 1"),
        ("--optimizer adam:beta1=x", "--optimizer: beta1: 'x'; expected a number"),
        ("--optimizer rprop --batch-size 10", "--batch-size: 10 with RPROP"),
        ("--schedule cosinus", "--schedule: 'cosinus'; expected one of constant, step"),
        ("--schedule cosine:every=3", "--schedule: every: not an option of the schedule cosine"),
        ("--schedule cosine:final=3", "--schedule: final: 3.0; expected at most"),
        ("--schedule cosine:warmup=9999", "--schedule: warmup: 9999 steps; expected at most"),
        ("--schedule plateau:monitor=val_f1,mode=max", "--schedule: monitor: 'val_f1' is not"),
        ("--schedule step:at=3/2", "--schedule: at: [3, 2]; expected at least one epoch"),
        ("--l1 -1", "--l1: '-1'; expected a finite number of at least 0"),
        ("--l2 x", "--l2: 'x'; expected a finite number of at least 0"),
        ("--dropout 1", "--dropout: '1'; expected a number from 0 to below 1"),
        ("--dropout 0.1,0.1,0.1", "--dropout: 3 rates; expected a number, 1 of the hidden"),
        ("--dropout 0.1 --sizes 64,10", "--dropout: 0.1, and the network has no hidden layer"),
        ("--max-norm 0", "--max-norm: '0'; expected a finite number above 0"),
        ("--clip-norm inf", "--clip-norm: 'inf'; expected a finite number above 0"),
        ("--clip-value -1", "--clip-value: '-1'; expected a finite number above 0"),
        ("--label-smoothing 1", "--label-smoothing: '1'; expected a number from 0 to below 1"),
        (
            "--label-smoothing 0.1 --cost quadratic",
            "--label-smoothing: 0.1, and the cost is quadratic; expected cross_entropy",
        ),
        ("--input-noise -1", "--input-noise: '-1'; expected a finite number of at least 0"),
        ("--augment shift", "--augment: 'shift'; expected settings like shift=1,rotate=10"),
        ("--augment turn=1", "--augment: turn: no setting of Augment; expected one of shift,"),
        ("--augment rotate=200", "--augment: rotate: 200; expected 0 to 180"),
        ("--augment elastic=36", "--augment: elastic: 36 of type int; expected alpha/sigma"),
        ("--augment shift=1,shape=4/4", "--augment: shape: (4, 4) is 16 pixels; expected 64"),
        ("--class-weight fair", "--class-weight: 'fair'; expected balanced, or weights"),
        ("--class-weight 10=2", "--class-weight: class 10; expected 0 to 9"),
        ("--class-weight 1=-2", "--class-weight: -2 for class 1; expected a finite number"),
        ("--metrics f2", "--metrics: 'f2' is not known; expected one of accuracy"),
        ("--metrics f1,f1", "--metrics: 'f1' twice"),
        ("--metrics mae", "--metrics: mae is of values, and the targets are classes"),
        ("--early-stopping -1", "--early-stopping: '-1'; expected a whole number"),
        ("--early-stopping soon", "--early-stopping: 'soon'; expected a whole number"),
        ("--threads 0", "--threads: '0'; expected a whole number from 1 to 1024"),
        ("--threads 1025", "--threads: '1025'; expected a whole number from 1 to 1024"),
        ("--plot x.gif", "--plot: 'x.gif'; expected a name that ends with .png, .svg or .pdf"),
        ("--plot x.png --epochs 0", "--plot: with --epochs 0 there are no figures to draw"),
        ("--csv x --output x", "--csv: x is the file of --output too"),
        ("--checkpoint x --output ./x", "--checkpoint: x is the file of --output too"),
        ("--resume x --output x", "--checkpoint: x is the file of --output too"),
    ],
)
def test_what_is_refused(fails: Fails, argv: str, told: str) -> None:
    assert fails(2, "train", "--epochs", 1, *argv.split()).startswith(told)


def test_an_error_that_no_option_can_mend_stays_as_it_is() -> None:
    given = Namespace(l2=1.0, resume=None)
    assert tell(ValueError("x: nan at row 3"), given) == "x: nan at row 3"
    assert tell(ValueError("l2: nan"), given) == "--l2: nan"


def test_images_that_are_not_square(run: Run, fails: Fails, folder: Any) -> None:
    argv = ["train", "--data", folder, "--epochs", 1, "--augment"]
    told = fails(2, *argv, "shift=1")
    assert told.startswith("--augment: shape: None means square images, and 12 inputs are no squ")
    assert told.endswith("expected height/width")
    assert run(*argv, "shift=1,shape=3/4").status == 0


def test_the_help_names_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    from deltaward.cli import main

    main(["train", "--help"])
    text = " ".join(capsys.readouterr().out.split())
    for name in optimizers.names() + list(schedules.NAMES):
        assert name in text
    # Those of values are for no data set that the command line knows.
    for name in set(metrics.KNOWN) - {"mae", "r2"}:
        assert name in text

# SPDX-License-Identifier: MIT
"""The table of a run in a notebook; it needs no matplotlib."""

import math
import subprocess
import sys

import deltaward as dw
from wellformed import Reader

NAN = math.nan


def run(**figures: list[float]) -> dw.History:
    made = dw.History()
    made.history = {**figures, "seconds": [0.5] * len(next(iter(figures.values())))}
    return made


def test_first_best_last() -> None:
    found = Reader(
        run(
            cost=[2.0, 0.25, 0.5],
            accuracy=[0.5, 0.75, 0.625],
            val_odd=[1.0, 2.0, 3.0],
            learning_rate=[0.1, 0.05, 0.01],
        )._repr_html_()
    )
    assert "History: 3 epochs, 1.5 s" in found.text
    assert found.rows == [
        ["", "first", "best", "last", ""],
        ["cost", "2", "lowest: 0.25, epoch 2", "0.5", ""],
        ["accuracy", "50.00 %", "highest: 75.00 %, epoch 2", "62.50 %", ""],
        ["val_odd", "1", "", "3", ""],
        ["learning_rate", "0.1", "", "0.01", ""],
    ]
    assert [svg["aria-label"] for svg in found.named("svg")] == [
        f"{key}, epoch by epoch" for key in ("cost", "accuracy", "val_odd", "learning_rate")
    ]


def test_one_epoch_and_a_constant_learning_rate() -> None:
    found = Reader(run(cost=[2.0], accuracy=[NAN], learning_rate=[0.1])._repr_html_())
    assert "History: 1 epoch, 0.5 s, learning rate 0.1" in found.text
    assert found.rows[1:] == [["cost", "2", "lowest: 2, epoch 1", "2", ""]]


def test_nan_in_between() -> None:
    found = Reader(run(cost=[NAN, 1.0, math.inf], accuracy=[0.5, 0.5, NAN])._repr_html_())
    assert found.rows[1][1:4] == ["nan", "lowest: 1, epoch 2", "inf"]
    assert found.rows[2][1:4] == ["50.00 %", "highest: 50.00 %, epoch 1", "nan"]


def test_no_epochs() -> None:
    assert "History: 0 epochs, 0 s" in Reader(dw.History()._repr_html_()).text


def test_keys_are_escaped() -> None:
    key = 'val_<script>"&'
    html = run(**{key: [1.0, 2.0]})._repr_html_()
    assert "<script" not in html
    assert Reader(html).rows[1][0] == key


def test_matplotlib_is_left_alone() -> None:
    code = (
        "import sys, deltaward; run = deltaward.History(); "
        "run.append({'cost': 1.0, 'seconds': 0.1}); run._repr_html_(); "
        "assert 'matplotlib' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)

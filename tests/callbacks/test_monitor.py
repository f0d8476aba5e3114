# SPDX-License-Identifier: MIT
from functools import partial
from pathlib import Path

import pytest

from deltaward.callbacks import (
    Callback,
    CSVLogger,
    EarlyStopping,
    LambdaCallback,
    ModelCheckpoint,
)
from fake_run import FakeRun
from resumed_run import digest, images, network


@pytest.mark.parametrize(
    ("monitor", "improving"),
    [
        *((name, (2.0, 1.0)) for name in ("cost", "val_cost", "val_loss", "val_mse")),
        *((name, (2.0, 1.0)) for name in ("val_mean_squared_error", "val_log_loss")),
        *((name, (1.0, 2.0)) for name in ("accuracy", "val_accuracy", "val_f1", "val_r2")),
        *((name, (1.0, 2.0)) for name in ("val_top_5_accuracy", "val_macro_precision")),
    ],
)
def test_auto_tells_by_the_name(monitor: str, improving: tuple[float, float]) -> None:
    """Of two epochs, one that improves waits on and one that does not stops it."""
    for figures, best in ((improving, improving[1]), (improving[::-1], improving[1])):
        stopping = EarlyStopping(monitor)
        FakeRun().drive([stopping], [{monitor: value} for value in figures])
        assert stopping.best == best
        assert stopping.stopped_epoch == (0 if figures == improving else 1)


@pytest.mark.parametrize("monitor", ["val_spread", "learning_rate", "accuracy_cost"])
def test_auto_asks_where_the_name_does_not_tell(monitor: str) -> None:
    with pytest.raises(ValueError, match=f"mode: 'auto', and the name '{monitor}' does not tell"):
        EarlyStopping(monitor)
    assert EarlyStopping(monitor, mode="max").monitor == monitor


def test_a_mode_overrules_the_name() -> None:
    stopping = EarlyStopping("cost", mode="max")
    FakeRun().drive([stopping], [{"cost": 1.0}, {"cost": 2.0}])
    assert stopping.best == 2.0


def test_a_figure_that_is_not_there() -> None:
    logs = [{"cost": 1.0, "accuracy": 0.5, "seconds": 0.1}]
    with pytest.raises(
        ValueError,
        match="monitor: 'val_cost' is not among the figures of this training; expected one of "
        r"cost, accuracy, seconds \(val_ figures come with validation_data",
    ):
        FakeRun().drive([EarlyStopping()], logs)
    with pytest.raises(ValueError, match=r"monitor: 'loss' is not .* cost, accuracy, seconds$"):
        FakeRun().drive([ModelCheckpoint("x", "loss", save_best_only=True)], logs)
    with pytest.raises(ValueError, match=r"monitor: 'val_f1' is not .* cost, val_cost$"):
        FakeRun().drive([EarlyStopping("val_f1")], [{"cost": 1.0, "val_cost": 1.0}])


@pytest.mark.parametrize(
    ("callback", "message"),
    [
        (EarlyStopping(), r"monitor: 'val_cost' is not among .*; expected one of cost, accuracy, "
         r"learning_rate, seconds \(val_ figures come with validation_data"),
        (EarlyStopping("loss"), "monitor: 'loss' is not among"),
        (ModelCheckpoint("a", "loss", save_best_only=True), "monitor: 'loss' is not among"),
        (ModelCheckpoint("{val_f1}"), r"path: '\{val_f1\}' holds \{val_f1\}; expected figures of"),
    ],
)  # fmt: skip
def test_fit_refuses_it_before_anything_changes(
    callback: Callback, message: str, tmp_path: Path
) -> None:
    """Also the file of a logger that comes first."""
    net = network()
    before, log = digest(net), tmp_path / "log.csv"
    log.write_text("kept", "utf-8")
    logger = CSVLogger(log)
    for others in ([logger], [logger, LambdaCallback(on_epoch_begin=print)]):
        with pytest.raises(ValueError, match=message):
            net.fit(*images(), callbacks=[*others, callback], verbose=0)
    assert digest(net) == before
    assert log.read_text("utf-8") == "kept"


def test_a_figure_that_a_callback_adds() -> None:
    """What functions of the caller's own add is known only after the first epoch."""

    class Adds(Callback):
        def on_epoch_end(self, epoch: int, logs: dict[str, float]) -> None:
            logs["mine"] = 1.0 + epoch

    add = partial(lambda epoch, logs: logs.update(mine=1.0 + epoch))
    for adding in (Adds(), LambdaCallback(on_epoch_end=add)):
        stopping = EarlyStopping("mine", mode="min", patience=2)
        net = network()
        assert net.fit(*images(), epochs=9, callbacks=[adding, stopping], verbose=0).epochs == 3
        with pytest.raises(ValueError, match="monitor: 'mine' is not among the figures"):
            net.fit(*images(), callbacks=[stopping, adding], verbose=0)
        with pytest.raises(ValueError, match=r"monitor: 'their_cost' is .* seconds, mine"):
            net.fit(*images(), callbacks=[adding, EarlyStopping("their_cost")], verbose=0)


def test_it_is_missed_before_it_is_looked_at() -> None:
    with pytest.raises(ValueError, match="monitor: 'val_cost'"):
        FakeRun().drive([EarlyStopping(start_from_epoch=9)], [{"cost": 1.0}])

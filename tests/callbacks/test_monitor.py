# SPDX-License-Identifier: MIT
import pytest

from deltaward.callbacks import EarlyStopping, ModelCheckpoint
from fake_run import FakeRun


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


def test_it_is_missed_before_it_is_looked_at() -> None:
    with pytest.raises(ValueError, match="monitor: 'val_cost'"):
        FakeRun().drive([EarlyStopping(start_from_epoch=9)], [{"cost": 1.0}])

# SPDX-License-Identifier: MIT
"""Where a checkpoint can't be written is known before the first epoch; what it holds: training/."""

from pathlib import Path

import pytest

from deltaward.callbacks import Checkpoint, LambdaCallback
from resumed_run import digest, images, network


def test_what_can_not_be_written_is_known_before_the_first_epoch(tmp_path: Path) -> None:
    net = network()
    before, epochs = digest(net), []
    watch = LambdaCallback(on_epoch_begin=lambda epoch, logs: epochs.append(epoch))
    with pytest.raises(FileNotFoundError, match=r"path: '.*x': there is no such folder"):
        net.fit(*images(), callbacks=[watch, Checkpoint(tmp_path / "none" / "x")], verbose=0)
    with pytest.raises(IsADirectoryError, match=r"path: .* is a folder; expected a file in it"):
        net.fit(*images(), callbacks=[watch, Checkpoint(tmp_path)], verbose=0)
    assert digest(net) == before
    assert epochs == []
    assert not list(tmp_path.iterdir())

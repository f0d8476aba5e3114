# SPDX-License-Identifier: MIT
"""Training on files that stay where they are."""

import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import deltaward as dw
from deltaward import _core
from deltaward.datasets import read_idx, write_idx
from resumed_run import digest, images, network

AT_ONCE = 16  # blocks that are shuffled among each other


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_a_mapped_file_trains_as_the_array(optimizer: str, tmp_path: Path) -> None:
    x, y = images(500)
    write_idx(tmp_path / "x", x)
    write_idx(tmp_path / "y", y.astype(np.uint8))
    mapped, labels = (read_idx(tmp_path / name, mmap=True) for name in "xy")
    nets = [network() for _ in range(3)]
    options: dict[str, Any] = {"epochs": 2, "optimizer": optimizer, "verbose": 0}
    histories = [
        nets[0].fit(mapped, labels, **options),
        nets[1].fit(x, y, shuffle="blocks", **options),
        nets[2].fit(mapped[:], np.asarray(labels), **options),  # views of it are mapped too
    ]
    found = {digest(net, history) for net, history in zip(nets, histories, strict=True)}
    assert len(found) == 1


def test_the_blocks_are_of_one_megabyte(tmp_path: Path) -> None:
    """3000 rows of 784 bytes are three blocks, which show in the bits."""
    rng = np.random.default_rng(0)
    x = rng.integers(0, 2, (3000, 784), dtype=np.uint8)
    y = np.arange(3000) % 2
    write_idx(tmp_path / "x", x)
    mapped = read_idx(tmp_path / "x", mmap=True)
    rows = (1 << 20) // 784
    expected = dw.Network([784, 3, 2], seed=8)
    for epoch in range(2):
        order = _core.permutation(3000, 8, epoch, rows)
        expected.fit(x[order], y[order], shuffle=False, verbose=0)
    nets = {}
    for name, inputs, shuffle in (
        ("mapped", mapped, True),
        ("reshaped", mapped.reshape(-1, 28, 28).reshape(3000, 784), True),
        ("blocks", x, "blocks"),
        ("any", x, True),
    ):
        nets[name] = dw.Network([784, 3, 2], seed=8)
        nets[name].fit(inputs, y, epochs=2, shuffle=shuffle, verbose=0)
    assert digest(nets["mapped"]) == digest(expected)
    assert digest(nets["reshaped"]) == digest(expected)
    assert digest(nets["blocks"]) == digest(expected)
    assert digest(nets["any"]) != digest(expected)


@pytest.mark.parametrize("block", [1, 2, 7, 10, 64])
@pytest.mark.parametrize("n", [2, 63, 64, 65, 640, 10_007])
def test_an_order_in_blocks(n: int, block: int) -> None:
    order = _core.permutation(n, 5, 9, block)
    assert order.dtype == np.uint32
    assert np.array_equal(np.sort(order), np.arange(n))
    assert np.array_equal(order, _core.permutation(n, 5, 9, block))
    if block >= n:
        assert np.array_equal(order, _core.permutation(n, 5, 9))
        return
    # Read one after the other: groups of 16 whole blocks, only one block of all being shorter.
    seen: set[int] = set()
    left, groups = n, 0
    while left:
        within = order[n - left :]
        size = 0
        blocks: set[int] = set()
        while size < left and len({*blocks, int(within[size]) // block}) <= AT_ONCE:
            blocks.add(int(within[size]) // block)
            size += 1
        assert not seen & blocks
        assert size == sum(min(block, n - b * block) for b in blocks)
        seen |= blocks
        left -= size
        groups += 1
    assert groups == math.ceil(math.ceil(n / block) / AT_ONCE)


def test_the_order_depends_on_seed_and_epoch() -> None:
    orders = {
        _core.permutation(5000, seed, epoch, block).tobytes()
        for seed in (0, 1, 2**64 - 1)
        for epoch in (0, 1, 2**40)
        for block in (0, 10, 100)
    }
    assert len(orders) == 27


def test_blocks_come_in_every_order() -> None:
    """Which block is in the first group, and where in it a row lands, is uniform: χ² tests."""
    epochs, n, block = 2000, 400, 10
    first, place = np.zeros(40), np.zeros(160)
    for epoch in range(epochs):
        order = _core.permutation(n, 3, epoch, block)
        first[np.unique(order[:160] // block)] += 1
        place[np.flatnonzero(order[:160] == order[:160].min())] += 1
    share = 16 / 40
    # Of 40 blocks 16 are taken without putting back: 39 degrees of freedom, 99.99 % below 79.
    assert ((first - epochs * share) ** 2).sum() / (epochs * share * (1 - share)) * 39 / 40 < 79
    expected = epochs / 160
    assert ((place - expected) ** 2).sum() / expected < 234  # 159 degrees, 99.99 %


def test_a_big_endian_file_is_refused_with_advice(tmp_path: Path) -> None:
    write_idx(tmp_path / "x", np.ones((20, 4), np.float32))
    mapped = read_idx(tmp_path / "x", mmap=True)
    net = dw.Network([4, 2])
    with pytest.raises(TypeError, match=r"^x: dtype >f4; expected the machine's byte order"):
        net.fit(mapped, np.zeros(20, int), verbose=0)


HUGE = """
import struct, sys
import numpy as np
import deltaward as dw
from deltaward.callbacks import Callback
from deltaward.datasets import read_idx

def status():
    with open("/proc/self/status") as file:
        lines = dict(line.split(":", 1) for line in file)
    return {name: int(lines[name].split()[0]) >> 10 for name in ("RssAnon", "RssFile", "VmRSS")}

folder, rows = sys.argv[1], 4 * 2**30 // 784
for name, shape in (("x", (rows, 28, 28)), ("y", (rows,))):
    with open(f"{folder}/{name}", "wb") as file:
        file.write(struct.pack(f">BBBB{len(shape)}I", 0, 0, 8, len(shape), *shape))
        file.truncate(4 + 4 * len(shape) + int(np.prod(shape, dtype=np.int64)))
x = read_idx(f"{folder}/x", mmap=True).reshape(rows, 784)
y = read_idx(f"{folder}/y", mmap=True)
assert x.nbytes > 4.2e9 and len(y) == rows

class Stop(Callback):
    most = {}
    def on_train_batch_end(self, batch, logs):
        for name, value in status().items():
            self.most[name] = max(value, self.most.get(name, 0))
        self.net.stop_training = batch == 49

net = dw.Network([784, 10, 10], seed=1)
before = status()
stop = Stop()
history = net.fit(x, y, batch_size=100, callbacks=stop, verbose=0)
assert net._core.optimizer_steps == 50
grown = {name: stop.most[name] - before[name] for name in before}
print(stop.most["RssAnon"], grown["RssAnon"], grown["RssFile"], grown["VmRSS"])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc, which is Linux's")
def test_four_gigabytes_are_not_read_into_memory(tmp_path: Path) -> None:
    """The file is holes. Its pages are the file's: the system takes them back when it needs to."""
    run = subprocess.run(
        [sys.executable, "-c", HUGE, str(tmp_path)], capture_output=True, text=True, timeout=100
    )
    assert not run.returncode, run.stderr
    anonymous, grown, files, total = map(int, run.stdout.split())
    assert anonymous <= 300  # MB, all of the process
    # For 5.5 million samples 4 bytes each of order and of class, 44 MB, and a little to work with.
    assert grown < 100
    # Labels, and of the images what 50 mini-batches touch in 16 blocks, with read-ahead.
    assert files < 100
    assert total < 200

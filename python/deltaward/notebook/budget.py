# SPDX-License-Identifier: MIT
"""How much of the time something beside the work may take."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Budget:
    """Says when the next update may come, so that all of them stay a share of the elapsed time.

    Parameters
    ----------
    share : float
        At most so much of the time since `start` is spent.
    interval : float
        Seconds between two updates, at least.
    clock : callable, optional
        Returns seconds.
    """

    def __init__(
        self, share: float, interval: float, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        self.share, self.interval, self.clock = share, interval, clock
        self.start()

    def start(self) -> None:
        """Forget what was spent, and begin to count."""
        self._began = self.clock()
        self._ended = -float("inf")  # the last update
        self.spent = 0.0
        self._last = 0.0  # what it took: the next will take about as long

    @property
    def is_due(self) -> bool:
        """Whether an update may come, which is expected to take as long as the last one."""
        now = self.clock()
        if now - self._ended < self.interval:
            return False
        return self.spent + self._last <= self.share * (now - self._began)

    @contextmanager
    def spending(self) -> Iterator[None]:
        """Count the time that the block takes."""
        begun = self.clock()
        try:
            yield
        finally:
            self._ended = self.clock()
            self._last = self._ended - begun
            self.spent += self._last

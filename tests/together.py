# SPDX-License-Identifier: MIT
"""Several threads that begin at once."""

import threading
from collections.abc import Callable
from typing import Any

SECONDS = 60  # after which a thread hangs


def together(*jobs: Callable[[], Any]) -> list[Any]:
    """Begin all at once and return what they raise, None for nothing."""
    barrier = threading.Barrier(len(jobs))
    raised: list[Any] = [None] * len(jobs)

    def run(i: int) -> None:
        barrier.wait(SECONDS)
        try:
            jobs[i]()
        except Exception as error:
            raised[i] = error

    threads = [threading.Thread(target=run, args=(i,), daemon=True) for i in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
        assert not thread.is_alive(), "a thread hangs"
    return raised

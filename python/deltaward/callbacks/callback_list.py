# SPDX-License-Identifier: MIT
"""All callbacks of a training run as one."""

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from deltaward.callbacks.base import Callback, Logs, Run
from deltaward.callbacks.given import checked
from deltaward.callbacks.terminate_on_nan import TerminateOnNaN


class CallbackList:
    """Checks the callbacks, calls them in their order, and closes them however it ends.

    A block ``with CallbackList(callbacks) as hooks:`` closes all callbacks at its end. An error
    from inside the block passes as it is; what fails in closing then is only noted on it.

    Parameters
    ----------
    callbacks : iterable of Callback, Callback or None
        Those that `deltaward.Network.fit` was given.

    Raises
    ------
    TypeError
        If one of them is a class, not a callback, or overrides a hook that is never called.
    ValueError
        If one of them is in the list twice.
    """

    def __init__(self, callbacks: Iterable[Callback] | Callback | None = ()) -> None:
        self._callbacks = checked(callbacks)
        self._batch_hooks = self._overridden("on_train_batch_end")
        self._tick_hooks = self._overridden("on_train_tick")

    def __len__(self) -> int:
        return len(self._callbacks)

    def __iter__(self) -> Iterator[Callback]:
        return iter(self._callbacks)

    def _overridden(self, hook: str) -> list[Callable[[int, Logs], None]]:
        found = [getattr(callback, hook) for callback in self._callbacks]
        own = getattr(Callback, hook)
        return [method for method in found if getattr(method, "__func__", None) is not own]

    @property
    def overrides_batch_hook(self) -> bool:
        """Whether `on_train_batch_end` has to be called."""
        return bool(self._batch_hooks)

    @property
    def overrides_tick_hook(self) -> bool:
        """Whether `on_train_tick` has to be called."""
        return bool(self._tick_hooks)

    def set_run(self, run: Run) -> None:
        """Tell all callbacks of the run that begins."""
        for callback in self._callbacks:
            callback.run = run

    def check_figures(self, figures: Collection[str]) -> None:
        """Have each look whether the figures that it needs will be there, as far as is known."""
        for callback in self._callbacks:
            callback.check_figures(figures)
            if _may_add_figures(callback):
                return

    def on_train_begin(self, logs: Logs) -> None:
        """Call this hook of each."""
        for callback in self._callbacks:
            callback.on_train_begin(logs)

    def on_train_end(self, logs: Logs) -> None:
        """Call this hook of each."""
        for callback in self._callbacks:
            callback.on_train_end(logs)

    def on_epoch_begin(self, epoch: int, logs: Logs) -> None:
        """Call this hook of each."""
        for callback in self._callbacks:
            callback.on_epoch_begin(epoch, logs)

    def on_epoch_end(self, epoch: int, logs: Logs) -> None:
        """Call this hook of each."""
        for callback in self._callbacks:
            callback.on_epoch_end(epoch, logs)

    def on_train_batch_end(self, batch: int, logs: Logs) -> None:
        """Call this hook of those that override it."""
        for hook in self._batch_hooks:
            hook(batch, logs)

    def on_train_tick(self, batch: int, logs: Logs) -> None:
        """Call this hook of those that override it."""
        for hook in self._tick_hooks:
            hook(batch, logs)

    def diverged(self, error: FloatingPointError) -> bool:
        """Tell each `TerminateOnNaN` that the training diverged.

        Returns
        -------
        bool
            Whether there is one, so that the run ends quietly instead of with the error.
        """
        told = [c for c in self._callbacks if isinstance(c, TerminateOnNaN)]
        for callback in told:
            callback.diverged(error)
        return bool(told)

    def close(self) -> None:
        """Close each, the others also if one of them fails; then raise what failed."""
        with ExitStack() as stack:
            for callback in reversed(self._callbacks):
                stack.callback(callback.close)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self.close()
        except Exception as failure:
            if error is None:
                raise
            error.add_note(f"And closing the callbacks failed: {failure!r}")


def _may_add_figures(callback: Callback) -> bool:
    # Also a LambdaCallback, whose hook is the function that it was given. Estimators add theirs.
    module: str = getattr(callback.on_epoch_end, "__module__", None) or ""
    return module.split(".")[0] != "deltaward" or module.startswith("deltaward.sklearn.")

# SPDX-License-Identifier: MIT
"""What happens beside the training: stopping, saving, logging, and hooks of your own.

The hooks are Keras'. Give objects to ``net.fit(..., callbacks=[...])``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from deltaward.callbacks.base import Callback, Run
    from deltaward.callbacks.callback_list import CallbackList
    from deltaward.callbacks.checkpoint import Checkpoint
    from deltaward.callbacks.csv_logger import CSVLogger
    from deltaward.callbacks.early_stopping import EarlyStopping
    from deltaward.callbacks.lambda_callback import LambdaCallback
    from deltaward.callbacks.learning_rate_scheduler import LearningRateScheduler
    from deltaward.callbacks.model_checkpoint import ModelCheckpoint
    from deltaward.callbacks.progress_bar import ProgressBar
    from deltaward.callbacks.tensorboard import TensorBoard
    from deltaward.callbacks.terminate_on_nan import TerminateOnNaN

__all__ = [
    "CSVLogger",
    "Callback",
    "CallbackList",
    "Checkpoint",
    "EarlyStopping",
    "LambdaCallback",
    "LearningRateScheduler",
    "ModelCheckpoint",
    "ProgressBar",
    "Run",
    "TensorBoard",
    "TerminateOnNaN",
]

_MODULES = {
    "CSVLogger": "csv_logger",
    "Callback": "base",
    "CallbackList": "callback_list",
    "Checkpoint": "checkpoint",
    "EarlyStopping": "early_stopping",
    "LambdaCallback": "lambda_callback",
    "LearningRateScheduler": "learning_rate_scheduler",
    "ModelCheckpoint": "model_checkpoint",
    "ProgressBar": "progress_bar",
    "Run": "base",
    "TensorBoard": "tensorboard",
    "TerminateOnNaN": "terminate_on_nan",
}

# Each file is imported when it is needed. Type checkers see the imports above.
if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Import a public name when it is first asked for."""
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
        globals()[name] = found
        return found

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})

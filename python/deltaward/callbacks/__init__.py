# SPDX-License-Identifier: MIT
"""What happens beside the training: stopping, saving, logging, and hooks of your own.

The hooks are Keras'. Give objects to ``net.fit(..., callbacks=[...])``.
"""

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

# SPDX-License-Identifier: MIT
"""The training itself, with errors in the words of the command line."""

from argparse import Namespace
from typing import Any

from deltaward.cli import fit_arguments, watching
from deltaward.cli.errors import FailedError, UsageError
from deltaward.datasets.folder import Split
from deltaward.history import History
from deltaward.network import Network


def fit(
    net: Network, split: Split, given: Namespace, watch: watching.Watching, how: dict[str, Any]
) -> History:
    """Call `deltaward.Network.fit`, and say in the words of the command line what went wrong.

    Raises
    ------
    UsageError
        If an argument is refused.
    FailedError
        If the training diverged.
    """
    try:
        return net.fit(*split[0], **how)
    except FloatingPointError as error:
        raise FailedError(_diverged(error, given)) from error
    except (TypeError, ValueError) as error:
        # What is refused before the begin is wrong use, but for a file that is no checkpoint.
        if watch.begun or str(error).removeprefix("resume: ").startswith(f"{given.resume}:"):
            raise
        raise UsageError(fit_arguments.tell(error, given)) from error


def _diverged(error: FloatingPointError, given: Namespace) -> str:
    if not hasattr(error, "step"):
        return str(error)
    where = str(error).removeprefix("training diverged: ").partition("; ")[0]
    rate = "--learning-rate"
    if given.learning_rate is not None:
        rate += f" than {given.learning_rate:g}"
    return f"training diverged: {where}{unwritten(given)}; a smaller {rate} may help"


def unwritten(given: Namespace) -> str:
    """Return the end of a message of a run that does not come to its end."""
    return f"; {given.output} was not written" if given.output is not None else ""

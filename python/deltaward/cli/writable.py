# SPDX-License-Identifier: MIT
"""Whether a result can be saved, found out before the hour of work and not after it."""

from deltaward.atomic import atomic_write


class _OnlyATrialError(Exception):
    """Ends the writing of a file that is not to be written."""


def check_writable(path: str) -> None:
    """Raise the OSError that saving to `path` would raise; an old file stays as it is."""
    try:
        with atomic_write(path):
            raise _OnlyATrialError
    except _OnlyATrialError:
        pass

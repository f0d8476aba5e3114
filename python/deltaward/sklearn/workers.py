# SPDX-License-Identifier: MIT
"""How many threads an estimator trains with."""

from joblib.parallel import get_active_backend


def threads(given: int | None) -> int | None:
    """Return what was given, and 1 instead of None in a worker of joblib.

    ``GridSearchCV(n_jobs=2)`` and the like train in processes or threads of joblib, as many as
    there are cores for. joblib tells the libraries that it knows to keep to one thread there; ours
    has to ask.
    """
    if given is not None:
        return given
    backend, _ = get_active_backend()
    return 1 if getattr(backend, "nesting_level", 0) else None

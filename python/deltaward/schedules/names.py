# SPDX-License-Identifier: MIT
"""A schedule from what a command line gives."""

from dataclasses import fields
from typing import Any

from deltaward import arguments
from deltaward.schedules.base import Schedule

# Names, not classes: whoever lists them in a help imports none.
_KINDS = {
    "constant": "Constant",
    "step": "Step",
    "exponential": "Exponential",
    "cosine": "Cosine",
    "one_cycle": "OneCycle",
    "plateau": "ReduceOnPlateau",
}
NAMES = tuple(_KINDS)


def by_name(name: str, learning_rate: float, **options: Any) -> Schedule:
    """Make one of the schedules in this package.

    Parameters
    ----------
    name : str
        constant, step, exponential, cosine, one_cycle or plateau.
    learning_rate : float
        Its highest or first rate.
    **options
        What else the schedule takes.

    Returns
    -------
    Schedule

    Raises
    ------
    TypeError
        If the schedule has no such option, or one is of the wrong type.
    ValueError
        If there is no such schedule, or an option is out of range.
    """
    from deltaward import schedules

    kind = getattr(schedules, _KINDS[arguments.choice(name, "schedule", NAMES)])
    known = [f.name for f in fields(kind) if f.init and f.name != "learning_rate"]
    for option in options:
        if option not in known:
            raise TypeError(
                f"{option}: not an option of the schedule {name}; expected "
                f"{'one of ' + ', '.join(known) if known else 'none'}"
            )
    made: Schedule = kind(learning_rate, **options)
    return made

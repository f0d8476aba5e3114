# SPDX-License-Identifier: MIT
"""A schedule from what a caller gives."""

from collections.abc import Callable

from deltaward import arguments
from deltaward.schedules import checks
from deltaward.schedules.base import Schedule
from deltaward.schedules.constant import Constant
from deltaward.schedules.custom import Custom


def resolve(
    learning_rate: float | Schedule | Callable[[int], float], argument: str = "learning_rate"
) -> Schedule:
    """Make a schedule of what is given as a learning rate.

    Parameters
    ----------
    learning_rate : float, Schedule or callable
        A number becomes a `Constant`, a function of the step a `Custom`, a schedule stays itself.
    argument : str, default "learning_rate"
        The name of the argument in errors about a number or a type.

    Returns
    -------
    Schedule

    Raises
    ------
    TypeError
        If it is none of them, or the function returns what is no number.
    ValueError
        If a rate is negative, infinite or NaN.
    """
    if isinstance(learning_rate, Schedule):
        return learning_rate
    if callable(learning_rate):
        return Custom(learning_rate)
    try:
        rate = arguments.number(learning_rate, argument)
    except TypeError as error:
        raise TypeError(
            f"{error}, an object of deltaward.schedules or a function of the step"
        ) from None
    return Constant(checks.rate(rate, argument))

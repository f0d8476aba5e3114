# SPDX-License-Identifier: MIT
"""What every metric is: started, fed with blocks of rows, asked for one number."""

from abc import ABC, abstractmethod
from typing import ClassVar, Literal

import numpy.typing as npt

Needs = Literal["anything", "classes", "probabilities", "values"]


class Metric(ABC):
    """A number about targets and outputs that is computed in blocks of rows.

    Derive from it for a metric of your own, or give `deltaward.Network.fit` a plain function.

    Parameters
    ----------
    name : str, optional
        Its key in `deltaward.History` is ``val_`` and this name. A derived class may have it as a
        class attribute instead.

    Attributes
    ----------
    needs : {"anything", "classes", "probabilities", "values"}
        Of which networks it can be asked: of all; of those whose outputs or targets stand for
        classes; of those whose outputs are probabilities; of those whose targets are values.
    """

    needs: ClassVar[Needs] = "anything"
    name: str

    def __init__(self, name: str | None = None) -> None:
        if name is not None:
            if not isinstance(name, str):
                raise TypeError(f"name: {name!r}; expected a str")
            if not name:
                raise ValueError("name: ''; expected at least one letter")
            self.name = name
        self.start()

    @abstractmethod
    def start(self) -> None:
        """Forget all blocks."""

    @abstractmethod
    def update(self, y_true: npt.ArrayLike, outputs: npt.ArrayLike) -> None:
        """Take in a block of m rows.

        The metrics of this package have a third parameter, ``sample_weight=None``, for an array
        (m,) of the rows' weights, not negative: 2 is the same as having the row twice. One of your
        own without it is measured without weights.

        Parameters
        ----------
        y_true : (m,) array of int, or (m, n_out) array
            Class indices or target values; with one output, (m,) values too.
        outputs : (m, n_out) array
            Activations of the output layer.

        Raises
        ------
        TypeError, ValueError
            For arrays that do not fit each other or the metric.
        """

    @abstractmethod
    def result(self) -> float:
        """Compute the metric of all rows since `start`; ValueError if there were none."""

    def check(self, outputs: int) -> None:
        """Raise ValueError if the metric makes no sense for so many outputs; any will do here."""
        del outputs


def counted(name: str, rows: float) -> float:
    """Return the number of rows, or raise if there were none."""
    if not rows:
        raise ValueError(f"{name}: no rows yet; expected update() before result()")
    return rows

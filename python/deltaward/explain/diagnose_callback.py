# SPDX-License-Identifier: MIT
"""A diagnosis beside the training."""

import warnings
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import numpy.typing as npt

from deltaward import arguments
from deltaward.arrays import as_array
from deltaward.callbacks import Callback, checks
from deltaward.callbacks.base import Logs
from deltaward.explain.findings import Thresholds

if TYPE_CHECKING:
    from deltaward.explain.diagnosis import Diagnosis


class DiagnoseCallback(Callback):
    """Diagnose the network after epochs and warn, once, of each kind of finding in each layer.

    Parameters
    ----------
    samples : (x, y)
        What to diagnose on, as `deltaward.Network.diagnose` takes it. A few hundred will do.
    every : int, default 1
        After how many epochs each.
    **thresholds
        Those of `deltaward.Network.diagnose`.

    Attributes
    ----------
    diagnosis : Diagnosis or None
        The last one.

    Raises
    ------
    TypeError, ValueError
        For a bad argument; for samples that do not fit the network, when the training begins.

    Examples
    --------
    >>> from deltaward.explain import DiagnoseCallback
    >>> net.fit(x, y, callbacks=[DiagnoseCallback((x[:500], y[:500]), every=5)])
    """

    def __init__(
        self,
        samples: tuple[npt.ArrayLike, npt.ArrayLike],
        every: int = 1,
        **thresholds: Any,
    ) -> None:
        if not isinstance(samples, (tuple, list)) or len(samples) != 2:
            raise TypeError(f"samples: {type(samples).__name__}; expected (x, y)")
        self.samples = as_array(samples[0], "samples[0]"), as_array(samples[1], "samples[1]")
        self.every = arguments.integer(every, "every", 1)
        known = [threshold.name for threshold in fields(Thresholds)]
        for name in thresholds:
            if name not in known:
                raise TypeError(f"{name}: no threshold; expected one of {', '.join(known)}")
        self.thresholds = Thresholds(**thresholds)
        self.diagnosis: Diagnosis | None = None
        self._told: set[tuple[str, int]] = set()

    def on_train_begin(self, logs: Logs) -> None:
        """Forget an earlier training, and check that the samples fit."""
        self.diagnosis = None
        self._told = set()
        self.net._core.dataset(*self.samples, None, "samples[0]", "samples[1]")

    def on_epoch_end(self, epoch: int, logs: Logs) -> None:
        """Diagnose, and warn of what is new."""
        if (epoch + 1) % self.every:
            return
        from deltaward.explain.diagnosis import diagnose

        self.diagnosis = diagnose(self.net, *self.samples, self.thresholds)
        for finding in self.diagnosis.findings:
            key = finding.kind, finding.layer
            if key not in self._told:
                self._told.add(key)
                # The line that warns would be one inside fit: no place of the user's.
                warnings.warn(f"epoch {epoch + 1}: {finding.text}", UserWarning, stacklevel=2)

    def get_state(self) -> dict[str, Any]:
        """Return what was told of."""
        return {"told": sorted([kind, layer] for kind, layer in self._told)}

    def set_state(self, state: dict[str, Any]) -> None:
        """Go on without telling it again."""
        checks.state_keys(state, ["told"])
        self._told = {(str(kind), int(layer)) for kind, layer in state["told"]}

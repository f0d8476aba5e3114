# SPDX-License-Identifier: MIT
"""Pictures of a network and its training, drawn with matplotlib: ``pip install 'deltaward[plot]'``.

Each function returns a ``matplotlib.figure.Figure``, which a notebook shows, and writes it where
``path`` says: PNG, SVG or PDF, as its suffix asks. What draws is imported with the first picture.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from deltaward.plots.confusion import confusion_matrix
    from deltaward.plots.delta_maps import deltas
    from deltaward.plots.mistakes import misclassified
    from deltaward.plots.saturation_curves import saturation
    from deltaward.plots.weight_images import weights

__all__ = ["confusion_matrix", "deltas", "misclassified", "saturation", "weights"]

_MODULES = {
    "confusion_matrix": "confusion",
    "deltas": "delta_maps",
    "misclassified": "mistakes",
    "saturation": "saturation_curves",
    "weights": "weight_images",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    function = getattr(importlib.import_module(f"{__name__}.{_MODULES[name]}"), name)
    globals()[name] = function
    return function


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

# SPDX-License-Identifier: MIT
"""Estimators for scikit-learn: the parameters and attributes of its own, on deltaward's core.

They go where scikit-learn's ``MLPClassifier`` and ``MLPRegressor`` go (pipelines, searches,
ensembles, calibration), begin with the same weights for the same ``random_state``, and
stop by the same rules. Beyond those they take weights of classes, dropout, an activation for each
layer, other costs and optimizers, callbacks, and data to validate on.

``import deltaward`` leaves this package alone, as it needs scikit-learn 1.6 or newer:
``pip install 'deltaward[sklearn]'``.
"""

try:
    from sklearn.utils.validation import validate_data  # noqa: F401  # since 1.6
except ImportError as error:
    raise ImportError(
        f"deltaward.sklearn needs scikit-learn 1.6 or newer, which can't be imported ({error}): "
        "pip install 'deltaward[sklearn]'"
    ) from error

from deltaward.sklearn.classifier import MLPClassifier
from deltaward.sklearn.regressor import MLPRegressor

__all__ = ["MLPClassifier", "MLPRegressor"]

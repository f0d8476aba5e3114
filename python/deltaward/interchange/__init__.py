# SPDX-License-Identifier: MIT
"""Networks that were made elsewhere; the way out is `deltaward.exporting`."""

from deltaward.interchange.keras_layers import from_keras
from deltaward.interchange.onnx_file import from_onnx
from deltaward.interchange.scikit_learn import from_sklearn
from deltaward.interchange.torch_modules import from_torch

__all__ = ["from_keras", "from_onnx", "from_sklearn", "from_torch"]

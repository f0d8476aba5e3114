# SPDX-License-Identifier: MIT
"""Networks that were made elsewhere; the way out is `deltaward.exporting`.

What does the work is imported when it is called: `import deltaward` is to stay quick.
"""

import os
from typing import TYPE_CHECKING, Any

from deltaward import costs
from deltaward.network import Network

if TYPE_CHECKING:
    import onnx

__all__ = ["from_keras", "from_onnx", "from_sklearn", "from_torch"]


def from_onnx(
    model: "str | os.PathLike[str] | onnx.ModelProto",
    *,
    cost: str | costs.Cost | None = None,
    output_activation: str | None = None,
    output: str | None = None,
) -> Network:
    """Make a network of an ONNX model.

    Parameters
    ----------
    model : path or onnx.ModelProto
        A perceptron, as `Network.to_onnx`, PyTorch, Keras or skl2onnx write it, or by hand: one
        chain of matrix products, biases and activations. Activations are recognised by what their
        nodes compute, whichever those are. What else is affine folds into the weights: scalings of
        the inputs, batch normalisation. Flatten, Dropout, casts and the like are passed over.
    cost : str or Cost, optional
        Default: that of the network that `Network.to_onnx` wrote; otherwise cross_entropy if it
        ends with softmax or sigmoid, else quadratic.
    output_activation : str, optional
        For a model without one: "softmax" for what was trained on logits.
    output : str, optional
        The output to read, if there are several. Default: the only one, or the only one of floats.

    Returns
    -------
    Network
        With the model's outputs, in the dtype of its weights. A model of uint8 pixels becomes a
        network that gives the same for uint8 pixels (which it scales by 1/255 itself). The two
        probabilities that skl2onnx makes of one sigmoid become a softmax of two neurons.

    Raises
    ------
    ImportError
        If onnx is not installed; ``pip install 'deltaward[onnx]'`` brings it.
    OSError
        If the file can't be read.
    TypeError
        If `model` is something else, or for a bad argument.
    ValueError
        If it is no ONNX model, or for a part that no network of deltaward has, with the node's
        name and operator and the reason. The message begins with the path.

    Notes
    -----
    Nothing in a file is executed. Shapes and sizes are checked before anything of their size is
    made, and tensors in other files are read from the model's own folder only.
    """
    from deltaward.interchange import onnx_file

    return onnx_file.read(model, cost, output_activation, output)


def from_torch(
    module: Any, *, cost: str | costs.Cost | None = None, output_activation: str | None = None
) -> Network:
    """Make a network of a PyTorch module.

    Parameters
    ----------
    module : torch.nn.Sequential or torch.nn.Linear
        Of Linear, with and without bias, the ten activations with deltaward's settings (LeakyReLU
        with slope 0.01, the exact GELU), Flatten, and Sequential again. Dropout is left out: it
        does nothing in inference, and in training `Network.fit` has its own. The weights are
        copied from wherever they are.
    cost : str or Cost, optional
        Default: cross_entropy if the network ends with softmax or sigmoid, quadratic otherwise.
    output_activation : str, optional
        For a module without one: "softmax" for what is trained with CrossEntropyLoss, "sigmoid"
        with BCEWithLogitsLoss.

    Returns
    -------
    Network
        With the module's outputs in inference, in the dtype of its weights.

    Raises
    ------
    ImportError
        If PyTorch is not installed.
    TypeError
        If `module` is no module of PyTorch.
    ValueError
        For a part that no network of deltaward has, naming it as `state_dict` does.
    """
    from deltaward.interchange import torch_modules

    return torch_modules.build(module, cost, output_activation)


def from_keras(
    model: Any, *, cost: str | costs.Cost | None = None, output_activation: str | None = None
) -> Network:
    """Make a network of a Keras 3 model.

    Parameters
    ----------
    model : keras.Sequential, or a keras.Model whose layers are one chain
        Of Dense, with and without bias, the activations of deltaward as a Dense's ``activation``
        or a layer (LeakyReLU with slope 0.01), Flatten, and such models again. Dropout is left
        out: it does nothing in inference, and in training `Network.fit` has its own.
    cost : str or Cost, optional
        Default: cross_entropy if the network ends with softmax or sigmoid, quadratic otherwise.
    output_activation : str, optional
        For a model without one: "softmax" or "sigmoid" for what is trained with
        ``from_logits=True``.

    Returns
    -------
    Network
        With the model's outputs in inference, in the dtype of its weights.

    Raises
    ------
    ImportError
        If Keras is not installed.
    TypeError
        If `model` is something else, such as a model with a ``call`` of its own.
    ValueError
        If it is not built, or for a layer that no network of deltaward has, naming it.
    """
    from deltaward.interchange import keras_layers

    return keras_layers.build(model, cost, output_activation)


def from_sklearn(estimator: Any, *, cost: str | costs.Cost | None = None) -> Network:
    """Make a network of a fitted perceptron of scikit-learn.

    Parameters
    ----------
    estimator : sklearn.neural_network.MLPClassifier or MLPRegressor
    cost : str or Cost, optional
        Default: that of the estimator, cross_entropy or quadratic.

    Returns
    -------
    Network
        Its outputs are those of ``predict_proba`` or ``predict``, in the dtype of the estimator's
        weights; for two classes, one sigmoid, the probability of ``classes_[1]``. `predict` gives
        indices into ``classes_``.

    Raises
    ------
    TypeError
        If `estimator` is something else, such as a Pipeline.
    ValueError
        If it is not fitted, or has an output activation that deltaward has not.
    """
    from deltaward.interchange import scikit_learn

    return scikit_learn.build(estimator, cost)

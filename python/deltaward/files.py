# SPDX-License-Identifier: MIT
"""Networks from files; what is in one is in `deltaward.storage`."""

import os
from typing import Any

from deltaward import storage, tensors
from deltaward.atomic import to_path
from deltaward.costs import Cost
from deltaward.network import Network
from deltaward.proof import provenance_in


def load(path: str | os.PathLike[str], *, cost: Cost | None = None) -> Network:
    """Read a network that `deltaward.Network.save` or a `deltaward.callbacks.Checkpoint` wrote.

    Parameters
    ----------
    path : path
        The file.
    cost : Cost, optional
        The cost of one's own that the network was made with: a file does not hold code.

    Returns
    -------
    Network
        With what its optimizer remembers, if that was saved too.

    Raises
    ------
    TypeError
        If `path` is not a path.
    OSError
        If there is no such file, or it can't be read.
    ValueError
        If it is no safetensors file, is damaged (its digest is not that of its bytes), holds no
        network, or a tensor is missing, left over, or of another shape or dtype than the
        architecture says; the message begins with the path. Also for a network with a cost of its
        own that is not given, or given to one without.
    """
    to_path(path)
    path = os.fspath(path)
    with storage.opened(path) as (about, file):
        optimizer = storage.read_optimizer(path, about)
        slots = 0 if optimizer is None else optimizer[0].slots
        shapes = tensors.shapes_of(about["sizes"], slots)
        storage.check_tensors(path, file, shapes, about["dtype"])
        try:
            provenance = provenance_in(about.get("proof"))
        except ValueError as error:
            raise ValueError(f"{path}: {error}") from error
        net = _build(path, about, cost)
        if optimizer is not None:
            net._use_optimizer(optimizer[0])
            net._core.optimizer_steps = optimizer[1]
        storage.restore(net, file)
    net._epochs_trained = about["epochs_trained"]
    net._provenance = provenance
    return net


def _build(path: str, about: dict[str, Any], cost: Cost | None) -> Network:
    if (about["cost"] == "custom") != (cost is not None):
        raise ValueError(
            f"{path}: the network has the cost {about.get('custom_cost', about['cost'])!r}; "
            + ("give it as cost=..." if cost is None else "expected no other cost")
        )
    try:
        return Network(
            about["sizes"],
            activation=about["activations"],
            cost=about["cost"] if cost is None else cost,
            init="glorot_uniform",
            dtype=about["dtype"],
            seed=about["seed"],
        )
    except (ValueError, TypeError) as error:
        raise ValueError(f"{path}: {error}") from error

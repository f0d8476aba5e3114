# SPDX-License-Identifier: MIT
"""A network, and what its optimizer remembers, in plain values and arrays."""

from typing import Any

from deltaward import optimizers, storage, tensors
from deltaward.network import Network


def held(net: Network) -> dict[str, Any]:
    """Return all that `restored` needs to go on training bit for bit."""
    memory = {
        name: array.copy()
        for name, array in tensors.arrays_of(net).items()
        if name.startswith("optimizer.")
    }
    about = storage.describe_optimizer(net)
    return {"network": net.__getstate__(), "optimizer": about, "memory": memory}


def restored(state: dict[str, Any]) -> Network:
    """Make the network that `held` returned."""
    net = Network.__new__(Network)
    net.__setstate__(state["network"])
    about = state["optimizer"]
    if about is not None:
        net._use_optimizer(optimizers.make(about["name"], about["settings"]))
        net._core.optimizer_steps = about["steps"]
        arrays = tensors.arrays_of(net)
        for name, array in state["memory"].items():
            arrays[name][:] = array
    return net

# SPDX-License-Identifier: MIT
"""Networks of PyTorch's modules."""

from collections.abc import Iterator
from typing import Any

from deltaward.base import Array
from deltaward.costs import Cost
from deltaward.exporting.torch_modules import MODULES, library
from deltaward.interchange.chain import Chain
from deltaward.network import Network

PASSED_OVER = ("Identity", "Dropout", "AlphaDropout", "Dropout1d")
ELSEWHERE = "write it with torch.onnx.export and read that with deltaward.from_onnx"


def build(module: Any, cost: str | Cost | None, output_activation: str | None) -> Network:
    """Make a network of a PyTorch module. See `deltaward.from_torch`."""
    torch = library("from_torch")
    if not isinstance(module, torch.nn.Module):
        raise TypeError(
            f"module: {module!r} of type {type(module).__name__}; expected a torch.nn.Module"
        )
    chain = Chain("module")
    for name, part in _parts(torch, module):
        _append(torch, chain, part, f"{name} ({type(part).__name__})".lstrip())
    return chain.network(cost, output_activation)


def _parts(torch: Any, module: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Take Sequentials apart; one with a `forward` or hooks of its own is one part."""
    if type(module).forward is not torch.nn.Sequential.forward or _has_hooks(module):
        yield prefix, module
        return
    for name, part in module._modules.items():  # named_children leaves out what is there twice
        yield from _parts(torch, part, f"{prefix}.{name}" if prefix else name)


def _has_hooks(part: Any) -> bool:
    return bool(part._forward_hooks or part._forward_pre_hooks)


def _is_lazy(torch: Any, part: Any) -> bool:
    """Say whether its weights are still to be made, which is a hook's work too."""
    return isinstance(part, torch.nn.modules.lazy.LazyModuleMixin)


def _append(torch: Any, chain: Chain, part: Any, where: str) -> None:
    nn = torch.nn
    # Spectral and weight norm and pruning came as such hooks before parametrizations.
    if _has_hooks(part) and not _is_lazy(torch, part):
        raise chain.error(
            where,
            "forward hooks, which may change its outputs; expected none (see the handle that "
            "registering returned, torch.nn.utils.remove_spectral_norm, remove_weight_norm, "
            "prune.remove)",
        )
    if isinstance(part, nn.Linear) and type(part).forward is nn.Linear.forward:
        bias = None if part.bias is None else _array(torch, chain, part.bias, where)
        chain.linear(_array(torch, chain, part.weight, where), bias, where)
        return
    kind = type(part).__name__
    if type(part) is not getattr(nn, kind, None):
        raise chain.error(where, f"expected a layer of torch.nn; {ELSEWHERE}")
    if kind in PASSED_OVER:
        return
    if kind == "Flatten":
        if (part.start_dim, part.end_dim) not in ((1, -1), (-1, -1)):
            raise chain.error(where, "expected Flatten(), which keeps the rows")
        return
    for name, (known, settings) in MODULES.items():
        if kind == known:
            _check_settings(chain, part, settings, where)
            chain.activation(name, where)
            return
    if kind == "LogSoftmax":
        raise chain.error(
            where,
            "its outputs are logarithms; leave it out and give output_activation='softmax'",
        )
    if kind == "BatchNorm1d":
        raise chain.error(where, f"for it to fold into the weights, {ELSEWHERE}")
    raise chain.error(where, "no layer that a network of deltaward has")


def _check_settings(chain: Chain, part: Any, settings: dict[str, Any], where: str) -> None:
    for setting, expected in settings.items():
        found = getattr(part, setting)
        # Rows are samples: dimension 1 is the last; None means it. Beyond a threshold of 20 or
        # more, softplus is z to nine digits.
        fits = {
            "dim": found in (None, 1, -1),
            "threshold": setting == "threshold" and found >= 20,
        }.get(setting, found == expected)
        if not fits:
            raise chain.error(where, f"{setting}={found!r}; expected {expected!r}")


def _array(torch: Any, chain: Chain, tensor: Any, where: str) -> Array:
    if torch.nn.parameter.is_lazy(tensor) or tensor.is_meta:
        raise chain.error(where, "the weights are not initialised")
    if tensor.dtype not in (torch.float32, torch.float64):
        raise chain.error(where, f"{tensor.dtype}; expected torch.float32 or torch.float64")
    array: Array = tensor.detach().cpu().numpy()
    return array

# SPDX-License-Identifier: MIT
"""How the figures of a network on its test images are told."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from deltaward.network import Network


ALWAYS = ("accuracy", "cost")


def correct(figures: dict[str, float], images: int) -> int:
    """Return how many images an accuracy, which is never NaN for labels, stands for."""
    return round(figures["accuracy"] * images)


def line(figures: dict[str, float], images: int) -> str:
    """Return ``test accuracy 97.66 %  (250 of 256)  cost 0.0983``."""
    return (
        f"test accuracy {100 * figures['accuracy']:.2f} %  "
        f"({correct(figures, images)} of {images})  cost {figures['cost']:.4f}"
    )


def others(figures: dict[str, float]) -> str:
    """Return what else was measured, ``f1 0.9712  top_3 0.9961``; "" if nothing was."""
    return "  ".join(f"{k} {v:.4f}" for k, v in figures.items() if k not in ALWAYS)


def record(data: str, figures: dict[str, float], images: int) -> dict[str, Any]:
    """Return the same for ``--json``."""
    return {
        "data": data,
        "accuracy": figures["accuracy"],
        "correct": correct(figures, images),
        "images": images,
        "cost": figures["cost"],
        **{name: value for name, value in figures.items() if name not in ALWAYS},
    }


def describe(net: "Network") -> str:
    """Return ``64-100-10, relu and softmax, cross_entropy, float32``."""
    names = net.activations
    hidden = ", ".join(dict.fromkeys(names[:-1]))
    return (
        f"{'-'.join(map(str, net.sizes))}, {hidden}{' and ' if hidden else ''}{names[-1]}, "
        f"{net.cost}, {net.dtype.name}"
    )

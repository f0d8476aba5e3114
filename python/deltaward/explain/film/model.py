# SPDX-License-Identifier: MIT
"""What a frame of a film shows, before anything is drawn."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Neuron:
    """A neuron with the numbers that are known of it by now; "" where there is none yet.

    Attributes
    ----------
    number : int
        In its layer, from 0.
    inside, above, below, beside : str
        a; z; Wᵀδ, δ, ∂C/∂b or b; the target.
    new : tuple of str
        Which of these came in this phase.
    """

    number: int
    inside: str = ""
    above: str = ""
    below: str = ""
    beside: str = ""
    new: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Edges:
    """The edges into a layer.

    Attributes
    ----------
    kind : str
        "old" or "new": at rest, as wide as the weights before or after the step. "forward": w a.
        "back": w δ. "gradient": ∂C/∂w. "update": from the old weight to the new one.
    values : (shown, shown of the layer before) array
        Width and sign of each; of "update" the new weights.
    before : array or None
        Of "update" the old weights.
    """

    kind: str
    values: Array
    before: Array | None = None


@dataclass(frozen=True)
class Panel:
    """The numbers beside the network: a grid, its first row the head, and lines below it.

    A cell may have two lines. The last row is bold if it is what the rows come to.
    """

    title: str
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()
    is_sum: bool = False


@dataclass(frozen=True, eq=False)
class Phase:
    """A part of the step: what is known after it, and what happens in it.

    Attributes
    ----------
    name : str
        "input", "z", "a", "BP1", "Wᵀδ", "BP2", "BP3", "BP4", "update" or "end".
    colour : str
        "forward", "back", "gradient" or "new".
    layer : int
        The one it is about, counted from 1; 0: all of them.
    title, equation, words : str
        Above the picture.
    neurons : tuple of tuples of Neuron
        The shown ones of each layer, the input's first.
    edges : tuple of Edges
        One for each non-input layer.
    panel : Panel
        Beside the network.
    """

    name: str
    colour: str
    layer: int
    title: str
    equation: str
    words: str
    neurons: tuple[tuple[Neuron, ...], ...]
    edges: tuple[Edges, ...]
    panel: Panel

    @property
    def moves(self) -> bool:
        """Whether something happens in it, or it only shows how things stand."""
        return self.name not in ("input", "end")


@dataclass(frozen=True)
class Frame:
    """A phase, and how much of it has happened, above 0 to 1."""

    phase: Phase
    progress: float

    @property
    def finished(self) -> bool:
        """Whether it is the last of its phase."""
        return self.progress == 1


@dataclass(frozen=True)
class Film:
    """The phases of a step, in their order.

    Attributes
    ----------
    sizes : tuple of int
        Those of the network.
    activations : tuple of str
        Of its non-input layers.
    phases : tuple of Phase
    """

    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    phases: tuple[Phase, ...]

    def frames(self, each: int) -> Iterator[Frame]:
        """Yield the frames, so many of each phase in which something happens, one of others."""
        for phase in self.phases:
            count = each if phase.moves else 1
            for i in range(count):
                yield Frame(phase, (i + 1) / count)

    def number_of_frames(self, each: int) -> int:
        """Return how many `frames` yields."""
        return sum(each if phase.moves else 1 for phase in self.phases)

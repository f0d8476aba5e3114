# SPDX-License-Identifier: MIT
"""Frames drawn with matplotlib."""

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from deltaward.explain.film import stage as places
from deltaward.explain.film.edges import draw_edges
from deltaward.explain.film.ink import COLOURS, FONT, INK, LIGHT, PALE, SMALL, TEXT, TINTS
from deltaward.explain.film.model import Film, Frame, Neuron, Phase
from deltaward.explain.film.panel_drawing import draw_panel
from deltaward.plots import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WIDTHS = {
    "old": "|w|",
    "new": "|w|",
    "update": "|w|",
    "forward": "|w a|",
    "back": "|w δ|",
    "gradient": "|∂C/∂w|",
}


class Drawing:
    """The figure of a film, drawn anew for each frame.

    Parameters
    ----------
    film : Film

    Raises
    ------
    ImportError
        If matplotlib is not installed.
    """

    def __init__(self, film: Film) -> None:
        self.film = film
        self.stage = places.build(film)
        self.figure: Figure = style.new_figure(self.stage.width, places.HEIGHT)
        self.figure.set_layout_engine("none")
        # Whatever style the caller has set: a film is on white.
        self.figure.set_facecolor("white")
        self.axis = self.figure.add_axes((0, 0, 1, 1))
        self.axis.set_axis_off()
        self.axis.set(xlim=(0, self.stage.width), ylim=(0, places.HEIGHT), autoscale_on=False)
        self._around: tuple[Phase, int] | None = None
        self._paper: npt.NDArray[np.uint8]

    def pixels(self, frame: Frame, dpi: int) -> npt.NDArray[np.uint8]:
        """Draw a frame and return it as (height, width, 3)."""
        phase = frame.phase
        # Text is what takes the time, and around the network it is the same all through a phase.
        if self._around != (phase, dpi):
            self._clear()
            self._draw_around(phase)
            self._around, self._paper = (phase, dpi), self._rendered(dpi)
        self._clear()
        self._draw_network(frame)
        # Dark on white, and in different places.
        return np.minimum(self._paper, self._rendered(dpi))

    def draw(self, frame: Frame) -> None:
        """Draw a frame in place of the last one."""
        self._clear()
        self._draw_around(frame.phase)
        self._draw_network(frame)

    def _rendered(self, dpi: int) -> npt.NDArray[np.uint8]:
        from matplotlib.backends.backend_agg import FigureCanvasAgg

        self.figure.set_dpi(dpi)
        canvas = FigureCanvasAgg(self.figure)
        canvas.draw()
        return np.array(np.asarray(canvas.buffer_rgba())[..., :3])

    def _clear(self) -> None:
        """Remove all artists; `Axes.clear` would make axes anew, which nobody sees here."""
        axis = self.axis
        for artist in (*axis.texts, *axis.lines, *axis.collections, *axis.patches):
            artist.remove()

    def _draw_around(self, phase: Phase) -> None:
        self._head(phase)
        for layer, x in enumerate(self.stage.columns):
            told = f"layer {layer}" if layer else "input"
            self._text(x, 4.79, told, size=9, ha="center", weight="bold")
            if layer:
                self._text(x, 4.61, self.film.activations[layer - 1], size=SMALL, ha="center")
            more = self.stage.more[layer]
            if more:
                below = self.stage.heights[layer][-1] - places.HIGH / 2 - 0.27
                self._text(x, below, f"… {more:,} more", size=SMALL, ha="center")
        draw_panel(self.axis, phase.panel, *self.stage.panel)
        self._foot(phase)

    def _draw_network(self, frame: Frame) -> None:
        phase = frame.phase
        for layer, edges in enumerate(phase.edges, 1):
            draw_edges(self.axis, self.stage, layer, edges, COLOURS[phase.colour], frame.progress)
        for layer, neurons in enumerate(phase.neurons):
            x, heights = self.stage.columns[layer], self.stage.heights[layer]
            for neuron, y in zip(neurons, heights, strict=True):
                self._neuron(frame, neuron, x, y)
        # How far the film has come.
        done = self.film.phases.index(phase) + frame.progress
        end = self.stage.width * done / len(self.film.phases)
        self.axis.plot([0, end], [0.03, 0.03], color=COLOURS[phase.colour], linewidth=4)

    def _head(self, phase: Phase) -> None:
        colour = COLOURS[phase.colour]
        self._text(0.2, 5.84, phase.title, size=13, weight="bold", va="top")
        right = self.stage.width - 0.2
        self._text(
            right, 5.84, phase.equation, size=13, weight="bold", va="top", ha="right", color=colour
        )
        words = self.stage.wrapped(phase.words)
        self._text(0.2, 5.47, words, size=TEXT, va="top", linespacing=1.35)
        self.axis.axhline(4.98, color=LIGHT, linewidth=0.8)

    def _neuron(self, frame: Frame, neuron: Neuron, x: float, y: float) -> None:
        from matplotlib.patches import Ellipse

        colour = frame.phase.colour
        high = places.HIGH
        new = bool(neuron.new)
        self.axis.add_patch(
            Ellipse(
                (x, y),
                places.WIDE,
                high,
                facecolor=TINTS[colour] if new else "white",
                edgecolor=COLOURS[colour] if new else PALE,
                linewidth=1.8 if new else 1.0,
                zorder=5,
            )
        )
        name: dict[str, Any] = {"color": PALE, "size": 7}
        if neuron.inside:
            corner = (x - places.WIDE / 2, y + high / 2 - 0.02)
            self._text(*corner, str(neuron.number), ha="right", zorder=6, boxed=True, **name)
        else:
            self._text(x, y, str(neuron.number), ha="center", zorder=6, **name)
        spots = {
            "inside": (x, y, "center", "center"),
            "above": (x, y + high / 2 + 0.02, "center", "bottom"),
            "below": (x, y - high / 2 - 0.025, "center", "top"),
            "beside": (x + places.WIDE / 2 + 0.06, y, "left", "center"),
        }
        for place, (left, up, ha, va) in spots.items():
            text = getattr(neuron, place)
            fresh = place in neuron.new
            # What comes along the edges is there when they are through.
            if not text or (fresh and frame.phase.name in ("z", "Wᵀδ") and not frame.finished):
                continue
            self._text(
                left,
                up,
                text,
                ha=ha,
                va=va,
                size=SMALL,
                weight="bold" if fresh else "normal",
                color=COLOURS[colour] if fresh else INK,
                alpha=frame.progress if fresh else 1.0,
                boxed=place != "inside",
                zorder=6,
            )

    def _foot(self, phase: Phase) -> None:
        kinds = [edges.kind for edges in phase.edges]
        moving = next((k for k in kinds if k not in ("old", "new")), kinds[0])
        for x, text, dashes in ((0.2, "above 0", "solid"), (1.5, "below 0", (0, (4, 1.5)))):
            self.axis.plot([x, x + 0.5], [0.24, 0.24], color=INK, linewidth=1.6, linestyle=dashes)
            self._text(x + 0.57, 0.24, text, size=SMALL)
        coloured = "coloured edges" if moving in ("forward", "back", "gradient") else "edges"
        self._text(2.8, 0.24, f"width of {coloured}: {WIDTHS[moving]}", size=SMALL)

    def _text(
        self, x: float, y: float, text: str, *, boxed: bool = False, va: str = "center", **look: Any
    ) -> None:
        box = {"boxstyle": "square,pad=0.03", "facecolor": "white", "edgecolor": "none"}
        look = {"color": INK, "family": FONT, **look}
        self.axis.text(x, y, text, va=va, bbox=box if boxed else None, parse_math=False, **look)

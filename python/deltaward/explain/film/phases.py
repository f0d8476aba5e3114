# SPDX-License-Identifier: MIT
"""A step told phase by phase: forward, BP1 to BP4, and the update."""

import dataclasses
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from deltaward.explain.film import panels, words
from deltaward.explain.film.digits import short
from deltaward.explain.film.model import Edges, Film, Neuron, Panel, Phase
from deltaward.explain.film.step import Step


def film(step: Step) -> Film:
    """Tell a step."""
    trace = step.trace
    told = _Telling(step).tell()
    return Film(tuple(trace.sizes), tuple(each.function for each in trace.layers), tuple(told))


class _Telling:
    """The neurons and edges as they are by now."""

    def __init__(self, step: Step) -> None:
        self.step = step
        self.neurons = [[Neuron(k) for k in shown] for shown in step.shown]
        self.edges = [Edges("old", step.weights(layer)) for layer in range(1, step.last + 1)]

    def tell(self) -> Iterator[Phase]:
        """Yield the phases."""
        step, last = self.step, self.step.last
        self._write(0, "inside", step.a(0))
        yield self._phase("input", "forward", 0, panels.inputs(step))
        for layer in range(1, last + 1):
            yield from self._forward(layer)
        yield from self._output()
        for layer in range(last - 1, 0, -1):
            yield from self._back(layer)
        for layer in range(last, 0, -1):
            yield from self._gradients(layer)
        for layer in range(last, 0, -1):
            yield from self._update(layer)
        self._settle()
        yield self._phase("end", "new", 0, panels.outcome(step))

    def _forward(self, layer: int) -> Iterator[Phase]:
        step, traced = self.step, self.step.trace.layers[layer - 1]
        before = step.a(layer - 1)[list(step.shown[layer - 1])]
        self._write(layer, "above", traced.z[step.sample], "z ")
        edges = Edges("forward", step.weights(layer) * before)
        panel = panels.weighted_sum(step, layer)
        yield self._phase("z", "forward", layer, panel, edges)
        self._write(layer, "inside", step.a(layer))
        yield self._phase("a", "forward", layer, panels.activations(step, layer))

    def _output(self) -> Iterator[Phase]:
        step, traced = self.step, self.step.trace.layers[-1]
        self._write(step.last, "beside", step.trace.targets[step.sample], "y ")
        self._write(step.last, "below", traced.delta[step.sample], "δ ")
        yield self._phase("BP1", "back", step.last, panels.output_error(step))

    def _back(self, layer: int) -> Iterator[Phase]:
        step, traced = self.step, self.step.trace.layers[layer - 1]
        assert traced.back is not None
        self._write(layer, "below", traced.back[step.sample], "Wᵀδ ")
        delta = step.trace.layers[layer].delta[step.sample, list(step.shown[layer + 1])]
        edges = Edges("back", step.weights(layer + 1) * np.asarray(delta, np.float64)[:, None])
        panel = panels.sent_back(step, layer)
        yield self._phase("Wᵀδ", "back", layer, panel, edges, layer + 1)
        self._write(layer, "below", traced.delta[step.sample], "δ ")
        yield self._phase("BP2", "back", layer, panels.gate(step, layer))

    def _gradients(self, layer: int) -> Iterator[Phase]:
        step, traced = self.step, self.step.trace.layers[layer - 1]
        self._write(layer, "below", traced.nabla_b, "∂b ")
        yield self._phase("BP3", "gradient", layer, panels.bias_gradients(step, layer))
        edges = Edges("gradient", step.among_shown(traced.nabla_w, layer))
        panel = panels.weight_gradients(step, layer)
        yield self._phase("BP4", "gradient", layer, panel, edges)

    def _update(self, layer: int) -> Iterator[Phase]:
        step = self.step
        self._write(layer, "below", step.new_biases[layer - 1], "b ")
        new = step.weights(layer, new=True)
        edges = Edges("update", new, step.weights(layer))
        yield self._phase("update", "new", layer, panels.update(step, layer), edges)
        self.edges[layer - 1] = Edges("new", new)

    def _write(
        self, layer: int, place: str, values: npt.NDArray[np.floating], name: str = ""
    ) -> None:
        """Put a number of each shown neuron of a layer into its place, as new."""
        for i, neuron in enumerate(self.neurons[layer]):
            told: dict[str, Any] = {place: name + short(float(values[neuron.number]))}
            told["new"] = (*neuron.new, place)
            self.neurons[layer][i] = dataclasses.replace(neuron, **told)

    def _phase(
        self,
        name: str,
        colour: str,
        layer: int,
        panel: Panel,
        edges: Edges | None = None,
        into: int | None = None,
    ) -> Phase:
        """Take down how all stands, the edges into a layer in motion; what was new is no more."""
        moving = list(self.edges)
        if edges is not None:
            moving[(into or layer) - 1] = edges
        told = words.tell(name, layer, self.step)
        phase = Phase(
            name=name,
            colour=colour,
            layer=layer,
            title=told.title,
            equation=told.equation,
            words=told.words,
            neurons=tuple(map(tuple, self.neurons)),
            edges=tuple(moving),
            panel=panel,
        )
        self._settle()
        return phase

    def _settle(self) -> None:
        self.neurons = [[dataclasses.replace(n, new=()) for n in row] for row in self.neurons]

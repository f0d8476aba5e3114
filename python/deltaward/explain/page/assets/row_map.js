// SPDX-License-Identifier: MIT
// The weights into one neuron as a picture, laid out as the layer that they come from.

import { html, set } from "./dom.js";
import { areDrawn } from "./edges.js";
import { HeatMap } from "./heatmap.js";
import { shape } from "./layout.js";
import { strongest } from "./model.js";
import { isBackward } from "./steps.js";
import { weightLabel } from "./telling.js";

const SIDE = 196;

export class RowMap {
  constructor(act) {
    this.act = act;
    this.title = html("h3", {});
    this.place = html("div", { class: "place" });
    this.element = html("section", { class: "block rowmap" }, this.title, this.place);
    this.shown = "";
  }

  /** Show the row of the neuron that is pointed at, where its weights are no edges to point at. */
  update(view) {
    const { pass, step, picked, hovered, model, colours } = view;
    const at = hovered && hovered.layer > 0 && hovered.from === undefined ? hovered : picked;
    const { layer, neuron } = at;
    this.element.hidden = layer === 0 || areDrawn(model.sizes, layer);
    if (this.element.hidden) return;
    const count = model.sizes[layer - 1];
    if (this.shown !== `${layer} ${count}`) {
      this.shown = `${layer} ${count}`;
      const grid = { count, ...shape(count, SIDE, 22) };
      this.map = new HeatMap(grid, {
        pick: (from) => this.act.pick({ layer: this.layer, neuron: this.neuron, from }),
        hover: (from) =>
          this.act.hover(from === null ? null : { layer: this.layer, neuron: this.neuron, from }),
      });
      this.place.replaceChildren(this.map.element);
    }
    [this.layer, this.neuron] = [layer, neuron];
    const areGradients = isBackward(step) || !pass.isRight;
    const of = (from) =>
      areGradients ? pass.weightGradient(layer, neuron, from) : pass.weight(layer, neuron, from);
    const values = Float64Array.from({ length: count }, (_, from) => of(from));
    this.title.textContent = areGradients
      ? `∂C/∂w of the ${count} weights into neuron ${neuron}`
      : `The ${count} weights into neuron ${neuron}`;
    set(this.map.element, {
      role: "group",
      "aria-label": this.title.textContent,
      "data-weights": String(layer),
    });
    this.map.paint(values, colours);
    const from = picked.layer === layer && picked.neuron === neuron ? picked.from : undefined;
    const cell = from ?? strongest(values);
    this.map.point(cell, weightLabel(pass, step, layer, neuron, cell), from !== undefined);
    this.map.mark(hovered?.from ?? null);
  }
}

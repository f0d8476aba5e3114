// SPDX-License-Identifier: MIT
// The weights as edges: all of them between small layers, else those that carry what is picked.

import { set, svg } from "./dom.js";
import { DRAWN, bundle, curve } from "./layout.js";
import { signOf } from "./colours.js";
import { largest } from "./model.js";
import { isBackward } from "./steps.js";
import { carriers, ranked } from "./terms.js";
import { weightLabel } from "./telling.js";

export const CARRIED = 24; // From or to a layer drawn as a heat map at most so many are drawn.
const THIN = 0.8;
const THICK = 6;
const CROWD = 72; // Pixels that all highlighted edges together may take.
const RESTING = 2.6;

/** Whether every weight into a layer is an edge of its own. */
export function areDrawn(sizes, layer) {
  return sizes[layer - 1] <= DRAWN && sizes[layer] <= DRAWN;
}

export class Edges {
  constructor(picture, view, act) {
    this.picture = picture;
    this.act = act;
    this.element = svg("g", { class: "edges" });
    this.highlights = svg("g", { class: "highlights", "aria-hidden": "true" });
    const { sizes } = view.model;
    this.groups = sizes.slice(1).map((_, before) => this.group(sizes, before + 1));
    this.element.append(this.highlights);
    this.places = sizes.map(() => 0);
  }

  group(sizes, layer) {
    const { layers } = this.picture;
    const [before, after] = [layers[layer - 1], layers[layer]];
    if (!areDrawn(sizes, layer)) {
      this.element.append(svg("path", { class: "bundle", d: bundle(this.picture, before, after) }));
      return null;
    }
    const group = svg("g", {
      role: "group",
      "aria-label": `Weights into layer ${layer}`,
      "data-arrows": "",
    });
    const edges = [];
    for (let neuron = 0; neuron < sizes[layer]; neuron++)
      for (let from = 0; from < sizes[layer - 1]; from++) {
        const d = curve(this.picture, before, from, after, neuron);
        const line = svg("path", { class: "line", d });
        const picked = { layer, neuron, from };
        const edge = svg(
          "g",
          {
            class: "edge",
            role: "button",
            tabindex: "-1",
            "data-layer": String(layer),
            "data-index": String(neuron),
            "data-from": String(from),
            focus: () => this.act.pick(picked),
            click: () => this.act.pick(picked),
            mouseenter: () => this.act.hover(picked),
            mouseleave: () => this.act.hover(null),
            keydown: (event) => this.key(event, sizes, picked),
          },
          svg("path", { class: "reach", d }),
          line,
        );
        group.append(edge);
        edges.push({ edge, line, ...picked });
      }
    this.element.append(group);
    return edges;
  }

  key(event, sizes, { layer, neuron, from }) {
    const inputs = sizes[layer - 1];
    const moves = {
      ArrowUp: [neuron, from - 1],
      ArrowDown: [neuron, from + 1],
      ArrowLeft: [neuron - 1, from],
      ArrowRight: [neuron + 1, from],
      Home: [0, 0],
      End: [sizes[layer] - 1, inputs - 1],
    };
    if (!(event.key in moves)) return;
    event.preventDefault();
    const [to, source] = moves[event.key];
    if (to < 0 || source < 0 || to >= sizes[layer] || source >= inputs) return;
    this.groups[layer - 1][to * inputs + source].edge.focus();
  }

  update(view) {
    const { pass, step, model } = view;
    this.groups.forEach((edges, before) => {
      if (!edges) return;
      const layer = before + 1;
      const areGradients = step.kind === "BP4" && layer === step.layer;
      const values = edges.map(({ neuron, from }) =>
        areGradients ? pass.weightGradient(layer, neuron, from) : pass.weight(layer, neuron, from),
      );
      const most = largest(values);
      const isActive =
        isBackward(step) && step.kind === "BP2"
          ? layer === step.layer + 1
          : layer === step.layer &&
            step.kind !== "cost" &&
            step.kind !== "BP1" &&
            step.kind !== "BP3";
      edges.forEach(({ edge, line, neuron, from }, i) => {
        set(edge, {
          "aria-label": weightLabel(pass, step, layer, neuron, from),
          "data-value": String(pass.weight(layer, neuron, from)),
          "data-gradient": isBackward(step)
            ? String(pass.weightGradient(layer, neuron, from))
            : null,
          class: `edge ${signOf(values[i])}${isActive ? " is-active" : ""}`,
        });
        set(line, { "stroke-width": width(values[i], most, RESTING) });
      });
    });
  }

  /** Draw what carries the number of the neuron or weight that is pointed at. */
  point(view) {
    const { pass, step, picked, hovered, model } = view;
    const at = hovered ?? picked;
    if (picked.from !== undefined)
      this.places[picked.layer] = picked.neuron * model.sizes[picked.layer - 1] + picked.from;
    this.groups.forEach((edges, before) =>
      edges?.forEach(({ edge }, i) =>
        set(edge, { tabindex: i === this.places[before + 1] ? "0" : "-1" }),
      ),
    );
    let terms = carriers(pass, step, at);
    if (terms.length > DRAWN) terms = ranked(terms).slice(0, CARRIED);
    const most = largest(terms.map((term) => term.value));
    const thick = Math.min(THICK, Math.max(RESTING, CROWD / terms.length));
    const { layers } = this.picture;
    this.highlights.replaceChildren(
      ...terms.map(({ layer, neuron, from, value }) =>
        svg("path", {
          class: `carrier ${signOf(value)}`,
          d: curve(this.picture, layers[layer - 1], from, layers[layer], neuron),
          "stroke-width": width(value, most, thick),
          "data-value": String(value),
          "data-layer": String(layer),
          "data-index": String(neuron),
          "data-from": String(from),
        }),
      ),
    );
    this.element.classList.toggle("is-pointed", terms.length > 0);
  }
}

function width(value, most, thick) {
  return (THIN + (most > 0 ? (Math.abs(value) / most) * (thick - THIN) : 0)).toFixed(2);
}

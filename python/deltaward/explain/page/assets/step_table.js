// SPDX-License-Identifier: MIT
// Every number of a step as a table, for who wants to read or copy them all.

import { html } from "./dom.js";
import { DRAWN } from "./layout.js";
import { number } from "./numbers.js";

const LONGEST = 1024;

/** Columns of one number for each neuron: [head, name of the quantity, values]. */
function columns(pass, step) {
  const { kind, layer } = step;
  const { sample } = pass;
  if (kind === "inputs") return [["a", "a", pass.activation(0)]];
  const [z, a, delta] = [
    ["z", "z", pass.z(layer)],
    ["a", "a", pass.activation(layer)],
    ["δ", "delta", pass.delta(layer)],
  ];
  const gate = pass.slope(layer) && pass.isRight ? [["σ′(z)", "gate", pass.slope(layer)]] : [];
  const y = ["y", "y", sample.targets];
  if (kind === "forward") return [["b", "b", pass.model.layers[layer - 1].biases], z, a];
  if (kind === "cost") return [a, y];
  if (kind === "BP1") return [a, y, ...gate, delta];
  if (kind === "BP2")
    return pass.isRight ? [["Wᵀδ", "sum", pass.back(layer)], ...gate, delta] : [delta];
  return [["∂C/∂b", "nabla_b", pass.biasGradient(layer)]];
}

function table(head, rows) {
  const found = html(
    "table",
    {},
    html("thead", {}, html("tr", {}, ...head.map((name) => html("th", { scope: "col" }, name)))),
    html("tbody", {}, ...rows),
  );
  found.style.setProperty("--columns", head.length);
  return found;
}

/** ∂C/∂W of small layers in whole, of wider ones the row of one neuron. */
function gradientTable(pass, step, chosen) {
  const { layer } = step;
  const [before, after] = [pass.model.sizes[layer - 1], pass.model.sizes[layer]];
  const neurons =
    before <= DRAWN && after <= DRAWN
      ? Array.from({ length: after }, (_, j) => j)
      : [chosen[layer]];
  const head = ["from k", ...neurons.map((j) => `∂C/∂w to neuron ${j}`)];
  const rows = Array.from({ length: Math.min(before, LONGEST) }, (_, from) =>
    html(
      "tr",
      {},
      html("th", { scope: "row" }, String(from)),
      ...neurons.map((j) =>
        html(
          "td",
          { "data-to": String(j) },
          number(pass.weightGradient(layer, j, from), "nabla_w"),
        ),
      ),
    ),
  );
  return { table: table(head, rows), left: before - rows.length };
}

function vectorTable(pass, step) {
  const found = columns(pass, step);
  const count = found[0][2].length;
  const rows = Array.from({ length: Math.min(count, LONGEST) }, (_, j) =>
    html(
      "tr",
      {},
      html("th", { scope: "row" }, String(j)),
      ...found.map(([, name, values]) => html("td", {}, number(values[j], name))),
    ),
  );
  return {
    table: table(["neuron", ...found.map(([head]) => head)], rows),
    left: count - rows.length,
  };
}

export class StepTable {
  constructor() {
    this.place = html("div", {
      class: "scroll",
      tabindex: "0",
      role: "region",
      "aria-label": "All numbers of this step",
    });
    this.element = html(
      "details",
      { class: "numbers" },
      html("summary", {}, "All numbers of this step"),
      this.place,
    );
    this.element.addEventListener("toggle", () => this.fill());
  }

  update(view) {
    this.view = view;
    this.fill();
  }

  fill() {
    if (!this.element.open) return this.place.replaceChildren();
    const { pass, step, chosen } = this.view;
    const found = step.kind === "BP4" ? gradientTable(pass, step, chosen) : vectorTable(pass, step);
    const cost =
      step.kind === "cost" ? html("p", {}, "C = ", number(pass.sample.cost, "cost")) : null;
    const more =
      found.left > 0
        ? html("p", { class: "note" }, `And ${found.left} more, in the picture.`)
        : null;
    return this.place.replaceChildren(...[cost, found.table, more].filter(Boolean));
  }
}

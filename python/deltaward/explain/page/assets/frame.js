// SPDX-License-Identifier: MIT
// What stands where: the head of the page, and the parts in the order in which they are read.

import { html } from "./dom.js";
import { keys, legend } from "./legend.js";

const LEDE =
  "A sample goes forward through the network, and its error comes back. Step with ▶ or the arrow " +
  "keys, and point at a neuron or a weight to see what its number is made of. Tab and the arrow " +
  "keys get there too.";

function about(model) {
  const plain = (name) => name.replace("_", " ");
  const functions = new Set(model.layers.map((layer) => plain(layer.function)));
  return [
    model.sizes.join("-"),
    [...functions].join(", "),
    `cost: ${plain(model.cost)}`,
    `${model.dtype}. Layers are counted from 1, neurons from 0.`,
  ].join(" · ");
}

const SHORT = 20; // Longer sizes have to break.

/** A heading whose 784-30-10 stays on one line. */
function heading(text) {
  const parts = text.split(/(\d+(?:-\d+)+)/);
  return html(
    "h1",
    {},
    ...parts.map((part, i) =>
      i % 2 && part.length <= SHORT ? html("span", { class: "sizes" }, part) : part,
    ),
  );
}

function section(name, label, ...children) {
  return html("section", { class: name, "aria-label": label }, ...children);
}

/** @param {Object<string, Element>} parts by name */
export function frame(model, parts) {
  const { theme, samples, stepper, title, words, formulas, badge, diagram } = parts;
  const { details, rowMap, lab, table, live } = parts;
  return [
    html(
      "header",
      {},
      html("div", { class: "head" }, heading(model.title), theme),
      html("p", { class: "lede" }, LEDE),
      html("p", { class: "about" }, about(model)),
    ),
    html(
      "main",
      {},
      samples,
      stepper,
      section("step", "This step", html("div", { class: "words" }, title, words), formulas),
      html(
        "div",
        { class: "bench" },
        section("picture", "Network", badge, diagram, legend(), keys()),
        section("facts", "Facts", details, rowMap),
        lab,
      ),
      table,
      live,
    ),
  ];
}

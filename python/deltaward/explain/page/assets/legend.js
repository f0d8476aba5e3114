// SPDX-License-Identifier: MIT
// How to read the picture.

import { html, svg } from "./dom.js";

function sample(className, text) {
  const line = svg(
    "svg",
    { width: 34, height: 10, "aria-hidden": "true" },
    svg("path", { class: className, d: "M1 5H33", "stroke-width": 4 }),
  );
  return html("li", {}, line, html("span", {}, text));
}

const key = (name) => html("kbd", {}, name);

/** Which keys do what. */
export function keys() {
  return html(
    "p",
    { class: "keys" },
    ...[key("←"), " ", key("→"), " ", key("Home"), " ", key("End"), " step. In the network, "],
    ...["which ", key("Tab"), " enters and goes through layer by layer, arrows move to the next "],
    ...["neuron or weight of the layer, ", key("Home"), " ", key("End"), " to its first or last; "],
    ...[key("Page Up"), " ", key("Page Down"), " step."],
  );
}

export function legend() {
  return html(
    "ul",
    { class: "legend" },
    sample("carrier positive", "above 0: blue, solid"),
    sample("carrier negative", "below 0: vermilion, dashed, or with a bar"),
    html("li", {}, html("span", {}, "the wider or deeper, the larger")),
  );
}

// SPDX-License-Identifier: MIT
// What one weight does: a δ, and what it carried forward and back.

import { block, note } from "./blocks.js";
import { html } from "./dom.js";
import { formula, indexed, mn, mo, named, pair, partial, row, value } from "./mathematics.js";
import { number } from "./numbers.js";

export function weightFacts(pass, step, { layer, neuron, from }) {
  const index = () => pair(mn(neuron), mn(from));
  const [a, delta, w] = [
    pass.activation(layer - 1)[from],
    pass.delta(layer)[neuron],
    pass.weight(layer, neuron, from),
  ];
  const slope = pass.weightGradient(layer, neuron, from);
  const source = layer === 1 ? `input ${from}` : `neuron ${from} of layer ${layer - 1}`;
  const parts = [
    formula(
      row(
        partial(indexed("w", index(), layer)),
        mo("="),
        indexed("a", mn(from), layer - 1),
        mo("×"),
        indexed("δ", mn(neuron), layer),
      ),
      row(
        mo("="),
        named(value(a, "a"), "comes in"),
        mo("×"),
        named(value(delta, "delta"), "error after it"),
      ),
      row(mo("="), value(slope, "nabla_w")),
    ),
    note(
      "The weight itself is ",
      number(w, "w"),
      ". Forward it adds ",
      number(w * a),
      ` to z of neuron ${neuron}.`,
    ),
  ];
  if (layer > 1 && pass.variant.carried)
    parts.push(
      note(
        "Backward it brings ",
        number(w * delta),
        ` of the error to ${source}: the same factor both ways.`,
      ),
    );
  if (!pass.isRight) parts.push(note(`With the δ of “${pass.variant.name}”.`));
  return [
    html("h2", {}, `Weight from ${source} to neuron ${neuron} of layer ${layer}`),
    block("Gradient of the weight", true, ...parts),
  ];
}

// SPDX-License-Identifier: MIT
// What the number of a neuron is made of: equations with its own numbers filled in.

import { block, note } from "./blocks.js";
import { html } from "./dom.js";
import { errorFacts } from "./error_facts.js";
import {
  bracketed,
  formula,
  indexed,
  layered,
  mi,
  mn,
  mo,
  pair,
  partial,
  row,
  sub,
  sumOver,
  value,
  words,
} from "./mathematics.js";
import { number } from "./numbers.js";
import { isBackward } from "./steps.js";
import { carriers, comesIn, gradients } from "./terms.js";
import { termTable } from "./term_table.js";
import { weightFacts } from "./weight_facts.js";

const equals = () => mo("=");
const times = () => mo("×");

function forward(pass, step, layer, j, isNow) {
  const name = pass.model.layers[layer - 1].function;
  const [z, a] = [pass.z(layer)[j], pass.activation(layer)[j]];
  const sum = row(
    sumOver("k"),
    indexed("w", pair(mn(j), mi("k")), layer),
    indexed("a", mi("k"), layer - 1),
    mo("+"),
    indexed("b", mn(j), layer),
  );
  const answer =
    name === "softmax"
      ? row(words("softmax"), sub(bracketed(layered("z", layer)), mn(j)))
      : row(mi("σ"), bracketed(value(z)));
  return block(
    "Forward",
    isNow,
    formula(
      row(indexed("z", mn(j), layer), equals(), sum),
      row(equals(), value(z, "z")),
      row(indexed("a", mn(j), layer), equals(), answer, equals(), value(a, "a")),
    ),
    isNow
      ? termTable(comesIn(pass, layer, j), { far: "a", product: "w a", from: true, pass })
      : null,
    isNow ? note("and the bias ", number(pass.bias(layer, j), "b")) : null,
    step.kind === "cost" && layer === step.layer
      ? note("Its target is ", number(pass.sample.targets[j], "y"))
      : null,
  );
}

function gradient(pass, step, layer, j) {
  if (step.layer !== layer || !["BP3", "BP4"].includes(step.kind)) return null;
  if (step.kind === "BP3")
    return block(
      "Gradient of the bias",
      true,
      formula(
        row(partial(indexed("b", mn(j), layer)), equals(), indexed("δ", mn(j), layer)),
        row(equals(), value(pass.biasGradient(layer)[j], "nabla_b")),
      ),
    );
  return block(
    "Gradients of the weights that come in",
    true,
    formula(
      row(
        partial(indexed("w", pair(mn(j), mi("k")), layer)),
        equals(),
        indexed("a", mi("k"), layer - 1),
        times(),
        indexed("δ", mn(j), layer),
      ),
    ),
    termTable(gradients(pass, layer, j), {
      first: null,
      far: "a",
      product: "a δ",
      from: true,
      pass,
    }),
  );
}

function input(pass, step, j) {
  const terms = carriers(pass, step, { layer: 0, neuron: j });
  const far = isBackward(step)
    ? { title: "Gradients of the weights that go out", far: "δ", first: null, product: "a δ" }
    : { title: "What it adds to each z of layer 1", far: "a", product: "w a" };
  return [
    block(
      "Forward",
      !isBackward(step),
      formula(
        row(
          indexed("a", mn(j), 0),
          equals(),
          sub(mi("x"), mn(j)),
          equals(),
          value(pass.activation(0)[j], "a"),
        ),
      ),
    ),
    block(
      far.title,
      true,
      termTable(isBackward(step) ? terms.map((term) => ({ ...term, other: term.delta })) : terms, {
        ...far,
        from: false,
        pass,
      }),
    ),
    note("An input has no δ: it is given, and nothing in front of it could change."),
  ];
}

/** The heading and the facts of what is pointed at. */
export function facts(view) {
  const { pass, step, picked, hovered } = view;
  const at = hovered ?? picked;
  if (at.from !== undefined) return weightFacts(pass, step, at);
  const { layer, neuron: j } = at;
  const heading = html("h2", {}, layer === 0 ? `Input ${j}` : `Neuron ${j} of layer ${layer}`);
  if (layer === 0) return [heading, ...input(pass, step, j)];
  const parts = [
    forward(pass, step, layer, j, !isBackward(step) && pass.isRight),
    errorFacts(pass, step, layer, j),
    gradient(pass, step, layer, j),
  ];
  // What the step is about comes first.
  const isNow = (part) => part?.classList.contains("is-now");
  return [
    heading,
    ...parts.filter(isNow).reverse(),
    ...parts.filter((part) => part && !isNow(part)),
  ];
}

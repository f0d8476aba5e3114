// SPDX-License-Identifier: MIT
// What the number of a neuron is made of: equations with its own numbers filled in.

import { html } from "./dom.js";
import {
  bracketed, formula, fraction, indexed, layered, mi, mn, mo, named, partial, row, slopeOf, sub, sumOver,
  value, words,
} from "./mathematics.js";
import { number } from "./numbers.js";
import { isBackward } from "./steps.js";
import { carriers, comesBack, comesIn, gradients } from "./terms.js";
import { termTable } from "./term_table.js";
import { weightFacts } from "./weight_facts.js";

const equals = () => mo("=");
const times = () => mo("×");

function block(title, isNow, ...parts) {
  return html("section", { class: `block${isNow ? " is-now" : ""}` }, html("h3", {}, title), ...parts.filter(Boolean));
}

function note(text) {
  return html("p", { class: "note" }, text);
}

function forward(pass, step, layer, j, isNow) {
  const name = pass.model.layers[layer - 1].function;
  const [z, a] = [pass.z(layer)[j], pass.activation(layer)[j]];
  const k = mi("k");
  const sum = row(
    sumOver("k"), indexed("w", row(mn(j), k), layer), indexed("a", mi("k"), layer - 1), mo("+"),
    indexed("b", mn(j), layer),
  );
  const answer =
    name === "softmax"
      ? row(words("softmax"), sub(bracketed(layered("z", layer)), mn(j)))
      : row(mi("σ"), bracketed(value(z)));
  return block(
    "Forward", isNow,
    formula(
      row(indexed("z", mn(j), layer), equals(), sum),
      row(equals(), value(z, "z")),
      row(indexed("a", mn(j), layer), equals(), answer, equals(), value(a, "a")),
    ),
    isNow ? termTable(comesIn(pass, layer, j), { far: "a", product: "w a", from: true, pass }) : null,
    isNow ? html("p", { class: "note" }, "and the bias ", number(pass.bias(layer, j), "b")) : null,
    step.kind === "cost" && layer === step.layer ? html("p", { class: "note" }, "Its target is ", number(pass.sample.targets[j], "y")) : null,
  );
}

/** BP1 in numbers: how an output's δ comes about. */
function outputError(pass, layer, j) {
  const { model, sample } = pass;
  const delta = indexed("δ", mn(j), layer);
  const [a, y, found] = [pass.activation(layer)[j], sample.targets[j], pass.rightDelta(layer)[j]];
  const result = row(equals(), value(found, "delta"));
  if (model.own_cost) return [formula(row(delta, result))];
  const target = sub(mi("y"), mn(j));
  if (model.cost === "cross_entropy")
    return [
      formula(
        row(delta, equals(), indexed("a", mn(j), layer), mo("−"), target),
        row(equals(), named(value(a, "a"), "output"), mo("−"), named(value(y, "y"), "target")),
        result,
      ),
    ];
  const slope = sample.output_slope;
  const slopes = fraction(row(mo("∂"), mi("C")), row(mo("∂"), indexed("a", mn(j), layer)));
  if (pass.slope(layer) === null) {
    const terms = [...slope].map((of, k) => ({ from: k, other: of, weight: pass.jacobian(j, k), value: pass.jacobian(j, k) * of }));
    const over = fraction(row(mo("∂"), mi("C")), row(mo("∂"), indexed("a", mi("k"), layer)));
    const entry = row(indexed("a", mn(j), layer), bracketed(mo("["), mn(j), equals(), mi("k"), mo("]"), mo("−"), indexed("a", mi("k"), layer)));
    return [
      formula(row(delta, equals(), sumOver("k"), entry, over), result),
      termTable(terms, { first: "Jacobian", far: "∂C/∂a", product: "product", from: true, pass }),
    ];
  }
  return [
    formula(
      row(delta, equals(), slopeOf(indexed("z", mn(j), layer)), times(), slopes),
      row(equals(), named(value(pass.slope(layer)[j], "gate"), "gate"), times(), named(value(slope[j], "slope"), "slope of the cost")),
      result,
    ),
  ];
}

/** BP2 in numbers: gate × sum, and the edges that carry the sum. */
function hiddenError(pass, layer, j, isNow) {
  const [gate, back] = [pass.slope(layer)[j], pass.back(layer)[j]];
  const sum = row(sumOver("k"), indexed("w", row(mi("k"), mn(j)), layer + 1), indexed("δ", mi("k"), layer + 1));
  const parts = [
    formula(
      row(indexed("δ", mn(j), layer), equals(), slopeOf(indexed("z", mn(j), layer)), times(), sum),
      row(equals(), named(value(gate, "gate"), "gate"), times(), named(value(back, "sum"), "sum")),
      row(equals(), value(pass.rightDelta(layer)[j], "delta")),
    ),
  ];
  if (gate === 0) parts.push(note("The gate is shut: whatever comes back, this neuron's δ is 0 and its weights stay as they are."));
  if (isNow) parts.push(termTable(comesBack(pass, layer, j), { far: "δ", product: "w δ", from: false, pass }));
  return parts;
}

function wrongError(pass, layer, j) {
  const delta = indexed("δ", mn(j), layer);
  return [
    formula(row(delta, equals(), value(pass.delta(layer)[j], "delta"))),
    html(
      "p", { class: "note" },
      `with “${pass.variant.name}”; the right one is `,
      number(pass.rightDelta(layer)[j], "right"),
    ),
    pass.variant.carried && layer < pass.model.last
      ? termTable(comesBack(pass, layer, j), { far: "δ", product: "w δ", from: false, pass })
      : null,
  ];
}

function backward(pass, step, layer, j) {
  const isError = step.kind === "BP1" || step.kind === "BP2" || step.layer !== layer;
  const isNow = isBackward(step) && isError;
  let title = "Error sent back";
  if (!pass.isRight) title = "Error, the wrong way";
  else if (!isBackward(step)) title = "Error, as the backward pass will find it";
  let parts;
  if (!pass.isRight) parts = wrongError(pass, layer, j);
  else parts = layer === pass.model.last ? outputError(pass, layer, j) : hiddenError(pass, layer, j, isNow);
  return block(title, isNow || !pass.isRight, ...parts);
}

function gradient(pass, step, layer, j) {
  if (step.layer !== layer || !["BP3", "BP4"].includes(step.kind)) return null;
  if (step.kind === "BP3")
    return block(
      "Gradient of the bias", true,
      formula(
        row(partial(indexed("b", mn(j), layer)), equals(), indexed("δ", mn(j), layer)),
        row(equals(), value(pass.biasGradient(layer)[j], "nabla_b")),
      ),
    );
  return block(
    "Gradients of the weights that come in", true,
    formula(row(
      partial(indexed("w", row(mn(j), mi("k")), layer)), equals(), indexed("a", mi("k"), layer - 1), times(), indexed("δ", mn(j), layer),
    )),
    termTable(gradients(pass, layer, j), { first: null, far: "a", product: "a δ", from: true, pass }),
  );
}

function input(pass, step, j) {
  const terms = carriers(pass, step, { layer: 0, neuron: j });
  const far = isBackward(step)
    ? { title: "Gradients of the weights that go out", far: "δ", first: null, product: "a δ" }
    : { title: "What it adds to each z of layer 1", far: "a", product: "w a" };
  return [
    block("Forward", !isBackward(step), formula(row(indexed("a", mn(j), 0), equals(), sub(mi("x"), mn(j)), equals(), value(pass.activation(0)[j], "a")))),
    block(far.title, true, termTable(isBackward(step) ? terms.map((term) => ({ ...term, other: term.delta })) : terms, { ...far, from: false, pass })),
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
  const parts = [forward(pass, step, layer, j, !isBackward(step) && pass.isRight), backward(pass, step, layer, j), gradient(pass, step, layer, j)];
  // What the step is about comes first.
  const isNow = (part) => part?.classList.contains("is-now");
  return [heading, ...parts.filter(isNow).reverse(), ...parts.filter((part) => part && !isNow(part))];
}

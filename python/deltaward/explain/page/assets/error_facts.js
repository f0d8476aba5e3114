// SPDX-License-Identifier: MIT
// BP1 and BP2 in numbers: how the δ of one neuron comes about.

import { block, note } from "./blocks.js";
import {
  bracketed,
  formula,
  fraction,
  indexed,
  mi,
  mn,
  mo,
  named,
  pair,
  row,
  slopeOf,
  sub,
  sumOver,
  value,
} from "./mathematics.js";
import { number } from "./numbers.js";
import { isBackward } from "./steps.js";
import { comesBack } from "./terms.js";
import { termTable } from "./term_table.js";

/** As `Network.diagnose` has it: σ′ below this part of σ′(0), its greatest. */
const SATURATED = 0.05;
const WIDEST = { sigmoid: 0.25, tanh: 1 };
const SHUT =
  "The gate is shut: whatever comes back, this neuron's δ is 0, and its weights stay as they are.";
const ALMOST_SHUT =
  "The gate is almost shut: the neuron is saturated, and little of what comes back gets through.";

const equals = () => mo("=");
const times = () => mo("×");

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
    const terms = [...slope].map((of, k) => ({
      from: k,
      other: of,
      weight: pass.jacobian(j, k),
      value: pass.jacobian(j, k) * of,
    }));
    const over = fraction(row(mo("∂"), mi("C")), row(mo("∂"), indexed("a", mi("k"), layer)));
    const entry = row(
      indexed("a", mn(j), layer),
      bracketed(mo("["), mn(j), equals(), mi("k"), mo("]"), mo("−"), indexed("a", mi("k"), layer)),
    );
    return [
      formula(row(delta, equals(), sumOver("k"), entry, over), result),
      termTable(terms, { first: "Jacobian", far: "∂C/∂a", product: "product", from: true, pass }),
    ];
  }
  const offBy = note(
    "Of the quadratic cost the slope is a − y: ",
    number(a, "a"),
    " − ",
    number(y, "y"),
  );
  return [
    formula(
      row(delta, equals(), slopeOf(indexed("z", mn(j), layer)), times(), slopes),
      row(
        equals(),
        named(value(pass.slope(layer)[j], "gate"), "gate"),
        times(),
        named(value(slope[j], "slope"), "slope of the cost"),
      ),
      result,
    ),
    model.cost === "quadratic" ? offBy : null,
  ];
}

/** BP2 in numbers: gate × sum, and the edges that carry the sum. */
function hiddenError(pass, layer, j, isNow) {
  const [gate, back] = [pass.slope(layer)[j], pass.back(layer)[j]];
  const sum = row(
    sumOver("k"),
    indexed("w", pair(mi("k"), mn(j)), layer + 1),
    indexed("δ", mi("k"), layer + 1),
  );
  const parts = [
    formula(
      row(indexed("δ", mn(j), layer), equals(), slopeOf(indexed("z", mn(j), layer)), times(), sum),
      row(equals(), named(value(gate, "gate"), "gate"), times(), named(value(back, "sum"), "sum")),
      row(equals(), value(pass.rightDelta(layer)[j], "delta")),
    ),
  ];
  const widest = WIDEST[pass.model.layers[layer - 1].function];
  if (gate === 0) parts.push(note(SHUT));
  else if (gate < SATURATED * widest) parts.push(note(ALMOST_SHUT));
  if (isNow)
    parts.push(
      termTable(comesBack(pass, layer, j), { far: "δ", product: "w δ", from: false, pass }),
    );
  return parts;
}

function wrongError(pass, layer, j) {
  const delta = indexed("δ", mn(j), layer);
  return [
    formula(row(delta, equals(), value(pass.delta(layer)[j], "delta"))),
    note(
      `with “${pass.variant.name}”; the right one is `,
      number(pass.rightDelta(layer)[j], "right"),
    ),
    pass.variant.carried && layer < pass.model.last
      ? termTable(comesBack(pass, layer, j), { far: "δ", product: "w δ", from: false, pass })
      : null,
  ];
}

/** How the error of neuron j of `layer` comes about. */
export function errorFacts(pass, step, layer, j) {
  const isError = step.kind === "BP1" || step.kind === "BP2" || step.layer !== layer;
  const isNow = isBackward(step) && isError;
  let title = "Error sent back";
  if (!pass.isRight) title = "Error, the wrong way";
  else if (!isBackward(step)) title = "Error, as the backward pass will find it";
  let parts;
  if (!pass.isRight) parts = wrongError(pass, layer, j);
  else
    parts =
      layer === pass.model.last ? outputError(pass, layer, j) : hiddenError(pass, layer, j, isNow);
  return block(title, isNow || !pass.isRight, ...parts);
}

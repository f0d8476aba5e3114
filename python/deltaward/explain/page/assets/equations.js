// SPDX-License-Identifier: MIT
// The equation of each step, for a whole layer, and what a wrong pass writes in its place.

import {
  bracketed, formula, fraction, indexed, layered, mi, mn, mo, partial, row, slopeOf, sub, sumOver, sup,
  transposed, words, wrongly,
} from "./mathematics.js";

const nablaC = () => row(sub(mo("∇"), mi("a")), mi("C"));
const equals = () => mo("=");
const gate = (layer) => slopeOf(layered("z", layer));

/** Costs of one sample, over the outputs j. */
const COSTS = {
  quadratic: () => row(fraction(mn(1), mn(2)), sumOver("j"), sup(off(), mn(2))),
  absolute: () => row(sumOver("j"), mo("|"), a(), mo("−"), y(), mo("|")),
  huber: () => row(sumOver("j"), words("huber"), off()),
  log_cosh: () => row(sumOver("j"), mi("ln"), mi("cosh"), off()),
  poisson: () => row(sumOver("j"), bracketed(a(), mo("−"), y(), mi("ln"), a())),
};
const a = () => sub(mi("a"), mi("j"));
const y = () => sub(mi("y"), mi("j"));
const off = () => bracketed(a(), mo("−"), y());

function costOf(model) {
  if (model.own_cost) return row(words(model.cost), bracketed(mi("a"), mo(","), mi("y")));
  if (model.cost !== "cross_entropy") return COSTS[model.cost]();
  if (model.layers[model.last - 1].function === "softmax")
    return row(mo("−"), sumOver("j"), y(), mi("ln"), a());
  const other = (of) => bracketed(mn(1), mo("−"), of);
  return row(
    mo("−"), sumOver("j"),
    bracketed(y(), mi("ln"), a(), mo("+"), other(y()), mi("ln"), other(a())),
  );
}

function outputError(model, layer, variant) {
  const name = model.layers[layer - 1].function;
  const gated = !model.own_cost && model.cost !== "cross_entropy";
  let right = row(nablaC(), mo("⊙"), gate(layer));
  if (model.own_cost)
    right = row(words("delta"), bracketed(layered("z", layer), mo(","), layered("a", layer), mo(","), mi("y")));
  else if (!gated) right = row(layered("a", layer), mo("−"), mi("y"));
  else if (name === "softmax")
    right = row(
      bracketed(words("diag"), bracketed(layered("a", layer)), mo("−"), layered("a", layer), transposed(layered("a", layer))),
      nablaC(),
    );
  if (variant === "sign") return row(wrongly(mo("−")), bracketed(right));
  if (variant === "no gate" && gated) return nablaC();
  if (variant === "gate of a" && gated && name !== "softmax")
    return row(nablaC(), mo("⊙"), wrongly(slopeOf(layered("a", layer))));
  if (variant === "diagonal softmax")
    return row(
      nablaC(), mo("⊙"),
      wrongly(row(layered("a", layer), mo("⊙"), bracketed(mn(1), mo("−"), layered("a", layer)))),
    );
  return right;
}

function sentBack(layer, variant) {
  const next = () => layered("W", layer + 1);
  const error = layered("δ", layer + 1);
  if (variant === "pseudo-inverse") return row(sup(bracketed(next()), wrongly(mo("+"))), error);
  if (variant === "updated weights")
    return row(transposed(row(next(), wrongly(row(mo("−"), mi("η"), partial(next()))))), error);
  return row(transposed(next()), error);
}

function hiddenError(layer, variant) {
  const back = sentBack(layer, variant);
  if (variant === "no gate") return back;
  return row(back, mo("⊙"), variant === "gate of a" ? wrongly(slopeOf(layered("a", layer))) : gate(layer));
}

/** The equation of a step under a variant, "transpose" being the right pass. */
export function equation(model, step, variant) {
  const { kind, layer } = step;
  if (kind === "inputs") return formula(row(layered("a", 0), equals(), mi("x")));
  if (kind === "forward") {
    const z = layered("z", layer);
    const name = model.layers[layer - 1].function;
    const sigma = name === "softmax" ? words("softmax") : mi("σ");
    return formula(
      row(z, equals(), layered("W", layer), layered("a", layer - 1), mo("+"), layered("b", layer)),
      row(layered("a", layer), equals(), sigma, bracketed(layered("z", layer))),
    );
  }
  if (kind === "cost") return formula(row(mi("C"), equals(), costOf(model)));
  const error = layered("δ", layer);
  if (kind === "BP1") return formula(row(error, equals(), outputError(model, layer, variant)));
  if (kind === "BP2") return formula(row(error, equals(), hiddenError(layer, variant)));
  const over = variant === "sum" ? [wrongly(sumOver("samples"))] : [];
  if (kind === "BP3") return formula(row(partial(layered("b", layer)), equals(), ...over, error));
  return formula(
    row(partial(layered("W", layer)), equals(), ...over, error, transposed(layered("a", layer - 1))),
  );
}

/** ∂C/∂w of one weight. */
export function weightSlope(layer) {
  return partial(indexed("w", row(mi("j"), mi("k")), layer));
}

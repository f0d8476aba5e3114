// SPDX-License-Identifier: MIT
// The equation of each step, for a whole layer, and what a wrong pass writes in its place.

import {
  bracketed,
  formula,
  fraction,
  layered,
  mi,
  missing,
  mn,
  mo,
  partial,
  row,
  slopeOf,
  sub,
  sumOver,
  sup,
  thinSpace,
  transposed,
  value,
  words,
  wrongly,
} from "./mathematics.js";

const nablaC = () => row(sub(mo("∇"), mi("a")), mi("C"));
const equals = () => mo("=");
const gate = (layer) => slopeOf(layered("z", layer));

/** Costs of one sample, over the outputs j. */
const COSTS = {
  quadratic: () => row(fraction(mn(1), mn(2)), sumOver("j"), sup(off(), mn(2))),
  absolute: () => row(sumOver("j"), mo("|"), a(), mo("−"), y(), mo("|")),
  huber: () => row(sumOver("j"), words("huber"), off()),
  log_cosh: () => row(sumOver("j"), ln(row(mi("cosh"), off()))),
  poisson: () => row(sumOver("j"), bracketed(a(), mo("−"), y(), ln(a()))),
};
const ln = (of) => row(thinSpace(), mi("ln"), thinSpace(), of);
const a = () => sub(mi("a"), mi("j"));
const y = () => sub(mi("y"), mi("j"));
const off = () => bracketed(a(), mo("−"), y());

function costOf(model) {
  if (model.own_cost) return row(words(model.cost), bracketed(mi("a"), mo(","), mi("y")));
  if (model.cost !== "cross_entropy") return COSTS[model.cost]();
  if (model.layers[model.last - 1].function === "softmax")
    return row(mo("−"), sumOver("j"), y(), ln(a()));
  const other = (of) => bracketed(mn(1), mo("−"), of);
  return row(mo("−"), sumOver("j"), bracketed(y(), ln(a()), mo("+"), other(y()), ln(other(a()))));
}

function outputError(model, layer, variant) {
  const name = model.layers[layer - 1].function;
  const gated = !model.own_cost && model.cost !== "cross_entropy";
  let right = row(nablaC(), mo("⊙"), gate(layer));
  if (model.own_cost)
    right = row(
      words("delta"),
      bracketed(layered("z", layer), mo(","), layered("a", layer), mo(","), mi("y")),
    );
  else if (!gated) right = row(layered("a", layer), mo("−"), mi("y"));
  else if (name === "softmax")
    right = row(
      bracketed(
        words("diag"),
        bracketed(layered("a", layer)),
        mo("−"),
        layered("a", layer),
        transposed(layered("a", layer)),
      ),
      nablaC(),
    );
  if (variant === "sign") return row(wrongly(mo("−")), bracketed(right));
  if (variant === "no gate" && gated) return row(nablaC(), missing(mo("⊙"), gate(layer)));
  if (variant === "gate of a" && gated && name !== "softmax")
    return row(nablaC(), mo("⊙"), wrongly(slopeOf(layered("a", layer))));
  if (variant === "diagonal softmax")
    return row(
      nablaC(),
      mo("⊙"),
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
  if (variant === "no gate") return row(back, missing(mo("⊙"), gate(layer)));
  return row(
    back,
    mo("⊙"),
    variant === "gate of a" ? wrongly(slopeOf(layered("a", layer))) : gate(layer),
  );
}

/** The equation of a step, as the pass that is shown has it. */
export function equation(pass, step) {
  const { model } = pass;
  const variant = pass.variant.name;
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
  if (kind === "cost")
    return formula(
      row(mi("C"), equals(), costOf(model)),
      row(equals(), value(pass.sample.cost, "cost")),
    );
  const error = layered("δ", layer);
  if (kind === "BP1") return formula(row(error, equals(), outputError(model, layer, variant)));
  if (kind === "BP2") return formula(row(error, equals(), hiddenError(layer, variant)));
  const over = variant === "sum" ? [wrongly(sumOver("samples"))] : [];
  if (kind === "BP3") return formula(row(partial(layered("b", layer)), equals(), ...over, error));
  return formula(
    row(
      partial(layered("W", layer)),
      equals(),
      ...over,
      error,
      transposed(layered("a", layer - 1)),
    ),
  );
}

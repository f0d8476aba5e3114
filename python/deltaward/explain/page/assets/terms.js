// SPDX-License-Identifier: MIT
// What is picked, and the edges that carry its number at this step, each with its product.

import { isBackward } from "./steps.js";

/**
 * @typedef {{layer: number, neuron: number, from?: number}} Picked
 * A neuron; with `from` the weight that leads to it from that neuron of the layer before.
 * @typedef {{layer: number, neuron: number, from: number, other: number, value: number}} Term
 * An edge into `neuron` of `layer`, the number at its far end, and the product that it carries.
 */

/** @returns {Term} */
function forwardTerm(pass, layer, neuron, from) {
  const a = pass.activation(layer - 1)[from];
  return { layer, neuron, from, other: a, value: pass.weight(layer, neuron, from) * a };
}

function backwardTerm(pass, layer, neuron, from) {
  const delta = pass.delta(layer)[neuron];
  return { layer, neuron, from, other: delta, value: pass.weight(layer, neuron, from) * delta };
}

function gradientTerm(pass, layer, neuron, from) {
  const a = pass.activation(layer - 1)[from];
  return {
    layer,
    neuron,
    from,
    other: a,
    delta: pass.delta(layer)[neuron],
    value: pass.weightGradient(layer, neuron, from),
  };
}

const range = (count) => Array.from({ length: count }, (_, i) => i);

export function incoming(pass, layer, neuron, make) {
  return range(pass.model.sizes[layer - 1]).map((k) => make(pass, layer, neuron, k));
}

export function outgoing(pass, layer, neuron, make) {
  return range(pass.model.sizes[layer + 1]).map((k) => make(pass, layer + 1, k, neuron));
}

/** w a of all that comes into a neuron. */
export const comesIn = (pass, layer, neuron) => incoming(pass, layer, neuron, forwardTerm);
/** w δ of all that comes back to a neuron. */
export const comesBack = (pass, layer, neuron) => outgoing(pass, layer, neuron, backwardTerm);
/** a δ of the weights into a neuron. */
export const gradients = (pass, layer, neuron) => incoming(pass, layer, neuron, gradientTerm);

/** The edges to highlight for what is picked. @returns {Term[]} */
export function carriers(pass, step, picked) {
  const { layer, neuron, from } = picked;
  const make = isBackward(step) ? gradientTerm : forwardTerm;
  if (from !== undefined) return [make(pass, layer, neuron, from)];
  if (layer === 0) return outgoing(pass, 0, neuron, make);
  if (!isBackward(step) || step.kind === "BP4") return incoming(pass, layer, neuron, make);
  if (layer === pass.model.last || !pass.variant.carried) return [];
  return comesBack(pass, layer, neuron);
}

/** The largest in size first. */
export function ranked(terms) {
  return [...terms].sort((one, other) => Math.abs(other.value) - Math.abs(one.value));
}

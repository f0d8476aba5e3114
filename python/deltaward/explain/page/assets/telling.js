// SPDX-License-Identifier: MIT
// Facts in words: the labels of neurons and weights, and what a screen reader is told.

import { six } from "./numbers.js";
import { isBackward } from "./steps.js";

export function layerName(model, layer) {
  if (layer === 0) return "input layer";
  return layer === model.last ? `layer ${layer}, the output` : `layer ${layer}`;
}

/** Which numbers a layer shows at a step: "a", "δ", or null while there is none yet. */
export function shown(pass, step, layer) {
  if (!pass.isRight && layer > 0) return "δ";
  if (isBackward(step)) return layer >= step.layer ? "δ" : "a";
  return layer <= step.layer ? "a" : null;
}

export function shownValues(pass, step, layer) {
  const which = shown(pass, step, layer);
  if (which === null) return null;
  return which === "δ" ? pass.delta(layer) : pass.activation(layer);
}

/** A neuron and its number at this step. */
export function neuronLabel(pass, step, layer, neuron) {
  const name =
    layer === 0 ? `Input ${neuron}` : `Neuron ${neuron} of ${layerName(pass.model, layer)}`;
  const which = shown(pass, step, layer);
  if (which === null) return name;
  return `${name}: ${which === "δ" ? "delta" : "activation"} ${six(shownValues(pass, step, layer)[neuron])}`;
}

export function weightLabel(pass, step, layer, neuron, from) {
  const name = `Weight from ${layer === 1 ? "input" : "neuron"} ${from} to neuron ${neuron} of layer ${layer}`;
  const w = `${name}: ${six(pass.weight(layer, neuron, from))}`;
  if (!isBackward(step)) return w;
  return `${w}, gradient ${six(pass.weightGradient(layer, neuron, from))}`;
}

export function pickedLabel(pass, step, picked) {
  const { layer, neuron, from } = picked;
  if (from !== undefined) return weightLabel(pass, step, layer, neuron, from);
  return neuronLabel(pass, step, layer, neuron);
}

/** What is read out when something is picked. */
export function told(pass, step, picked) {
  const { layer, neuron, from } = picked;
  const label = pickedLabel(pass, step, picked);
  if (from !== undefined) {
    const [a, delta] = [pass.activation(layer - 1)[from], pass.delta(layer)[neuron]];
    return isBackward(step)
      ? `${label}, which is activation ${six(a)} times delta ${six(delta)}.`
      : `${label}.`;
  }
  const back = layer > 0 ? pass.back(layer) : null;
  const slope = layer > 0 ? pass.slope(layer) : null;
  if (!isBackward(step) || !pass.isRight || back === null || slope === null) return `${label}.`;
  return `${label}, which is gate ${six(slope[neuron])} times sum ${six(back[neuron])}.`;
}

// SPDX-License-Identifier: MIT
// The steps of a pass, with a title and a sentence for each.

/**
 * @typedef {{kind: string, layer: number, top: string, symbol: string, above: string, title: string, words: string}} Step
 * `kind` is inputs, forward, cost, BP1, BP2, BP3 or BP4; `top`, `symbol` and `above` label its button.
 */

/** What σ and its slope are, for the functions where that is short. */
const SLOPES = {
  sigmoid:
    "Here σ is the sigmoid, and σ′(z) = a (1 − a) is at most ¼: close to 0 where the neuron is saturated.",
  tanh: "Here σ is tanh, and σ′(z) = 1 − a²: close to 0 where the neuron is saturated.",
  relu: "Here σ is relu, and the gate is open, 1, where z is above 0, and shut, 0, elsewhere.",
  leaky_relu: "Here σ is leaky relu, and the gate is 1 where z is above 0, and 0.01 elsewhere.",
  identity: "Here σ is the identity, so the gate is always 1.",
};

function outputWords(model, name) {
  if (model.own_cost) return "The cost is one of your own; its delta tells this error itself.";
  if (model.cost === "cross_entropy")
    return "How much does the cost change with each z of the last layer? With cross-entropy σ′ cancels: the error is output minus target.";
  if (name === "softmax")
    return "How much does the cost change with each z of the last layer? Every output of softmax depends on every z, so its whole Jacobian stands where σ′ stood.";
  return `How much does the cost change with each z of the last layer? By the slope of the cost, times the gate σ′(z). ${SLOPES[name] ?? ""}`;
}

/** @returns {Step[]} */
export function steps(model) {
  const { last } = model;
  const found = [
    {
      kind: "inputs",
      layer: 0,
      top: "input",
      symbol: "a",
      above: "0",
      title: "Forward: the input",
      words: "The sample comes in. Its numbers are the activations of layer 0.",
    },
  ];
  for (let layer = 1; layer <= last; layer++) {
    const name = model.layers[layer - 1].function.replace("_", " ");
    found.push({
      kind: "forward",
      layer,
      top: `layer ${layer}`,
      symbol: "a",
      above: `${layer}`,
      title: `Forward: layer ${layer}`,
      words: `Each neuron weighs what comes in, adds its bias, and answers with σ, here ${name}.`,
    });
  }
  found.push({
    kind: "cost",
    layer: last,
    top: "cost",
    symbol: "C",
    above: "",
    title: "Forward: the cost",
    words:
      "How far are the outputs from the targets y? The backward pass asks how this one number changes with every weight and bias.",
  });
  for (let layer = last; layer >= 1; layer--) {
    const name = model.layers[layer - 1].function;
    if (layer === last) {
      found.push({
        kind: "BP1",
        layer,
        top: "BP1",
        symbol: "δ",
        above: `${layer}`,
        title: `Backward, BP1: the error of layer ${layer}, the output`,
        words: outputWords(model, name),
      });
    } else {
      found.push({
        kind: "BP2",
        layer,
        top: "BP2",
        symbol: "δ",
        above: `${layer}`,
        title: `Backward, BP2: the error of layer ${layer}`,
        words: `The errors of layer ${layer + 1} come back along the same weights that the activations went forward on: that is the transpose. Then the gate σ′(z) lets them through. ${SLOPES[name] ?? ""}`,
      });
    }
    found.push(
      {
        kind: "BP3",
        layer,
        top: "BP3",
        symbol: "∇b",
        above: `${layer}`,
        title: `Backward, BP3: the gradient of the biases of layer ${layer}`,
        words: "A bias adds to z with the factor 1, so its gradient is δ itself.",
      },
      {
        kind: "BP4",
        layer,
        top: "BP4",
        symbol: "∇W",
        above: `${layer}`,
        title: `Backward, BP4: the gradient of the weights of layer ${layer}`,
        words:
          "A weight adds to z what comes in through it. So its gradient is the activation before it times the error after it, and small where either is.",
      },
    );
  }
  return found;
}

export function isBackward(step) {
  return step.kind.startsWith("BP");
}

// SPDX-License-Identifier: MIT
// The numbers of the page. Layers are counted from 0, the inputs, as in a⁰, a¹, …, aᴸ.

const KINDS = { f4: Float32Array, f8: Float64Array };

function unpacked(packed) {
  if (packed === null) return null;
  const bytes = Uint8Array.from(atob(packed.data), (letter) => letter.charCodeAt(0));
  return new KINDS[packed.kind](bytes.buffer);
}

/** Turn the content that Python wrote into arrays. */
export function decoded(content) {
  const layers = content.layers.map((layer) => ({
    function: layer.function,
    weights: unpacked(layer.weights),
    biases: unpacked(layer.biases),
  }));
  const samples = content.samples.map((sample) => ({
    ...sample,
    inputs: unpacked(sample.inputs),
    targets: unpacked(sample.targets),
    output_slope: unpacked(sample.output_slope),
    layers: sample.layers.map((layer) =>
      Object.fromEntries(Object.entries(layer).map(([name, array]) => [name, unpacked(array)])),
    ),
    wrong: {
      ...sample.wrong,
      passes: sample.wrong.passes.map((pass) => ({ ...pass, deltas: pass.deltas.map(unpacked) })),
    },
  }));
  return { ...content, layers, samples, last: layers.length };
}

/** One pass over one sample: the right one, or one of the wrong ones. */
export class Pass {
  constructor(model, sample, variant) {
    this.model = model;
    this.sample = model.samples[sample];
    this.variant = this.sample.wrong.passes[variant];
    this.isRight = variant === 0;
  }

  activation(layer) {
    return layer === 0 ? this.sample.inputs : this.sample.layers[layer - 1].activation;
  }

  z(layer) {
    return this.sample.layers[layer - 1].z;
  }

  /** σ′(z); null for softmax. */
  slope(layer) {
    return this.sample.layers[layer - 1].sigma_prime;
  }

  /** Wᵀδ of the layer after, before the gate; null for the last layer. */
  back(layer) {
    return this.sample.layers[layer - 1].back;
  }

  rightDelta(layer) {
    return this.sample.layers[layer - 1].delta;
  }

  /** δ of this pass. */
  delta(layer) {
    return this.isRight ? this.rightDelta(layer) : this.variant.deltas[layer - 1];
  }

  /** ∂C/∂b of one sample. */
  biasGradient(layer) {
    return this.isRight ? this.sample.layers[layer - 1].nabla_b : this.delta(layer);
  }

  bias(layer, neuron) {
    return this.model.layers[layer - 1].biases[neuron];
  }

  /** The weight from neuron `from` of the layer before to `neuron` of `layer`. */
  weight(layer, neuron, from) {
    return this.model.layers[layer - 1].weights[neuron * this.model.sizes[layer - 1] + from];
  }

  /** ∂C/∂w = a δ, rounded as the core rounds it. */
  weightGradient(layer, neuron, from) {
    return this.product(this.activation(layer - 1)[from], this.delta(layer)[neuron]);
  }

  product(one, other) {
    const exact = one * other;
    return this.isRight && this.model.dtype === "float32" ? Math.fround(exact) : exact;
  }

  /** An entry of the Jacobian of softmax, diag(a) − a aᵀ. */
  jacobian(row, column) {
    const a = this.activation(this.model.last);
    return a[row] * ((row === column ? 1 : 0) - a[column]);
  }
}

/** Return the place of what is largest in size. */
export function strongest(values) {
  let found = 0;
  for (let j = 1; j < values.length; j++)
    if (Math.abs(values[j]) > Math.abs(values[found])) found = j;
  return found;
}

export function largest(values) {
  return values.length ? Math.abs(values[strongest(values)]) : 0;
}

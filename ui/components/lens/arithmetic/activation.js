// Activations: a function of each value, with its derivative. Softmax looks at all channels of a px at once: softmax.js.

import { erf } from "./erf.js";
import { softmax, softmaxBackward, softmaxSlopes } from "./softmax.js";

export { explainSoftmax, softmax } from "./softmax.js";

const sigmoid = (x) => 1 / (1 + Math.exp(-x));
const normalShare = (x) => (1 + erf(x * Math.SQRT1_2)) / 2;
const normalDensity = (x) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);

/** What a bend does at its corner, x = 0, is torch's choice: the derivative from the left. */
const FUNCTIONS = {
  relu: { value: (x) => Math.max(0, x), derivative: (x) => (x > 0 ? 1 : 0) },
  leaky_relu: {
    value: (x, { negative_slope }) => (x > 0 ? x : negative_slope * x),
    derivative: (x, { negative_slope }) => (x > 0 ? 1 : negative_slope),
  },
  prelu: { value: (x, { init }) => (x > 0 ? x : init * x), derivative: (x, { init }) => (x > 0 ? 1 : init) },
  elu: {
    value: (x, { alpha }) => (x > 0 ? x : alpha * Math.expm1(x)),
    derivative: (x, { alpha }) => (x > 0 ? 1 : alpha * Math.exp(x)),
  },
  silu: {
    value: (x) => x * sigmoid(x),
    derivative: (x) => sigmoid(x) * (1 + x * (1 - sigmoid(x))),
  },
  gelu: {
    value: (x, { approximate }) =>
      x * (approximate === "tanh" ? (1 + Math.tanh(geluInner(x))) / 2 : normalShare(x)),
    derivative: (x, { approximate }) =>
      approximate === "tanh" ? geluTanhSlope(x) : normalShare(x) + x * normalDensity(x),
  },
  sigmoid: { value: sigmoid, derivative: (x) => sigmoid(x) * (1 - sigmoid(x)) },
  tanh: { value: Math.tanh, derivative: (x) => 1 - Math.tanh(x) ** 2 },
  step: { value: (x) => (x > 0 ? 1 : 0), derivative: () => 0 },
};

// Hendrycks and Gimpel 2016, section 2: Φ(x) ≈ (1 + tanh(√(2/π)·(x + 0.044715·x³))) / 2.
const GELU_SCALE = Math.sqrt(2 / Math.PI);
const GELU_CUBIC = 0.044715;

function geluInner(x) {
  return GELU_SCALE * (x + GELU_CUBIC * x ** 3);
}

function geluTanhSlope(x) {
  const bent = Math.tanh(geluInner(x));
  return (1 + bent) / 2 + (x / 2) * (1 - bent * bent) * GELU_SCALE * (1 + 3 * GELU_CUBIC * x * x);
}

/** f(x) of an activation {kind, …its fields}; softmax has no value of one number alone. */
export function value(spec, x) {
  return FUNCTIONS[spec.kind].value(x, spec);
}

/** f′(x). */
export function derivative(spec, x) {
  return FUNCTIONS[spec.kind].derivative(x, spec);
}

/** The activation of every value of a map. */
export function apply(spec, x, temperature = 1) {
  return spec.kind === "softmax" ? softmax(x, temperature) : mapped(x, (each) => value(spec, each));
}

/** The derivative of every output by its own input; for softmax that is s·(1 − s)/temperature. */
export function slopes(spec, x, temperature = 1) {
  return spec.kind === "softmax" ? softmaxSlopes(x, temperature) : mapped(x, (each) => derivative(spec, each));
}

function mapped({ data, shape }, each) {
  const out = new Float32Array(data.length);
  for (let at = 0; at < data.length; at += 1) out[at] = each(data[at]);
  return { data: out, shape };
}

/** The gradient of the input: the upstream one times f′, which is what "a mask" means for a ReLU. */
export function activationBackward(spec, x, upstream, temperature = 1) {
  if (spec.kind === "softmax") return softmaxBackward(x, upstream, temperature);
  const { data, shape } = slopes(spec, x);
  return { data: data.map((slope, at) => slope * upstream.data[at]), shape };
}

/** The share of values that pass on less than `least` of their gradient, and of those that pass on none at all. */
export function passing(spec, x, temperature = 1, least = 0.01) {
  const { data } = slopes(spec, x, temperature);
  const share = (wanted) => data.reduce((count, slope) => count + wanted(slope), 0) / data.length;
  return { flat: share((slope) => Math.abs(slope) < least), dead: share((slope) => slope === 0) };
}

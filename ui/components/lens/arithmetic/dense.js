// A fully connected layer: every output is a weighted sum of every input, plus a bias, y = W·x + b.
//
// It is a convolution whose kernel is as large as the picture: `weight` has shape [features, channels, height, width],
// each row of torch's matrix folded into planes, so that every weight stands on the px it multiplies.

import { biasGradient } from "./convolution_backward.js";
import { biasOf } from "./terms.js";

export { explain } from "./terms.js";
export { explainBackward } from "./totals.js";

/** All outputs, as maps of one px: shape [features, 1, 1]. */
export function dense(x, weight, bias, op) {
  const inputs = x.data.length;
  const data = Float32Array.from({ length: op.out_features }, (_, o) => {
    let sum = biasOf(op, bias, o);
    for (let at = 0; at < inputs; at += 1) sum += weight.data[o * inputs + at] * x.data[at];
    return sum;
  });
  return { data, shape: [op.out_features, 1, 1] };
}

/** The gradients: a weight receives g·x of its one place, an input g·w of every output, a bias its g. */
export function denseBackward(x, weight, op, upstream) {
  const g = upstream.data;
  const inputs = x.data.length;
  const dx = new Float64Array(inputs);
  const dw = new Float32Array(weight.data.length);
  for (let at = 0; at < dw.length; at += 1) {
    const [o, input] = [Math.floor(at / inputs), at % inputs];
    dw[at] = g[o] * x.data[input];
    dx[input] += g[o] * weight.data[at];
  }
  return {
    dx: { data: Float32Array.from(dx), shape: x.shape },
    dw: { data: dw, shape: weight.shape },
    db: biasGradient(op, upstream),
  };
}

/**
 * The learning rate with which a step on the mean squared error halves what every output is off by. An output moves by
 * rate · 2/m · (y − t) for each of its inputs squared, m being the number of outputs, and the bias meets a 1.
 */
export function halvingRate(x, { out_features, bias }) {
  const met = x.data.reduce((sum, value) => sum + value * value, bias ? 1 : 0);
  return met > 0 ? out_features / (4 * met) : 1;
}

/** What it learns, beside a convolution of the same picture with as many maps: one weight a px against one a tap. */
export function parameterCounts({ out_features, bias }, shape, kernel_size = [3, 3]) {
  const biases = bias ? out_features : 0;
  const [channels, height, width] = shape;
  return {
    dense: out_features * channels * height * width + biases,
    convolution: out_features * channels * kernel_size[0] * kernel_size[1] + biases,
  };
}

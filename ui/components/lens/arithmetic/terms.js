// One output value of a layer with weights taken apart into its products: convolution, transposed convolution, linear.

import { channelsOf, windowOf } from "./geometry.js";

/**
 * One output value taken apart: a term for each weight that meets an input there (`channel` counts the input's
 * channels), the sum of each input plane, the bias, and the whole.
 */
export function explain(x, weight, bias, op, [o, row, col]) {
  const [first, count] = channelsOf(op, x.shape[0], o);
  const window = windowOf(op, x.shape, [row, col]);
  const planes = Array.from({ length: count }, (_, c) => window.map((tap) => term(x, weight, op, tap, o, first + c)));
  const planeSums = planes.map((terms) => terms.reduce((sum, { product }) => sum + product, 0));
  const b = biasOf(op, bias, o);
  return { terms: planes.flat(), planeSums, bias: b, sum: planeSums.reduce((sum, plane) => sum + plane, b) };
}

function term(x, weight, op, { kernel, place, source }, o, channel) {
  const value = source ? x.data[(channel * x.shape[1] + source[0]) * x.shape[2] + source[1]] : 0;
  const w = weight.data[kernelIndex(op, weight.shape, o, channel) + kernel[0] * weight.shape[3] + kernel[1]];
  return { channel, kernel, place, source, x: value, w, product: value * w };
}

/**
 * Where the kernel between an input channel and output map `o` begins. torch puts the maps first, and the channels of
 * their group second; in a transposed convolution the other way round.
 */
export function kernelIndex({ kind }, [, inner, height, width], o, channel) {
  const [outer, within] = kind === "transposed_convolution" ? [channel, o % inner] : [o, channel % inner];
  return (outer * inner + within) * height * width;
}

/** The number added to every value of map `o`; a scene writes biases that are all zero as an empty list. */
export function biasOf(op, bias, o) {
  return op.bias === false ? 0 : (bias?.[o] ?? 0);
}

// One output value of a convolution taken apart into its products.

import { channelsOf, windowOf } from "./geometry.js";

/**
 * One output value taken apart: a term for each weight of its map (`channel` counts the input's channels), the sum of
 * each input plane, the bias, and the whole.
 */
export function explain(x, weight, bias, op, [o, row, col]) {
  const [first, count] = channelsOf(op, x.shape[0], o);
  const window = windowOf(op, x.shape, [row, col]);
  const terms = [];
  const planeSums = [];
  for (let c = 0; c < count; c += 1) {
    const products = window.map((tap) => term(x, weight, tap, o, c, first + c));
    terms.push(...products);
    planeSums.push(products.reduce((sum, { product }) => sum + product, 0));
  }
  const b = biasOf(op, bias, o);
  return { terms, planeSums, bias: b, sum: planeSums.reduce((sum, plane) => sum + plane, b) };
}

/** Weight `c` of map `o` at one tap, with what it multiplies in `channel`. */
export function term(x, weight, { kernel, place, source }, o, c, channel) {
  const value = source ? x.data[(channel * x.shape[1] + source[0]) * x.shape[2] + source[1]] : 0;
  const w = weight.data[((o * weight.shape[1] + c) * weight.shape[2] + kernel[0]) * weight.shape[3] + kernel[1]];
  return { channel, kernel, place, source, x: value, w, product: value * w };
}

/** The number added to every value of map `o`. */
export function biasOf(op, bias, o) {
  return op.bias === false || !bias ? 0 : bias[o];
}

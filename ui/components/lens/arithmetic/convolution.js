// A convolution, forwards: multiply each window with the kernel, add up, add the bias. Sums in float64, kept as float32.

import { channelsOf } from "./geometry.js";
import { padded, slidingWindow } from "./padded.js";
import { biasOf } from "./terms.js";

export { backward } from "./convolution_backward.js";
export { mse } from "./loss.js";
export { explain } from "./terms.js";
export { explainBackward } from "./totals.js";

/** All output maps of a convolution. `weight` has shape [maps, channels / groups, kernel height, kernel width]. */
export function convolve(x, weight, bias, op, window = slidingWindow(op, x.shape)) {
  const shape = [op.out_channels, window.rows, window.cols];
  const out = { data: new Float32Array(shape[0] * shape[1] * shape[2]), shape };
  const planes = padded(x, window);
  const sums = new Float64Array(window.rows * window.cols);
  for (let o = 0; o < shape[0]; o += 1) {
    const [first] = channelsOf(op, x.shape[0], o);
    addMap(sums.fill(biasOf(op, bias, o)), planes, window, weight, o, first);
    out.data.set(sums, o * sums.length);
  }
  return out;
}

/** Output map `o` alone, written into `out` (all maps): what an edit of one weight needs. */
export function convolveMap(x, weight, bias, op, o, out) {
  const window = slidingWindow(op, x.shape);
  const [first, count] = channelsOf(op, x.shape[0], o);
  const sums = new Float64Array(window.rows * window.cols).fill(biasOf(op, bias, o));
  addMap(sums, padded(x, window, first, count), window, weight, o, 0);
  out.data.set(sums, o * sums.length);
}

/** Add every weight's share to a map: the weight times the input, shifted to where the weight meets it. */
function addMap(sums, planes, window, weight, o, first) {
  const [, channels, height, width] = weight.shape;
  let at = o * channels * height * width;
  for (let c = first; c < first + channels; c += 1) {
    for (let i = 0; i < height; i += 1) {
      for (let j = 0; j < width; j += 1, at += 1) addShifted(sums, planes, window, c, i, j, weight.data[at]);
    }
  }
}

function addShifted(sums, { data, height, width }, window, c, i, j, w) {
  const { rows, cols, strideDown, strideAlong } = window;
  const start = (c * height + window.down[i]) * width + window.along[j];
  for (let row = 0, to = 0; row < rows; row += 1) {
    let from = start + row * strideDown * width;
    for (let col = 0; col < cols; col += 1, to += 1, from += strideAlong) sums[to] += w * data[from];
  }
}

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
  for (let o = 0; o < shape[0]; o += 1) {
    const [first] = channelsOf(op, x.shape[0], o);
    paint(out, o, planes, window, tapsOf(planes, window, weight, o, first), biasOf(op, bias, o));
  }
  return out;
}

/** Output map `o` alone, written into `out` (all maps): what an edit of one weight needs. */
export function convolveMap(x, weight, bias, op, o, out) {
  const window = slidingWindow(op, x.shape);
  const [first, count] = channelsOf(op, x.shape[0], o);
  const planes = padded(x, window, first, count);
  paint(out, o, planes, window, tapsOf(planes, window, weight, o, 0), biasOf(op, bias, o));
}

/** The weights of map `o`, and how far from the window's first px each meets the input. */
function tapsOf({ height, width }, { down, along }, { data, shape: [, channels] }, o, first) {
  const count = channels * down.length * along.length;
  const offsets = new Int32Array(count);
  let at = 0;
  for (let c = first; c < first + channels; c += 1) {
    for (const i of down) for (const j of along) offsets[at++] = (c * height + i) * width + j;
  }
  return { weights: Float64Array.from(data.subarray(o * count, (o + 1) * count)), offsets };
}

/** The definition itself: every output is the sum of its window's products, plus the bias. */
function paint(out, o, { data, width }, { rows, cols, strideDown, strideAlong }, { weights, offsets }, bias) {
  let cell = o * rows * cols;
  for (let row = 0; row < rows; row += 1) {
    let corner = row * strideDown * width;
    for (let col = 0; col < cols; col += 1, corner += strideAlong) {
      let sum = bias;
      for (let tap = 0; tap < weights.length; tap += 1) sum += weights[tap] * data[corner + offsets[tap]];
      out.data[cell++] = sum;
    }
  }
}

// A convolution, backwards: from how the loss moves with each output (`upstream`, g) to how it moves with each weight,
// each input and each bias.
//
// Output y = Σ w·x + b, so one output cell passes g·x on to the weight, g·w to the input and g to the bias. A weight is
// used at every place, an input by every window over it: what arrives is added up.

import { channelsOf } from "./geometry.js";
import { folded, nothing, padded, slidingWindow } from "./padded.js";

/** The gradients of input, weights and biases, given that of the output. */
export function backward(x, weight, op, upstream) {
  const window = slidingWindow(op, x.shape);
  return {
    dx: inputGradient(x.shape, weight, op, upstream, window),
    dw: weightGradient(x, weight.shape, op, upstream, window),
    db: biasGradient(op, upstream),
  };
}

/** Every weight scatters g·w to the places it met; an input cell keeps the sum. */
export function inputGradient(shape, weight, op, upstream, window) {
  const planes = nothing(shape[0], window);
  let at = 0;
  for (const [o, c, i, j] of weightCells(weight.shape)) {
    scatter(planes, window, upstream, o, channelsOf(op, shape[0], o)[0] + c, i, j, weight.data[at++]);
  }
  return folded(planes, window, shape);
}

/** Every weight gathers g·x from the places it met. */
export function weightGradient(x, shape, op, upstream, window) {
  const planes = padded(x, window);
  const data = new Float32Array(shape.reduce((count, side) => count * side, 1));
  let at = 0;
  for (const [o, c, i, j] of weightCells(shape)) {
    const plane = channelsOf(op, x.shape[0], o)[0] + c;
    data[at++] = gathered(planes, window, upstream, o, plane, i, j);
  }
  return { data, shape };
}

function* weightCells([maps, channels, height, width]) {
  for (let o = 0; o < maps; o += 1)
    for (let c = 0; c < channels; c += 1)
      for (let i = 0; i < height; i += 1)
        for (let j = 0; j < width; j += 1) yield [o, c, i, j];
}

/** What one weight gathers: Σ g·x over all output cells of its map. */
function gathered({ data, height, width }, window, { data: g }, o, plane, i, j) {
  const { rows, cols, strideDown, strideAlong } = window;
  const start = (plane * height + window.down[i]) * width + window.along[j];
  let sum = 0;
  for (let row = 0, cell = o * rows * cols; row < rows; row += 1) {
    let from = start + row * strideDown * width;
    for (let col = 0; col < cols; col += 1, cell += 1, from += strideAlong) sum += g[cell] * data[from];
  }
  return sum;
}

/** What one weight passes on: g·w from every output cell of its map to the place it met there. */
function scatter({ data, height, width }, window, { data: g }, o, plane, i, j, w) {
  const { rows, cols, strideDown, strideAlong } = window;
  const start = (plane * height + window.down[i]) * width + window.along[j];
  for (let row = 0, cell = o * rows * cols; row < rows; row += 1) {
    let to = start + row * strideDown * width;
    for (let col = 0; col < cols; col += 1, cell += 1, to += strideAlong) data[to] += g[cell] * w;
  }
}

/** A bias is added to every value of its map, so it receives every g; where there is none, nothing. */
export function biasGradient(op, { data, shape: [maps, rows, cols] }) {
  const sums = new Float64Array(maps);
  if (op.bias === false) return Float32Array.from(sums);
  for (let at = 0; at < data.length; at += 1) sums[Math.floor(at / (rows * cols))] += data[at];
  return Float32Array.from(sums);
}

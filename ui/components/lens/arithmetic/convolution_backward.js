// A convolution, backwards: from how the loss moves with each output (`upstream`, g) to how it moves with each weight,
// each input and each bias.
//
// Output y = Σ w·x + b, so one output cell passes g·x on to the weight, g·w to the input and g to the bias. A weight is
// used at every place, an input by every window over it: what arrives is added up.

import { channelsOf, fedBy, windowOf } from "./geometry.js";
import { folded, padded, slidingWindow } from "./padded.js";
import { term } from "./terms.js";

/** The gradients of input, weights and biases, given that of the output. */
export function backward(x, weight, op, upstream) {
  const window = slidingWindow(op, x.shape);
  const planes = padded(x, window);
  const scattered = { ...planes, data: new Float64Array(planes.data.length) };
  const dw = new Float32Array(weight.data.length);
  let at = 0;
  for (const [o, c, i, j] of weightCells(weight.shape)) {
    const plane = channelsOf(op, x.shape[0], o)[0] + c;
    dw[at] = gathered(planes, window, upstream, o, plane, i, j, window.rows * window.cols);
    scatter(scattered, window, upstream, o, plane, i, j, weight.data[at]);
    at += 1;
  }
  return { dx: folded(scattered, window, x.shape), dw: { data: dw, shape: weight.shape }, db: biasGradient(upstream) };
}

function* weightCells([maps, channels, height, width]) {
  for (let o = 0; o < maps; o += 1)
    for (let c = 0; c < channels; c += 1)
      for (let i = 0; i < height; i += 1)
        for (let j = 0; j < width; j += 1) yield [o, c, i, j];
}

/** What one weight gathers: Σ g·x over the first `cells` output cells of its map, in scan order. */
function gathered({ data, height, width }, window, { data: g }, o, plane, i, j, cells) {
  const { rows, cols, strideDown, strideAlong } = window;
  const start = (plane * height + window.down[i]) * width + window.along[j];
  let sum = 0;
  for (let row = 0, cell = 0; row < rows && cell < cells; row += 1) {
    const base = o * rows * cols;
    let from = start + row * strideDown * width;
    for (let col = 0; col < cols && cell < cells; col += 1, cell += 1, from += strideAlong) {
      sum += g[base + cell] * data[from];
    }
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

function biasGradient({ data, shape: [maps, rows, cols] }) {
  return Float32Array.from({ length: maps }, (_, o) => sumOf(data, o * rows * cols, (o + 1) * rows * cols));
}

function sumOf(values, from, to) {
  let sum = 0;
  for (let at = from; at < to; at += 1) sum += values[at];
  return sum;
}

/**
 * What one output cell adds to each gradient, and the totals `before` and `after` it, when the cells are visited in
 * scan order: map by map, row by row, from left to right. Places in zero padding receive nothing and are left out of
 * `toInput`; a cell that stands for several places (mirrored padding) appears once for each.
 */
export function explainBackward(x, weight, op, upstream, cell) {
  const [o, row, col] = cell;
  const [, rows, cols] = upstream.shape;
  const [first, count] = channelsOf(op, x.shape[0], o);
  const until = row * cols + col;
  const g = upstream.data[o * rows * cols + until];
  const taps = windowOf(op, x.shape, [row, col]);
  const terms = Array.from({ length: count }, (_, c) => taps.map((tap) => term(x, weight, tap, o, c, first + c))).flat();
  const before = sumOf(upstream.data, o * rows * cols, o * rows * cols + until);
  return {
    g,
    toWeight: toWeight(x, op, upstream, terms, { o, first, count, until, g }),
    toInput: toInput(x, weight, op, upstream, terms, { o, until, g }),
    toBias: { before, after: before + g },
  };
}

function toWeight(x, op, upstream, terms, { o, first, count, until, g }) {
  const window = slidingWindow(op, x.shape);
  const planes = padded(x, window, first, count);
  return terms.map(({ channel, kernel, x: value }) => {
    const before = gathered(planes, window, upstream, o, channel - first, kernel[0], kernel[1], until);
    return { channel, kernel, x: value, product: g * value, before, after: before + g * value };
  });
}

function toInput(x, weight, op, upstream, terms, at) {
  const totals = new Map();
  const readers = remembered((source) => fedBy(op, x.shape, source));
  return terms.filter(({ source }) => source).map(({ channel, source, w }) => {
    const key = `${channel},${source}`;
    const before = totals.get(key) ?? arrived(x, weight, op, upstream, channel, readers(source), at);
    totals.set(key, before + at.g * w);
    return { channel, source, w, product: at.g * w, before, after: before + at.g * w };
  });
}

/** All channels of a place are read by the same output cells: look them up once. */
function remembered(look) {
  const known = new Map();
  return (source) => known.get(`${source}`) ?? known.set(`${source}`, look(source)).get(`${source}`);
}

/** What an input cell with these `readers` has received from all output cells before `until` of map `o`. */
function arrived(x, weight, op, { data: g, shape: [, rows, cols] }, channel, readers, { o, until }) {
  const [, channels, height, width] = weight.shape;
  let sum = 0;
  for (let map = 0; map <= o; map += 1) {
    const [first, count] = channelsOf(op, x.shape[0], map);
    if (channel < first || channel >= first + count) continue;
    const base = (map * channels + channel - first) * height;
    for (const { output, kernel } of readers) {
      const at = output[0] * cols + output[1];
      if (map < o || at < until) sum += g[map * rows * cols + at] * weight.data[(base + kernel[0]) * width + kernel[1]];
    }
  }
  return sum;
}

/** The mean squared error between a map and its target, and its gradient 2·(y − t)/n. */
export function mse(y, target) {
  const count = y.data.length;
  const upstream = new Float32Array(count);
  let sum = 0;
  for (let at = 0; at < count; at += 1) {
    const off = y.data[at] - target.data[at];
    sum += off * off;
    upstream[at] = (2 * off) / count;
  }
  return { loss: sum / count, upstream: { data: upstream, shape: y.shape } };
}

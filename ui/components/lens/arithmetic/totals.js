// The way back watched from one output cell: what it adds to each gradient, and what had gathered there before.

import { applied, axes, readers } from "./axis.js";
import { channelsOf } from "./geometry.js";
import { explain, kernelIndex } from "./terms.js";

/**
 * What one output cell adds to each gradient, and the totals `before` and `after` it, when the cells are visited in
 * scan order: map by map, row by row, from left to right. Places in zero padding receive nothing and are left out of
 * `toInput`; a cell that stands for several places (mirrored padding) appears once for each. Without a bias `toBias` is
 * null.
 */
export function explainBackward(x, weight, op, upstream, [o, row, col]) {
  const [, rows, cols] = upstream.shape;
  const until = row * cols + col;
  const g = upstream.data[o * rows * cols + until];
  const { terms } = explain(x, weight, null, op, [o, row, col]);
  const before = sumOf(upstream.data, o * rows * cols, o * rows * cols + until);
  return {
    g,
    toWeight: toWeight(x, op, upstream, terms, { o, until, g }),
    toInput: toInput(x, weight, op, upstream, terms, { o, until, g }),
    toBias: op.bias === false ? null : { before, after: before + g },
  };
}

/** Each weight of the map receives g·x. */
function toWeight(x, op, upstream, terms, at) {
  const [vertical, horizontal] = axes(op, x.shape);
  const down = remembered((i) => meetings(vertical, i));
  const along = remembered((j) => meetings(horizontal, j));
  return terms.map(({ channel, kernel, x: value }) => {
    const before = gathered(x, upstream, channel, down(kernel[0]), along(kernel[1]), at);
    return { channel, kernel, x: value, product: at.g * value, before, after: before + at.g * value };
  });
}

/** Where a kernel position meets a px, not padding: `outputs` and `sources` side by side, in flat arrays for speed. */
function meetings(axis, kernel) {
  const met = applied(axis, kernel).filter(({ source }) => source !== null);
  const column = (name) => Int32Array.from(met, (each) => each[name]);
  return { outputs: column("output"), sources: column("source") };
}

/** Σ g·x over the places of one weight, up to the present cell. */
function gathered(x, { data: g, shape: [, rows, cols] }, channel, down, { outputs, sources }, { o, until }) {
  const { data, shape: [, height, width] } = x;
  let sum = 0;
  for (let v = 0; v < down.outputs.length && down.outputs[v] * cols < until; v += 1) {
    const row = (o * rows + down.outputs[v]) * cols;
    const from = (channel * height + down.sources[v]) * width;
    const left = until - down.outputs[v] * cols; // of the present cell's own row only what stands before it
    for (let h = 0; h < outputs.length && outputs[h] < left; h += 1) sum += g[row + outputs[h]] * data[from + sources[h]];
  }
  return sum;
}

/** Each input cell of the window receives g·w. */
function toInput(x, weight, op, upstream, terms, at) {
  const [vertical, horizontal] = axes(op, x.shape);
  const down = remembered((row) => readers(vertical, row));
  const along = remembered((col) => readers(horizontal, col));
  const totals = new Map();
  return terms.filter(({ source }) => source).map(({ channel, source, w }) => {
    const key = (channel * x.shape[1] + source[0]) * x.shape[2] + source[1];
    const known = totals.get(key);
    const before = known ?? arrived(x, weight, op, upstream, channel, down(source[0]), along(source[1]), at);
    totals.set(key, before + at.g * w);
    return { channel, source, w, product: at.g * w, before, after: before + at.g * w };
  });
}

/** Σ g·w over the output cells that read one input cell, in all maps, up to the present cell. */
function arrived(x, weight, op, { data: g, shape: [, rows, cols] }, channel, down, along, { o, until }) {
  const width = weight.shape[3];
  let sum = 0;
  for (let map = 0; map <= o; map += 1) {
    const [first, count] = channelsOf(op, x.shape[0], map);
    if (channel < first || channel >= first + count) continue;
    const kernel = kernelIndex(op, weight.shape, map, channel);
    for (const { output: row, kernel: i } of down) {
      for (const { output: col, kernel: j } of along) {
        const at = row * cols + col;
        if (map === o && at >= until) continue;
        sum += g[map * rows * cols + at] * weight.data[kernel + i * width + j];
      }
    }
  }
  return sum;
}

function sumOf(values, from, to) {
  let sum = 0;
  for (let at = from; at < to; at += 1) sum += values[at];
  return sum;
}

/** The same question is asked for every channel and every other axis: answer it once. */
function remembered(look) {
  const known = new Map();
  return (index) => {
    if (!known.has(index)) known.set(index, look(index));
    return known.get(index);
  };
}

// The input with its padding written out, so that the loops over windows never ask whether they stand at the edge.

import { axes, sourceOf } from "./axis.js";

/**
 * The window of a convolution as loops need it: sizes, strides and the offsets between taps, in px of the padded
 * input. `rows` and `cols` count the output; `down[i]` and `along[j]` say how far weight (i, j) lies from the window's
 * first place.
 */
export function slidingWindow(op, shape) {
  const [vertical, horizontal] = axes(op, shape);
  const reach = (axis) => axis.taps(0).map(({ place }) => place + axis.before);
  return {
    sourceRows: sources(vertical),
    sourceCols: sources(horizontal),
    rows: vertical.count,
    cols: horizontal.count,
    strideDown: vertical.stride,
    strideAlong: horizontal.stride,
    down: reach(vertical),
    along: reach(horizontal),
  };
}

/** The source of every padded position of an axis, −1 for a zero. */
function sources({ size, before, after, mode }) {
  return Int32Array.from({ length: before + size + after }, (_, at) => sourceOf(at - before, size, mode) ?? -1);
}

/** `count` channels of `x` from `first` on, padded, in float64: {data, height, width}. */
export function padded(x, window, first = 0, count = x.shape[0]) {
  const [, rows, cols] = x.shape;
  const { sourceRows, sourceCols } = window;
  const planes = nothing(count, window);
  const { data, height, width } = planes;
  for (let c = 0, at = 0; c < count; c += 1) {
    for (let r = 0; r < height; r += 1) {
      const from = ((first + c) * rows + sourceRows[r]) * cols;
      for (let k = 0; k < width; k += 1, at += 1) {
        if (sourceRows[r] >= 0 && sourceCols[k] >= 0) data[at] = x.data[from + sourceCols[k]];
      }
    }
  }
  return planes;
}

/** As many padded planes of zeros. */
export function nothing(count, { sourceRows, sourceCols }) {
  const [height, width] = [sourceRows.length, sourceCols.length];
  return { data: new Float64Array(count * height * width), height, width };
}

/** The way back: what arrived at padded positions is added to the input cells that stand for them. */
export function folded({ data, height, width }, window, shape) {
  const [channels, rows, cols] = shape;
  const { sourceRows, sourceCols } = window;
  const sums = new Float64Array(channels * rows * cols);
  for (let c = 0, at = 0; c < channels; c += 1) {
    for (let r = 0; r < height; r += 1) {
      const to = (c * rows + sourceRows[r]) * cols;
      for (let k = 0; k < width; k += 1, at += 1) {
        if (sourceRows[r] >= 0 && sourceCols[k] >= 0) sums[to + sourceCols[k]] += data[at];
      }
    }
  }
  return { data: Float32Array.from(sums), shape };
}

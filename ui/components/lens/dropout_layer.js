// Dropout as the stage shows it, both ways, and what it does to the mean. Pure: tested by Node and against torch.

import { dropoutBackward, mask } from "./arithmetic/dropout.js";
import { random } from "./arithmetic/random.js";
import { flat, inputOf, until, upstreamOf } from "./single_layer.js";

export const DRAWS = 100; // that the mean over many draws is taken of

/** {op, x, mask, after, shape, weight} of a scene, or {problem} of the convolution before it. */
export function layerOf(scene, picture, presets) {
  const input = inputOf(scene, picture, presets);
  if (input.problem) return input;
  const { operation: op } = scene;
  const { x } = input;
  const kept = { data: mask(op, x.data.length), shape: x.shape };
  const after = { data: x.data.map((value, at) => value * kept.data[at]), shape: x.shape };
  return { op, ...input, mask: kept, before: after, after, shape: x.shape };
}

export function window(_, [, row, column]) {
  return { rectangle: { top: row, left: column, rows: 1, columns: 1 }, cells: [] };
}

/** {x, draw, p, factor, value} of one cell; `draw` is null when nothing is drawn. */
export function explained({ op, x, mask: kept, after }, cell) {
  const at = flat(x.shape, cell);
  const draw = op.training ? drawAt(op.seed, at) : null;
  return { x: x.data[at], draw, p: op.p, factor: kept.data[at], value: after.data[at], sum: after.data[at] };
}

function drawAt(seed, at) {
  const next = random(seed);
  for (let passed = 0; passed < at; passed += 1) next();
  return next();
}

/** The cells of one map that are dropped. */
export function droppedCells({ mask: { data }, shape: [, rows, columns] }, map) {
  const cells = [];
  for (let at = 0; at < rows * columns; at += 1) {
    if (data[map * rows * columns + at] === 0) cells.push([Math.floor(at / columns), at % columns]);
  }
  return cells;
}

/**
 * What becomes of the mean: `before`, `after`, `unscaled` (dropped, but not divided by 1 − p), and `many`, the mean of
 * `after` over DRAWS draws that follow this one's seed; with how many of how many values stay.
 */
export function means({ op, x, mask: { data }, after }) {
  const kept = data.reduce((count, factor) => count + (factor > 0), 0);
  const unscaled = x.data.map((value, at) => (data[at] > 0 ? value : 0));
  const draws = op.training ? Array.from({ length: DRAWS }, (_, at) => meanWith(x.data, { ...op, seed: op.seed + at })) : [mean(x.data)];
  return { kept, count: data.length, before: mean(x.data), after: mean(after.data), unscaled: mean(unscaled), many: mean(draws) };
}

function meanWith(values, op) {
  const factors = mask(op, values.length);
  return values.reduce((sum, value, at) => sum + value * factors[at], 0) / values.length;
}

function mean(values) {
  return values.reduce((sum, each) => sum + each, 0) / values.length;
}

/** The whole way back: {upstream, loss, g, total: {dx}}. */
export function backwardOf(layer, scene) {
  const { upstream, loss } = upstreamOf(layer, scene);
  return { upstream, loss, g: upstream, total: dropoutBackward(layer.x, layer.op, upstream) };
}

/** dL/dX as it stands after the cells up to `cell`, and that cell's own line. */
export function wayAt(layer, { upstream, total }, cell) {
  const at = flat(layer.shape, cell);
  const shares = { above: upstream.data[at], factor: layer.mask.data[at], result: total.dx.data[at] };
  return { partial: until(total.dx, cell), shares };
}

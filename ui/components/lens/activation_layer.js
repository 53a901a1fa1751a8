// An activation as the stage shows it, both ways, and the values that let almost no gradient pass. Pure: tested by
// Node and against torch.

import { activationBackward, apply, derivative, explainSoftmax, slopes, value } from "./arithmetic/activation.js";
import { flat, inputOf, until, upstreamOf } from "./single_layer.js";

export const FLAT = 0.01; // below this derivative next to nothing is learnt

export const isSoftmax = ({ function: spec }) => spec.kind === "softmax";

/** {op, x, after, slopes, shape, weight} of a scene, or {problem} of the convolution before it. */
export function layerOf(scene, picture, presets) {
  const input = inputOf({ ...scene, then: null }, picture, presets); // the activation under the lens is the one after it
  if (input.problem) return input;
  const op = scene.operation;
  const { function: spec, temperature } = op;
  const [after, steep] = [apply(spec, input.x, temperature), slopes(spec, input.x, temperature)];
  return { op, ...input, before: input.x, after, slopes: steep, shape: input.x.shape };
}

export function window(_, [, row, column]) {
  return { rectangle: { top: row, left: column, rows: 1, columns: 1 }, cells: [] };
}

/** {x, value, slope} of one cell; of a softmax all channels of its pixel, too. */
export function explained({ op, x, after, slopes: steep }, cell) {
  const at = flat(x.shape, cell);
  const found = { x: x.data[at], value: after.data[at], slope: steep.data[at], sum: after.data[at] };
  return isSoftmax(op) ? { ...found, softmax: explainSoftmax(x, op.temperature, cell.slice(1)) } : found;
}

/** The function and its derivative at any number, as a point on the curve. */
export function pointOn({ op }, x) {
  return { x, value: value(op.function, x), slope: derivative(op.function, x) };
}

/** How many values are dead (output 0 and derivative 0), how many almost flat, of how many. */
export function quiet({ after, slopes: { data } }) {
  let [dead, little] = [0, 0];
  for (let at = 0; at < data.length; at += 1) {
    if (data[at] === 0 && after.data[at] === 0) dead += 1;
    if (isFlat(data[at])) little += 1;
  }
  return { dead, flat: little, count: data.length, least: FLAT };
}

/** The cells of one map where the derivative is almost zero. */
export function flatCells({ slopes: { data }, shape: [, rows, columns] }, map) {
  const cells = [];
  for (let at = 0; at < rows * columns; at += 1) {
    if (isFlat(data[map * rows * columns + at])) cells.push([Math.floor(at / columns), at % columns]);
  }
  return cells;
}

/** Slopes are kept as float32, in which 0.01 (a leaky ReLU's) is a little less than 0.01. */
export const isFlat = (slope) => Math.abs(slope) < Math.fround(FLAT);

/** The whole way back: {upstream, loss, g, total: {dx}}. */
export function backwardOf(layer, scene) {
  const { upstream, loss } = upstreamOf(layer, scene);
  return { upstream, loss, g: upstream, total: { dx: back(layer, upstream) } };
}

/** The slopes are known already; those of a softmax do not decide alone. */
function back({ op, x, slopes: { data, shape } }, upstream) {
  if (op.function.kind === "softmax") return activationBackward(op.function, x, upstream, op.temperature);
  return { data: data.map((slope, at) => slope * upstream.data[at]), shape };
}

/** dL/dX as it stands after the cells up to `cell`, and the numbers of that cell's own line. */
export function wayAt(layer, { upstream, total }, cell) {
  const at = flat(layer.shape, cell);
  const [above, slope, result] = [upstream.data[at], layer.slopes.data[at], total.dx.data[at]];
  const mean = isSoftmax(layer.op) ? meanOf(layer, upstream, cell) : null;
  return { partial: back(layer, until(upstream, cell)), shares: { above, slope, result, mean, share: layer.after.data[at] } };
}

/** The mean of the gradients of one pixel's channels, weighted by their shares. */
function meanOf({ after, shape }, upstream, [, row, column]) {
  const at = Array.from({ length: shape[0] }, (_, channel) => flat(shape, [channel, row, column]));
  return at.reduce((sum, each) => sum + upstream.data[each] * after.data[each], 0);
}

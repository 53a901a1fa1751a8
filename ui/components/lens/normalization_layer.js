// Batch normalisation as the stage shows it, both ways: the maps of the tensor are the samples of the batch. Pure:
// tested by Node and against torch.

import { batchTensor, othersFor } from "./batch.js";
import { problemOf } from "./arithmetic/geometry.js";
import { batchNorm, batchNormBackward, explainNorm } from "./arithmetic/normalization.js";
import { flat, until, upstreamOf } from "./single_layer.js";

const SAMPLES = 4; // of a batch before the learner has chosen
const DUST = 1e-9; // of what was summed: less than that is what rounding leaves where sums cancel

export const pictureOf = batchTensor;

/** The scene as it comes under the lens for the first time: with a batch. */
export function begins(scene, { pictures, shape }) {
  return scene.batch.length > 0 ? scene : { ...scene, batch: othersFor(scene.picture, shape, SAMPLES - 1, pictures) };
}

/** Another picture brings others like it. */
export function withPicture(scene, { pictures, shape }) {
  return { ...scene, batch: othersFor(scene.picture, shape, scene.batch.length, pictures) };
}

/** {op, x, normalized, after, shape, memory, statistics} of a scene on a batch, or {problem}. */
export function layerOf(scene, x) {
  const op = scene.operation;
  const problem = problemOf(op, x.shape);
  if (problem) return { op, x, problem };
  const memory = memoryOf(scene);
  const { y, normalized, ...statistics } = batchNorm(x, op, memory);
  return { op, x, weight: null, normalized, before: y, after: y, shape: x.shape, memory, statistics };
}

/** The scene's memory in the words of the formula. */
function memoryOf({ memory: { scale, shift, mean, variance } }) {
  return { gamma: scale, beta: shift, mean, variance };
}

export function window(_, [, row, column]) {
  return { rectangle: { top: row, left: column, rows: 1, columns: 1 }, cells: [] };
}

/** The numbers of one value's formula. */
export function explained({ op, x, memory }, cell) {
  const found = explainNorm(x, op, cell, memory);
  return { ...found, sum: found.value };
}

/** Mean and standard deviation of numbers as they are; a mean that is zero but for float32's rounding is zero. */
export function spreadOf(values) {
  const mean = values.reduce((sum, each) => sum + each, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, each) => sum + (each - mean) ** 2, 0) / values.length);
  return { mean: Math.abs(mean) < 1e-6 * deviation ? 0 : mean, deviation };
}

/** The whole way back: {upstream, loss, g, total: {dx, dgamma, dbeta}}. */
export function backwardOf(layer, scene) {
  const { upstream, loss } = upstreamOf(layer, scene);
  const total = batchNormBackward(layer.x, layer.op, upstream, layer.memory);
  const most = upstream.data.reduce((largest, each) => Math.max(largest, Math.abs(each)), 0);
  const reach = (most * Math.abs(layer.memory.gamma)) / layer.statistics.deviation;
  const dx = { ...total.dx, data: total.dx.data.map((each) => clean(each, reach)) };
  const [dgamma, dbeta] = [total.dgamma, total.dbeta].map((each) => clean(each, most * layer.x.data.length));
  return { upstream, loss, g: upstream, total: { dx, dgamma, dbeta } };
}

/** Zero where a sum of numbers as large as `scale` has cancelled. */
function clean(value, scale) {
  return Math.abs(value) < DUST * scale ? 0 : value;
}

/** dL/dX of the cells up to `cell`, and the numbers of that cell's formula: scale·(g − evenly − along). */
export function wayAt({ op, x, shape, normalized, memory, statistics }, { upstream, total }, cell) {
  const at = flat(shape, cell);
  const count = x.data.length;
  const own = normalized.data[at];
  const taken = op.training ? { evenly: total.dbeta / count, along: (own * total.dgamma) / count } : { evenly: 0, along: 0 };
  const shares = {
    above: upstream.data[at], normalized: own, gamma: memory.gamma, deviation: statistics.deviation, ...taken, result: total.dx.data[at],
  };
  return { partial: until(total.dx, cell), shares };
}

// The way back through the layer a scene describes. No document: tested by Node and against torch.

import { backward, convolve, explain, explainBackward, mse } from "./arithmetic/convolution.js";
import { inputGradient } from "./arithmetic/convolution_backward.js";
import { slidingWindow } from "./arithmetic/padded.js";
import { descended, steadyRate } from "./arithmetic/learn.js";
import { weightOf } from "./scene.js";
import { activated, slopeAt, throughActivation } from "./then.js";

/** {upstream, loss, g, rate}: dL/dy after the activation, the loss itself, dL/dy before the activation. */
export function backwardOf(layer, scene, presets) {
  const { upstream, loss } = upstreamOf(layer, scene, presets);
  const rate = scene.upstream.kind === "target" ? rateOf(layer) : 0.1;
  return { upstream, loss, g: throughActivation(layer.then, layer.before, upstream), rate };
}

/** The steady rate does not depend on the weights, and costs as much as a way back: reckoned once a picture and operation. */
const rates = new WeakMap(); // picture → {of, rate}
function rateOf({ x, weight, op }) {
  const of = JSON.stringify([op, weight.shape]);
  if (rates.get(x)?.of !== of) rates.set(x, { of, rate: steadyRate(x, weight, op) });
  return rates.get(x).rate;
}

/** Gradients as they stand after the cells up to `cell`, in scan order; without a cell, the whole. */
export function gathered({ x, weight, op }, g, cell = null) {
  if (!cell) return backward(x, weight, op, g);
  const [, rows, columns] = g.shape;
  const until = (cell[0] * rows + cell[1]) * columns + cell[2] + 1;
  const data = new Float32Array(g.data.length);
  data.set(g.data.subarray(0, until));
  return backward(x, weight, op, { data, shape: g.shape });
}

/**
 * dL/dX as it stands after the cells up to `cell`. `back.earlier` keeps what the maps before gave, so that a moving
 * pointer costs one map.
 */
export function arrived(layer, back, cell) {
  const { x, weight, op } = layer;
  if (op.groups > 1) return gathered(layer, back.g, cell).dx;
  const [o, row, column] = cell;
  const [, rows, columns] = back.g.shape;
  const [area, each] = [rows * columns, weight.data.length / weight.shape[0]];
  back.earlier ??= new Map();
  if (o > 0 && !back.earlier.has(o)) back.earlier.set(o, gathered(layer, back.g, [o - 1, rows - 1, columns - 1]).dx);
  const own = { data: weight.data.subarray(o * each, (o + 1) * each), shape: [1, ...weight.shape.slice(1)] };
  const g = new Float32Array(area);
  g.set(back.g.data.subarray(o * area, o * area + row * columns + column + 1));
  const one = { ...op, out_channels: 1 };
  const dx = inputGradient(x.shape, own, one, { data: g, shape: [1, rows, columns] }, slidingWindow(one, x.shape));
  const earlier = back.earlier.get(o);
  return earlier ? { ...dx, data: dx.data.map((value, at) => value + earlier.data[at]) } : dx;
}

/** What one cell adds to each gradient, with the totals before and after it; `slope` is f′ of the activation there. */
export function shares({ x, weight, op, before, then }, { g, upstream }, cell) {
  const [, rows, columns] = g.shape;
  const at = (cell[0] * rows + cell[1]) * columns + cell[2];
  const found = explainBackward(x, weight, op, g, cell);
  const met = explain(x, weight, null, op, cell).terms.filter(({ source }) => source);
  const toInput = found.toInput.map((each, index) => ({ ...each, kernel: met[index].kernel }));
  return { ...found, toInput, above: upstream.data[at], slope: slopeAt(then, before, at) };
}

/** The weights after one plain gradient step, and the loss they give: {weight, bias, loss}. */
export function stepped(layer, scene, presets, rate) {
  const { g } = backwardOf(layer, scene, presets);
  const after = descended(layer, backward(layer.x, layer.weight, layer.op, g), rate);
  const bias = layer.op.bias ? after.bias : layer.bias;
  const next = { ...layer, weight: after.weight, bias };
  next.before = convolve(next.x, next.weight, next.bias, next.op);
  next.after = activated(layer.then, next.before);
  return { weight: after.weight, bias, loss: upstreamOf(next, scene, presets).loss };
}

function upstreamOf(layer, scene, presets) {
  const { kind } = scene.upstream;
  if (kind === "target") return mse(layer.after, targetOf(layer, scene, presets));
  const { shape } = layer.after;
  const data = kind === "values"
    ? Float32Array.from(fittedValues(scene.upstream.values, shape).flat(2))
    : new Float32Array(layer.after.data.length).fill(1);
  // The loss whose gradient this is: each output times its own number, added up.
  return { upstream: { data, shape }, loss: weighed(data, layer.after.data) };
}

/** Σ g·y; where everything cancels, the crumbs of float32 are no loss. */
export function weighed(g, y) {
  let [sum, size] = [0, 0];
  for (let at = 0; at < g.length; at += 1) {
    sum += g[at] * y[at];
    size += Math.abs(g[at] * y[at]);
  }
  return Math.abs(sum) < 1e-7 * size ? 0 : sum;
}

/** What the layer would give with a ready-made kernel in all its maps, and no bias. */
export function targetOf({ x, op, then }, scene, presets) {
  const kernel = { preset: scene.upstream.preset };
  const weight = weightOf({ operation: op, kernel }, x.shape[0], presets);
  return activated(then, convolve(x, weight, new Float32Array(op.out_channels), op));
}

/** Typed values [map][row][column] in the shape of the output; what is missing is zero. */
export function fittedValues(values, [maps, rows, columns]) {
  const list = (count, make) => Array.from({ length: count }, (_, index) => make(index));
  return list(maps, (o) => list(rows, (r) => list(columns, (c) => values[o]?.[r]?.[c] ?? 0)));
}

/** A tensor [map][row][column] as nested lists. */
export function nestedMaps({ data, shape: [maps, rows, columns] }) {
  const list = (count, make) => Array.from({ length: count }, (_, index) => make(index));
  return list(maps, (o) => list(rows, (r) => list(columns, (c) => Number(data[(o * rows + r) * columns + c].toPrecision(8)))));
}

// A fully connected layer as the stage shows it, both ways: y = f(W·x + b), every weight on the px it multiplies. Pure:
// tested by Node and against torch.

import { dense, denseBackward, explain, halvingRate, parameterCounts } from "./arithmetic/dense.js";
import { descended } from "./arithmetic/learn.js";
import { mse } from "./arithmetic/loss.js";
import { MOST_TYPED } from "./limits.js";
import { upstreamOf as givenUpstream } from "./single_layer.js";
import { biasFor, weightOf } from "./scene.js";
import { activated, slopeAt, throughActivation } from "./then.js";

export const MOST_WRITTEN = MOST_TYPED; // weights of one's own

/** What it starts with: its weights are its own, not those of the convolution. */
export const OWN_WEIGHTS = { kernel: { preset: "random" }, bias: [0], then: null };

/** The convolution whose kernel is as large as the picture: the same weights, laid out alike. */
export function asConvolution({ out_features, bias }, [, height, width]) {
  return { out_channels: out_features, kernel_size: [height, width], groups: 1, bias };
}

export function weightsOf(scene, shape, presets) {
  return weightOf({ ...scene, operation: asConvolution(scene.operation, shape) }, shape[0], presets);
}

/** Whether weights can be written one by one. */
export function isWritable({ out_features }, shape) {
  return out_features * sizeOf(shape) <= MOST_WRITTEN;
}

/** The scene with a bias for each output, and without written weights where they have become too many. */
export function fits(scene, { shape }) {
  const bias = biasFor(scene.bias, scene.operation.out_features);
  const keeps = !scene.kernel.values || isWritable(scene.operation, shape);
  return { ...scene, bias, kernel: keeps ? scene.kernel : OWN_WEIGHTS.kernel };
}

/** {op, x, weight, bias, before, after, shape, then} of a scene. */
export function layerOf(scene, x, presets) {
  const op = scene.operation;
  const weight = weightsOf(scene, x.shape, presets);
  const bias = Float32Array.from(biasFor(scene.bias, op.out_features));
  const before = dense(x, weight, bias, op);
  return { op, x, weight, bias, before, after: activated(scene.then, before), shape: before.shape, then: scene.then };
}

export function window({ x: { shape } }) {
  return { rectangle: { top: 0, left: 0, rows: shape[1], columns: shape[2] }, cells: [] };
}

/** One output taken apart: {terms, planeSums, bias, sum}; `bias` is null where the layer has none. */
export function explained({ op, x, weight, bias }, cell) {
  const found = explain(x, weight, bias, op, cell);
  return { ...found, bias: op.bias ? found.bias : null };
}

/** The weights of one output that answer 1 to this picture and 0 to a flat one; null for a flat one. */
export function lookingFor({ data }) {
  const mean = data.reduce((sum, each) => sum + each, 0) / data.length;
  const square = data.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  return square > 0 ? data.map((each) => (each - mean) / square) : null;
}

/** How many numbers it learns and how they are counted, beside a 3 × 3 convolution with as many maps. */
export function counts({ op, x: { shape } }) {
  const [channels, height, width] = shape;
  return { channels, height, width, outputs: op.out_features, biases: op.bias ? op.out_features : 0, ...parameterCounts(op, shape) };
}

/** The whole way back: {upstream, loss, wanted, rate, g, total: {dx, dw, db}}; g is dL/dy before the activation. */
export function backwardOf(layer, scene) {
  const { upstream, loss, wanted = null } = upstreamOf(layer, scene);
  const g = throughActivation(layer.then, layer.before, upstream);
  const rate = wanted ? halvingRate(layer.x, layer.op) : 0.1;
  return { upstream, loss, wanted, rate, g, total: denseBackward(layer.x, layer.weight, layer.op, g) };
}

/** dL/dy and L; where values are wanted of the outputs, L is the mean squared error against them. */
function upstreamOf(layer, scene) {
  if (scene.upstream.kind !== "wanted") return givenUpstream(layer, scene);
  const wanted = Float32Array.from(scene.upstream.values.flat(2));
  return { ...mse(layer.after, { data: wanted }), wanted };
}

/** The weights after one plain gradient step, and the loss they give: {weight, bias, loss}. */
export function stepped(layer, scene, presets, rate) {
  const { x, op } = layer;
  const after = descended(layer, backwardOf(layer, scene).total, rate);
  const bias = op.bias ? after.bias : layer.bias;
  const before = dense(x, after.weight, bias, op);
  const { loss } = upstreamOf({ ...layer, before, after: activated(layer.then, before) }, scene);
  return { weight: after.weight, bias, loss };
}

/** dL/dX as it stands after the outputs up to this one, and that output's own numbers. */
export function wayAt({ x, weight, then, before, after }, { upstream, wanted, g }, [o]) {
  const earlier = arrived(x, weight, g, o);
  const partial = arrived(x, weight, g, o + 1);
  const aim = wanted && { y: after.data[o], wanted: wanted[o], count: wanted.length };
  return { partial, shares: { aim, above: upstream.data[o], slope: slopeAt(then, before, o), g: g.data[o], before: earlier } };
}

/** dL/dX of the first `count` outputs. */
function arrived({ data, shape }, weight, g, count) {
  const sum = new Float64Array(data.length);
  for (let o = 0; o < count; o += 1) {
    for (let at = 0; at < sum.length; at += 1) sum[at] += g.data[o] * weight.data[o * sum.length + at];
  }
  return { data: Float32Array.from(sum), shape };
}

function sizeOf([channels, height, width]) {
  return channels * height * width;
}

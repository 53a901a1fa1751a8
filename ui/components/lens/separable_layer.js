// The depthwise separable convolution as the stage shows it, both ways. Pure: tested by Node and against torch.

import { problemOf } from "./arithmetic/geometry.js";
import { explainSeparable, separable, separableBackward } from "./arithmetic/separable.js";
import { weightOf } from "./scene.js";
import { flat, until, upstreamOf } from "./single_layer.js";
import { activated, slopeAt, throughActivation } from "./then.js";

export { windowInPlane as window } from "./layer.js";

/** {op, x, weight, pointwise, bias, middle, before, after, shape, then} of a scene on a picture, or {problem}. */
export function layerOf(scene, x, presets) {
  const op = scene.operation;
  const problem = problemOf(op, x.shape);
  if (problem) return { op, x, problem };
  const weight = weightOf(scene, x.shape[0], presets);
  const pointwise = pointwiseOf(scene, x.shape[0]);
  const bias = Float32Array.from(scene.bias);
  const { middle, y } = separable(x, { depthwise: weight, pointwise }, bias, op);
  return { op, x, weight, pointwise, bias, middle, before: y, after: activated(scene.then, y), shape: y.shape, then: scene.then };
}

/** The scene's 1×1 weights; all ones where none are written. */
export function pointwiseOf({ operation, pointwise }, inChannels) {
  const shape = [operation.out_channels, inChannels, 1, 1];
  const data = Float32Array.from({ length: shape[0] * inChannels }, (_, at) => pointwise?.[Math.floor(at / inChannels)]?.[at % inChannels] ?? 1);
  return { data, shape };
}

/** 1×1 weights as rows of numbers short enough for a link. */
export function rowsOf({ data, shape: [maps, channels] }) {
  const row = (o) => Array.from(data.subarray(o * channels, (o + 1) * channels), (w) => Number(w.toPrecision(8)));
  return Array.from({ length: maps }, (_, o) => row(o));
}

/** One output taken apart: the mixing as {terms, bias, sum}, and behind each channel its window. */
export function explained({ op, x, weight, pointwise, middle, bias }, cell) {
  const { mixing, windows } = explainSeparable(x, middle, { depthwise: weight, pointwise }, bias, op, cell);
  return { ...mixing, windows, bias: op.bias ? mixing.bias : null };
}

/** The whole way back: {upstream, loss, g, total: {dx, middle, dw, dpointwise, db}}; g is dL/dy before the activation. */
export function backwardOf(layer, scene) {
  const { upstream, loss } = upstreamOf(layer, scene);
  const g = throughActivation(layer.then, layer.before, upstream);
  return { upstream, loss, g, total: gradients(layer, g) };
}

function gradients({ op, x, weight, pointwise, middle }, g) {
  const found = separableBackward(x, middle, { depthwise: weight, pointwise }, op, g);
  return { dx: found.dx, middle: found.middle, dw: found.dw.depthwise, dpointwise: found.dw.pointwise, db: found.db };
}

/** dL/dX and all gradients (`gathered`) as they stand after the outputs up to `cell`, and what that one adds to each. */
export function wayAt(layer, { upstream, g }, cell) {
  const { pointwise, middle, before, then, op } = layer;
  const partial = gradients(layer, until(g, cell));
  const [o, row, column] = cell;
  const at = flat(g.shape, cell);
  const channels = explained(layer, cell).windows.map(({ terms, sum: z }, c) => {
    const w = pointwise.data[o * middle.shape[0] + c];
    const passed = g.data[at] * w;
    return {
      z,
      w,
      passed,
      toPointwise: share(partial.dpointwise.data[o * middle.shape[0] + c], g.data[at] * z),
      toMiddle: share(partial.middle.data[flat(middle.shape, [c, row, column])], passed),
      toWeight: terms.map(({ kernel, x }, k) => ({ kernel, x, ...share(partial.dw.data[c * terms.length + k], passed * x) })),
    };
  });
  const toBias = op.bias ? share(partial.db[o], g.data[at]) : null;
  return { partial: partial.dx, gathered: partial, shares: { g: g.data[at], above: upstream.data[at], slope: slopeAt(then, before, at), channels, toBias } };
}

/** What a gradient was before this cell added `product`. */
function share(after, product) {
  return { before: after - product, product, after };
}

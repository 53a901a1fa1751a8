// The transposed convolution as the stage shows it, both ways. Pure: tested by Node and against torch.

import { problemOf } from "./arithmetic/geometry.js";
import { explainBackward, transposed, transposedBackward } from "./arithmetic/transposed.js";
import { channelsRead, kernelsOf } from "./layer.js";
import { weightOf } from "./scene.js";
import { flat, until, upstreamOf } from "./single_layer.js";
import { activated, slopeAt, throughActivation } from "./then.js";

export { explained, windowInPlane as window } from "./layer.js";

/** {op, x, weight, bias, before, after, shape, then} of a scene on a picture, or {problem}. */
export function layerOf(scene, x, presets) {
  const op = scene.operation;
  const problem = problemOf(op, x.shape);
  if (problem) return { op, x, problem };
  const weight = weightOf(scene, x.shape[0], presets);
  const bias = Float32Array.from(scene.bias);
  const before = transposed(x, weight, bias, op);
  return { op, x, weight, bias, before, after: activated(scene.then, before), shape: before.shape, then: scene.then };
}

/** The whole way back: {upstream, loss, g, total: {dx, dw, db}}; g is dL/dy before the activation. */
export function backwardOf(layer, scene) {
  const { upstream, loss } = upstreamOf(layer, scene);
  const g = throughActivation(layer.then, layer.before, upstream);
  return { upstream, loss, g, total: transposedBackward(layer.x, layer.weight, layer.op, g) };
}

/** dL/dX as it stands after the outputs up to `cell`, and what that one adds to every gradient. */
export function wayAt(layer, back, cell) {
  const { x, weight, op, before, then } = layer;
  const { upstream, g } = back;
  const { dx, dw } = soFar(layer, back, cell);
  const found = explainBackward(x, weight, op, g, cell);
  const at = flat(g.shape, cell);
  const shares = {
    ...found,
    toWeight: everyWeight(layer, dw, found.toWeight, cell[0]),
    toInput: found.toInput.map((each, index) => ({ ...each, kernel: found.toWeight[index].kernel })),
    above: upstream.data[at],
    slope: slopeAt(then, before, at),
  };
  return { partial: dx, shares };
}

/**
 * dL/dX and the gradients of one map's kernels after the outputs up to `cell`. `back.earlier` keeps what the maps before
 * gave to the input, so that a moving pointer costs one map.
 */
function soFar(layer, back, cell) {
  const { x, op } = layer;
  const [o, row, column] = cell;
  const [, rows, columns] = back.g.shape;
  const [first, ...others] = channelsRead(layer, o);
  const area = x.shape[1] * x.shape[2];
  const count = 1 + others.length;
  const kernels = kernelsOf(layer, o);
  const own = {
    x: { data: x.data.subarray(first * area, (first + count) * area), shape: [count, ...x.shape.slice(1)] },
    weight: { data: Float32Array.from(kernels.flatMap((kernel) => [...kernel])), shape: [count, 1, ...op.kernel_size] },
    g: { data: back.g.data.subarray(o * rows * columns, (o + 1) * rows * columns), shape: [1, rows, columns] },
  };
  const found = transposedBackward(own.x, own.weight, { ...op, out_channels: 1, groups: 1 }, until(own.g, [0, row, column]));
  const dx = { ...x, data: Float32Array.from(earlierMaps(layer, back, o)) };
  found.dx.data.forEach((value, at) => (dx.data[first * area + at] += value));
  return { dx, dw: found.dw };
}

/** What the maps before `o` give to the input. */
function earlierMaps({ x, weight, op }, back, o) {
  const [, rows, columns] = back.g.shape;
  back.earlier ??= new Map([[0, new Float32Array(x.data.length)]]);
  if (!back.earlier.has(o)) back.earlier.set(o, transposedBackward(x, weight, op, until(back.g, [o - 1, rows - 1, columns - 1])).dx.data);
  return back.earlier.get(o);
}

/** All weights of a map: an output meets only some of them, the others keep their totals (`idle`). */
function everyWeight(layer, { data }, met, o) {
  const [height, width] = layer.op.kernel_size;
  return channelsRead(layer, o).flatMap((channel, index) => {
    const own = new Map(met.filter((each) => each.channel === channel).map((each) => [each.kernel[0] * width + each.kernel[1], each]));
    return Array.from({ length: height * width }, (_, at) => {
      const total = data[index * height * width + at];
      const kernel = [Math.floor(at / width), at % width];
      return own.get(at) ?? { channel, kernel, x: 0, product: 0, before: total, after: total, idle: true };
    });
  });
}

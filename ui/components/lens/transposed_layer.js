// The transposed convolution as the stage shows it, both ways. Pure: tested by Node and against torch.

import { problemOf } from "./arithmetic/geometry.js";
import { kernelIndex } from "./arithmetic/terms.js";
import { explainBackward, transposed, transposedBackward } from "./arithmetic/transposed.js";
import { channelsRead } from "./layer.js";
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
export function wayAt(layer, { upstream, g }, cell) {
  const { x, weight, op, before, then } = layer;
  const { dx, dw } = transposedBackward(x, weight, op, until(g, cell));
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

/** All weights of a map: an output meets only some of them, the others keep their totals (`idle`). */
function everyWeight(layer, { data, shape }, met, o) {
  const [height, width] = layer.op.kernel_size;
  return channelsRead(layer, o).flatMap((channel) => {
    const start = kernelIndex(layer.op, shape, o, channel);
    const own = new Map(met.filter((each) => each.channel === channel).map((each) => [each.kernel[0] * width + each.kernel[1], each]));
    return Array.from({ length: height * width }, (_, at) => {
      const total = data[start + at];
      const kernel = [Math.floor(at / width), at % width];
      return own.get(at) ?? { channel, kernel, x: 0, product: 0, before: total, after: total, idle: true };
    });
  });
}

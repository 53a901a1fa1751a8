// The kinds of convolution as one family of the lens (families.js): what each computes, and what goes along from one
// to another. Pure: tested by Node and against torch.

import { padding } from "./arithmetic/axis.js";
import * as plain from "./convolution_layer.js";
import { kernelStarts, nestedOf, weightOf, weightShape } from "./scene.js";
import * as separable from "./separable_layer.js";
import * as transposed from "./transposed_layer.js";

const KINDS = { convolution: plain, transposed_convolution: transposed, separable };

export const layerOf = (scene, ...given) => KINDS[scene.operation.kind].layerOf(scene, ...given);
export const window = (layer, ...given) => KINDS[layer.op.kind].window(layer, ...given);
export const explained = (layer, ...given) => KINDS[layer.op.kind].explained(layer, ...given);
export const backwardOf = (layer, ...given) => KINDS[layer.op.kind].backwardOf(layer, ...given);
export const wayAt = (layer, ...given) => KINDS[layer.op.kind].wayAt(layer, ...given);
export const stepped = (layer, ...given) => KINDS[layer.op.kind].stepped(layer, ...given); // only a kind that learns is asked

/**
 * The scene as another kind: the kernel between a channel and a map stays, wherever torch keeps it. A separable
 * convolution has other weights than those two: it finds again what it had, and so do they after it.
 */
export function turned(scene, before, { inChannels, presets, remembered }) {
  const { kind } = scene.operation;
  const operation = { ...scene.operation, padding: paddingOf(scene.operation) };
  const next = { ...scene, operation, pointwise: null };
  const isApart = [kind, before.operation.kind].includes("separable");
  const had = isApart ? remembered.kernels[kind] : null;
  if (had) return { ...next, kernel: had.kernel, pointwise: had.pointwise };
  return scene.kernel.values ? { ...next, kernel: { values: carried(operation, before, { inChannels, presets }) } } : next;
}

/** The old kernels where the new operation has them; a separable one takes those of the map under the lens. */
function carried(operation, before, { inChannels, presets }) {
  const old = weightOf(before, inChannels, presets);
  const shape = weightShape(operation, inChannels);
  const area = shape[2] * shape[3];
  const data = new Float32Array(shape[0] * shape[1] * area);
  const maps = operation.kind === "separable" ? [before.cell[0]] : Array.from({ length: operation.out_channels }, (_, o) => o);
  for (const o of maps) {
    const from = kernelStarts(before.operation, old.shape, o);
    const to = kernelStarts(operation, shape, o);
    to.forEach((start, index) => data.set(old.data.subarray(from[index % from.length], from[index % from.length] + area), start));
  }
  return nestedOf({ data, shape });
}

/** A transposed convolution cannot keep the size by itself; what it cuts off is what "same" would have added in front. */
function paddingOf(operation) {
  const isSame = operation.kind === "transposed_convolution" && operation.padding === "same";
  return isSame ? [0, 1].map((axis) => padding(operation, axis)[0]) : operation.padding;
}

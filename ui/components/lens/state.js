// What the learner does to the lens: a scene and an action give the next scene. Pure: tested by Node.

import { othersFor } from "./batch.js";
import { asConvolution, lookingFor } from "./dense_layer.js";
import { familyOf, withFamily, withFirst, withKind } from "./families.js";
import { hasTakenNumbers } from "./limits.js";
import { wholeActivation } from "./operations.js";
import { pointwiseOf, rowsOf } from "./separable_layer.js";
import { BOUNDS, biasFor, kernelStarts, nestedOf, planeOf, weightOf } from "./scene.js";

/** Kernels that new maps get, one after the other, so that every map shows something else. */
const NEXT_KERNELS = ["sobel_x", "sobel_y", "laplacian", "gaussian", "sharpen", "emboss", "prewitt_x", "identity"];

/** The next scene; the same one where it would have numbers that the core refuses. `world` says what the scene alone does not: {inChannels, shape, presets, pictures, remembered}. */
export function changed(scene, action, world) {
  const change = CHANGES[action.type];
  if (!change) return scene;
  const next = change(scene, action, world);
  if (action.type === "cell") return next;
  if (!hasTakenNumbers(next)) return scene;
  const around = { ...world, shape: action.tensor?.shape ?? world.shape };
  const family = familyOf(next.operation);
  const pictured = action.type === "picture" ? (family.withPicture?.(next, around) ?? next) : next;
  return family.fits?.(pictured, around) ?? pictured;
}

const CHANGES = {
  family: (scene, { id }, world) => withFamily(scene, id, world),
  kind: (scene, { kind, changes = {} }, world) => withKind(scene, kind, world, changes),
  example: (scene, { part }) => ({ ...scene, ...part }),
  first: (scene, { on }, { remembered }) => withFirst(scene, on, remembered),
  operation: (scene, { changes, first = false }, world) => withOperation(scene, first, changes, world),
  then: (scene, { then }) => ({ ...scene, then: wholeActivation(then) }),
  picture: (scene, { picture }) => ({ ...scene, picture }),
  batch: (scene, { count, skip = 0 }, { shape, pictures }) => ({ ...scene, batch: othersFor(scene.picture, shape, count, pictures, skip) }),
  memory: (scene, { changes }) => ({ ...scene, memory: { ...scene.memory, ...changes } }),
  direction: (scene, { direction }) => ({ ...scene, direction }),
  upstream: (scene, { upstream }) => ({ ...scene, upstream }),
  cell: (scene, { cell }) => (same(cell, scene.cell) ? scene : { ...scene, cell }),
  bias: (scene, { map, value }) => ({ ...scene, bias: scene.bias.map((each, o) => (o === map ? value : each)) }),
  mixing: (scene, { at: [o, c], value }, { inChannels }) => {
    const rows = rowsOf(pointwiseOf(scene, inChannels));
    return { ...scene, pointwise: rows.with(o, rows[o].with(c, value)) };
  },
  weight: (scene, { at, value }, world) => withValues(scene, world, (data, index) => (data[index(at)] = value)),
  preset: withPreset,
  learned: withLearned,
  random: (scene, { seed }) => ({ ...scene, kernel: { preset: "random", seed } }),
  template: (scene, { map, x }, world) => withValues(scene, world, (data, index) => data.set(lookingFor(x), index([map, 0, 0, 0]))),
  own: (scene, { kernel, bias }) => ({ ...scene, kernel, bias: biasFor(bias, scene.operation.out_channels) }),
  weights: (scene, { weight, bias }) => ({ ...scene, kernel: { values: nestedOf(weight) }, bias: [...bias] }),
};

/** A number of the operation one step up or down, within its bounds. */
export function bounded(name, value) {
  const [low, high] = BOUNDS[name];
  return Math.min(high, Math.max(low, Math.round(value)));
}

/** Without weights there is nothing to fit. `first`: the change is to the convolution before the layer. */
function withOperation(scene, first, changes, world) {
  if (first) {
    const passed = withConvolution({ ...scene, operation: scene.first }, changes, world);
    return { ...passed, first: passed.operation, operation: scene.operation };
  }
  if (!("out_channels" in scene.operation)) return { ...scene, operation: { ...scene.operation, ...changes } };
  return withConvolution(scene, changes, world);
}

/** A convolution of any kind: as many biases as maps, and a kernel for each new map. */
function withConvolution(scene, changes, world) {
  const operation = { ...scene.operation, ...changes };
  const grown = operation.out_channels > scene.operation.out_channels;
  const next = { ...scene, operation, bias: biasFor(scene.bias, operation.out_channels) };
  const cell = [Math.min(scene.cell[0], operation.out_channels - 1), scene.cell[1], scene.cell[2]];
  if (!grown) return { ...next, cell };
  return operation.kind === "separable" ? { ...next, cell, pointwise: grownMixing(scene, next, world) } : { ...next, cell, kernel: grownKernel(scene, next, world) };
}

/** More maps of a separable convolution: those that were there keep their mixing, each new one takes one channel alone. */
function grownMixing(scene, next, { inChannels }) {
  const before = rowsOf(pointwiseOf(scene, inChannels));
  const alone = (o) => Array.from({ length: inChannels }, (_, c) => Number(c === (o - 1) % inChannels));
  return Array.from({ length: next.operation.out_channels }, (_, o) => before[o] ?? alone(o));
}

/** More maps: those that were there keep their kernels, each new one gets the next of the table. */
function grownKernel(scene, next, world) {
  const weight = weightOf(next, world.inChannels, world.presets);
  const { out_channels, kernel_size } = next.operation;
  for (let o = scene.operation.out_channels; o < out_channels; o += 1) {
    const plane = planeOf(world.presets, NEXT_KERNELS[o % NEXT_KERNELS.length], kernel_size);
    for (const start of kernelStarts(next.operation, weight.shape, o)) weight.data.set(plane, start);
  }
  return { values: nestedOf(weight) };
}

/** A ready-made kernel for one map; where there is only one map, the scene keeps its name. `seed`: of the random one. */
function withPreset(scene, { id, map, seed = 0 }, world) {
  const { kind, out_channels, kernel_size } = scene.operation;
  if (out_channels === 1 || kind === "separable") return { ...scene, kernel: id === "random" ? { preset: id, seed } : { preset: id } };
  return withValues(scene, world, (data, index, shape) => {
    const starts = kernelStarts(scene.operation, shape, map);
    starts.forEach((start, c) => data.set(planeOf(world.presets, id, kernel_size, seed + c), start));
  });
}

/** A bank of learned kernels takes the place of all maps: as many of them, as large. */
function withLearned(scene, { weight }, world) {
  const out_channels = bounded("out_channels", weight.shape[0]);
  const kernel_size = weight.shape.slice(2).map((side) => bounded("kernel_size", side));
  const operation = { ...scene.operation, out_channels, kernel_size, groups: 1 };
  const bias = biasFor([], out_channels);
  const values = nestedOf(weight).slice(0, out_channels);
  const kept = { ...scene, operation, bias, kernel: { values } };
  return { ...kept, kernel: { values: nestedOf(weightOf(kept, world.inChannels, world.presets)) } };
}

function withValues(scene, world, change) {
  const { operation } = scene;
  const shaped = operation.kind === "linear" ? asConvolution(operation, world.shape) : operation;
  const weight = weightOf({ ...scene, operation: shaped }, world.inChannels, world.presets);
  const at = ([o, c, i, j]) => kernelStarts(shaped, weight.shape, o)[c] + i * weight.shape[3] + j;
  change(weight.data, at, weight.shape);
  return { ...scene, kernel: { values: nestedOf(weight) } };
}

function same(one, other) {
  return one.every((each, index) => each === other[index]);
}

// The scene: everything a link brings back, as plain JSON with PyTorch's names. Pure: tested by Node.

import { kernel as fitted, recentred, weightOf as ofPreset } from "./arithmetic/kernels.js";
import { DEFAULTS, wholeActivation, wholeOperation } from "./operations.js";

export const CONVOLUTION = DEFAULTS.convolution;

/** How far each number of an operation may go. */
export const BOUNDS = {
  out_channels: [1, 8],
  kernel_size: [1, 7],
  stride: [1, 8],
  padding: [0, 64],
  output_padding: [0, 7], // less than the largest stride or dilation
  dilation: [1, 8],
  groups: [1, 8],
};

export const SCENE = {
  operation: CONVOLUTION,
  first: null,
  picture: { kind: "grid", id: "" },
  batch: [],
  memory: { scale: 1, shift: 0, mean: 0, variance: 1 },
  kernel: { preset: "sobel_x" },
  pointwise: null,
  bias: [0],
  then: null,
  direction: "forward",
  upstream: { kind: "ones" },
  cell: [0, 0, 0],
};

/** The scene of a JSON text; what is missing has its default. An empty text is the default scene. */
export function sceneOf(text) {
  const given = text ? JSON.parse(text) : {};
  const scene = { ...SCENE, ...given };
  const operation = wholeOperation(scene.operation);
  const bias = scene.bias ?? [];
  const { out_channels, out_features } = scene.first ?? operation;
  const memory = { ...SCENE.memory, ...scene.memory };
  const written = { operation, memory, then: wholeActivation(scene.then), kernel: withoutFirstSeed(scene.kernel) };
  return { ...scene, ...written, bias: biasFor(bias, out_channels ?? out_features ?? bias.length) };
}

/** Python leaves out a kernel's seed of 0, as every default of a name; so does the browser. */
function withoutFirstSeed(kernel) {
  const { seed, ...named } = kernel;
  return seed === 0 ? named : kernel;
}

/** A text that is the same for the same scene, however its keys were ordered and its numbers written. */
export function canonical(scene) {
  return JSON.stringify(ordered(sceneOf(JSON.stringify(scene))));
}

function ordered(value) {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value === "number") return Number(Math.fround(value).toPrecision(8));
  if (value === null || typeof value !== "object") return value;
  const known = Object.keys(value).filter((key) => value[key] !== null).sort(); // null is the same as nothing said
  return Object.fromEntries(known.map((key) => [key, ordered(value[key])]));
}

/**
 * The shape of the weights an operation has, laid out as torch does: [out, in/groups, kh, kw] or, transposed,
 * [in, out/groups, kh, kw]; of a separable one those of the kernels for each channel.
 */
export function weightShape({ kind, out_channels, groups, kernel_size }, inChannels) {
  if (kind === "separable") return [inChannels, 1, ...kernel_size];
  const [outer, inner] = kind === "transposed_convolution" ? [inChannels, out_channels] : [out_channels, inChannels];
  return [outer, Math.max(1, Math.floor(inner / groups)), ...kernel_size];
}

/** Where in weights of `shape` the kernels of map `o` begin, one for each channel it reads; also of a setting that is impossible. */
export function kernelStarts({ kind, groups }, [outer, inner, height, width], o) {
  if (kind === "separable") return Array.from({ length: outer }, (_, channel) => channel * height * width); // the same for all maps
  const isTransposed = kind === "transposed_convolution";
  const count = isTransposed ? Math.max(1, Math.floor(outer / groups)) : inner;
  const first = isTransposed ? Math.min(groups - 1, Math.floor(o / inner)) * Math.floor(outer / groups) : 0;
  const plane = (index) => (isTransposed ? (first + index) * inner + (o % inner) : o * inner + index);
  return Array.from({ length: count }, (_, index) => plane(index) * height * width);
}

/** The scene's weights as a tensor; `presets` are the ready-made kernels {id, shape, values}. */
export function weightOf({ operation, kernel }, inChannels, presets) {
  const shape = weightShape(operation, inChannels);
  if (!kernel.values) return ofPreset(presetOf(presets, kernel.preset), shape, kernel.seed);
  const [out, channels, height, width] = shape;
  const data = new Float32Array(out * channels * height * width);
  for (let plane = 0; plane < out * channels; plane += 1) {
    const values = fittedPlane(kernel.values, Math.floor(plane / channels), plane % channels, [height, width]);
    data.set(values, plane * height * width);
  }
  return { data, shape };
}

/** One preset in one size. */
export function planeOf(presets, id, size, seed = 0) {
  return fitted(presetOf(presets, id), size, seed);
}

function presetOf(presets, id) {
  return presets.find((each) => each.id === id) ?? { id: "identity", shape: [1, 1], values: [1] };
}

/** Weights written out as nested lists of numbers short enough for a link. */
export function nestedOf({ data, shape: [out, channels, height, width] }) {
  let at = 0;
  const list = (count, make) => Array.from({ length: count }, make);
  const number = () => Number(data[at++].toPrecision(8));
  return list(out, () => list(channels, () => list(height, () => list(width, number))));
}

/** One plane of nested weights at another size: the middle stays in the middle; channels and maps repeat. */
function fittedPlane(nested, o, c, size) {
  const filter = nested[o % nested.length];
  const rows = filter[c % filter.length];
  return recentred(rows.flat(), [rows.length, rows[0].length], size);
}

export function biasFor(bias, out) {
  return Array.from({ length: out }, (_, index) => bias[index] ?? 0);
}

// Which input cells meet which kernel cells in which output cells. Arithmetic only, no document.
//
// A window is the product of a vertical and a horizontal axis (axis.js), so each answer here is a product, too.

import { applied, axes, covering, extent, readers, sourceOf } from "./axis.js";

export { sourceOf };
export { problemOf } from "./problems.js";

/** The shape [maps, height, width] that a layer gives; only for settings without a problem. */
export function outputShape(op, shape) {
  const [vertical, horizontal] = axes(op, shape);
  return [mapsOf(op, shape[0]), vertical.count, horizontal.count];
}

/** The output maps of a layer with `inChannels` maps before it. */
function mapsOf(op, inChannels) {
  return op.out_channels ?? op.out_features ?? inChannels;
}

/**
 * The numbers of the output size's formula for each axis: ⌊(size + added − extent.value) / stride⌋ + 1 = result, and
 * for a transposed convolution (size − 1)·stride − added + extent.value + output_padding = result. Layers without
 * a sliding window have only `size` and `result`.
 */
export function sizeFormula(op, shape) {
  const [height, width] = axes(op, shape).map((axis, index) => axisFormula(op, axis, index));
  return { height, width };
}

function axisFormula(op, { size, count, kernel, stride, dilation, before, after }, index) {
  if (kernel === undefined) return { size, result: count };
  const covered = { kernel, dilation, value: extent(kernel, dilation) };
  const numbers = { size, added: before + after, extent: covered, stride, result: count };
  if (op.kind !== "transposed_convolution") return numbers;
  return { ...numbers, added: 2 * op.padding[index], output_padding: op.output_padding[index] };
}

/** Px of padding around the input: `before` is [top, left], `after` is [bottom, right]. */
export function paddingOf(op, shape) {
  const both = axes(op, shape);
  return { before: both.map((axis) => axis.before), after: both.map((axis) => axis.after) };
}

/** What one output cell reads, in the order of the kernel's cells; a place outside without a source is a zero. */
export function windowOf(op, shape, [row, col]) {
  const [vertical, horizontal] = axes(op, shape);
  const across = sourced(horizontal, col);
  return sourced(vertical, row).flatMap((down) => across.map((along) => ({
    kernel: [down.kernel, along.kernel],
    place: [down.place, along.place],
    source: both(down.source, along.source),
  })));
}

function sourced(axis, output) {
  return axis.taps(output).map(({ kernel, place }) => ({ kernel, place, source: sourceOf(place, axis.size, axis.mode) }));
}

/** A cell is a zero as soon as one of its two positions is. */
function both(row, col) {
  return row === null || col === null ? null : [row, col];
}

/** Every output cell that one input cell feeds, and through which kernel cell; by way of its mirror images, too. */
export function fedBy(op, shape, [row, col]) {
  const [vertical, horizontal] = axes(op, shape);
  return crossed(readers(vertical, row), readers(horizontal, col));
}

/** Every output cell whose window covers a place, which may lie in the padding; mirror images are not followed. */
export function coveredBy(op, shape, [row, col]) {
  const [vertical, horizontal] = axes(op, shape);
  return crossed(covering(vertical, row), covering(horizontal, col));
}

function crossed(vertical, horizontal) {
  return vertical.flatMap((down) => horizontal.map((along) => ({
    output: [down.output, along.output],
    kernel: [down.kernel, along.kernel],
  })));
}

/** Where one kernel cell is applied: each output cell with the place it meets there, and its source (null: a zero). */
export function placesOf(op, shape, [i, j]) {
  const [vertical, horizontal] = axes(op, shape);
  const across = applied(horizontal, j);
  return applied(vertical, i).flatMap((down) => across.map((along) => ({
    output: [down.output, along.output],
    place: [down.place, along.place],
    source: both(down.source, along.source),
  })));
}

/** The input channels that output map `o` reads, as [first, count]. */
export function channelsOf(op, inChannels, o) {
  if (ONE_TO_ONE.has(op.kind)) return [o, 1];
  const groups = op.groups ?? 1;
  const count = inChannels / groups;
  return [Math.floor(o / (mapsOf(op, inChannels) / groups)) * count, count];
}

// These treat each map by itself (softmax alone looks across them: activation.js).
const ONE_TO_ONE = new Set([
  "max_pool", "avg_pool", "adaptive_max_pool", "adaptive_avg_pool", "activation", "batch_norm", "dropout",
]);

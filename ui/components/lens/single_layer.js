// What layers without weights have in common: their input (the picture, or what a first convolution makes of it) and
// the gradient that comes from above. Pure: tested by Node and against torch.

import { fittedValues, weighed } from "./backward_layer.js";
import { rangeOf } from "./colours.js";
import { layerOf as convolutionOf } from "./layer.js";
import { shifted } from "./arithmetic/shift.js";

/** {x, weight, first} of a scene whose picture is slid by [rows, columns] px, or {problem} of the first convolution. */
export function inputOf({ first, ...scene }, picture, presets, slid = [0, 0]) {
  const moved = slid.some((px) => px !== 0) ? shifted(picture, slid) : picture;
  if (!first) return { x: moved, weight: null };
  const before = convolutionOf({ ...scene, operation: first }, moved, presets);
  if (before.problem) return { op: first, x: moved, problem: { ...before.problem, at: "first" } };
  return { x: before.after, weight: before.weight, first: before };
}

/** dL/dy and L for ones or typed values; a target kernel belongs to convolutions only, and counts as ones. */
export function upstreamOf({ after, shape }, { upstream }) {
  const isTyped = upstream.kind === "values" && upstream.values;
  const data = isTyped ? Float32Array.from(fittedValues(upstream.values, shape).flat(2)) : new Float32Array(after.data.length).fill(1);
  return { upstream: { data, shape }, loss: weighed(data, after.data) };
}

/** The gradients of the cells up to `cell` in scan order, all others zero. */
export function until({ data, shape }, [map, row, column]) {
  const [, rows, columns] = shape;
  const kept = new Float32Array(data.length);
  kept.set(data.subarray(0, (map * rows + row) * columns + column + 1));
  return { data: kept, shape };
}

/** The ends of the scale of a gradient: what is only rounding beside the gradient above counts as zero. */
export function gradientRange(dx, above) {
  const least = 1e-6 * rangeOf([above.data], { signed: true }).high;
  const range = rangeOf([dx.data], { signed: true });
  return range.high < least ? { low: -1, high: 1, signed: true } : range;
}

/** The index of a cell in a tensor's flat numbers. */
export function flat([, rows, columns], [map, row, column]) {
  return (map * rows + row) * columns + column;
}

// A pooling as the stage shows it, both ways, and what sliding the picture changes. Pure: tested by Node and torch.

import { problemOf, windowOf } from "./arithmetic/geometry.js";
import { explainPool, explainPoolBackward, pool, poolBackward } from "./arithmetic/pooling.js";
import { differences } from "./arithmetic/shift.js";
import { around, inPlane } from "./layer.js";
import { inputOf, until, upstreamOf } from "./single_layer.js";

export const isMax = ({ kind }) => kind.endsWith("max_pool");

/**
 * {op, x, after, winners, shape, weight, slid} of a scene, or {problem}. Where the picture is slid, `slid` says which
 * values of the input and of the output that has changed.
 */
export function layerOf(scene, picture, presets, by = [0, 0]) {
  const input = inputOf(scene, picture, presets, by);
  const op = scene.operation;
  const problem = input.problem ?? problemOf(op, input.x.shape);
  if (problem) return { op, x: input.x, problem };
  const { y, winners } = pool(input.x, op);
  const layer = { op, ...input, before: y, after: y, winners, shape: y.shape };
  return by.some((px) => px !== 0) ? { ...layer, slid: slidFrom(layer, inputOf(scene, picture, presets)) } : layer;
}

function slidFrom({ op, x, after }, { x: still }) {
  return { input: differences(x, still), output: differences(after, pool(still, op).y) };
}

/** Which window an output cell reads, in rows and columns of the padded input. */
export function window({ op, x }, [, row, column]) {
  const places = windowOf(op, x.shape, [row, column]).map(({ place }) => inPlane({ op, x }, place));
  return { rectangle: around(places), cells: [] };
}

/** The terms of one output with their places in the padded plane; `wins` marks the largest. */
export function explained({ op, x }, cell) {
  const { terms, value, sum = null } = explainPool(x, op, cell);
  return { terms: terms.map((term) => ({ ...term, inPlane: inPlane({ op, x }, term.place) })), value, sum: value, total: sum };
}

/** The places of one map's winners in the padded plane, each once. */
export function winnersOf({ op, x, shape, winners }, map) {
  if (!winners) return [];
  const area = shape[1] * shape[2];
  const places = new Set(winners.subarray(map * area, (map + 1) * area));
  return [...places].map((at) => inPlane({ op, x }, [Math.floor(at / x.shape[2]), at % x.shape[2]]));
}

/** The whole way back: {upstream, loss, g, total: {dx}}. */
export function backwardOf(layer, scene) {
  const { upstream, loss } = upstreamOf(layer, scene);
  return { upstream, loss, g: upstream, total: poolBackward(layer.x, layer.op, upstream) };
}

/** dL/dX as it stands after the cells up to `cell`, and what that cell hands on. */
export function wayAt({ x, op }, { upstream }, cell) {
  const partial = poolBackward(x, op, until(upstream, cell)).dx;
  const found = explainPoolBackward(x, op, upstream, cell);
  return { partial, shares: { ...found, above: found.g } };
}

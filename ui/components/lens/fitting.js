// Weights and gradients that were written out, in the shape that the layer gives them now. Pure: tested by Node.

import { fittedValues, nestedMaps } from "./backward_layer.js";
import { MOST_TYPED } from "./limits.js";
import { nestedOf } from "./scene.js";
import { rowsOf } from "./separable_layer.js";

/** The scene as its layer {weight, shape, pointwise?} needs it. */
export function fitted(scene, { weight, shape, pointwise = null }) {
  const kernel = scene.kernel.values && weight ? { values: nestedOf(weight) } : scene.kernel;
  const mixing = scene.pointwise && pointwise ? rowsOf(pointwise) : scene.pointwise;
  return { ...scene, kernel, pointwise: mixing, upstream: upstreamFor(scene, shape) };
}

/** A gradient of one's own grows with the output, up to what still fits into a link; beyond that all count the same. */
function upstreamFor({ upstream, cell }, shape) {
  if (upstream.kind === "wanted") return { kind: "wanted", values: fittedValues(upstream.values ?? oneOf(shape, cell), shape) };
  if (upstream.kind !== "values") return upstream;
  const count = shape.reduce((product, side) => product * side, 1);
  if (count > MOST_TYPED && String(shape) !== String(shapeOf(upstream.values))) return { kind: "ones" };
  const values = upstream.values ?? nestedMaps({ data: new Float32Array(count).fill(1), shape });
  return { kind: "values", values: fittedValues(values, shape) };
}

/** 1 for the output looked at, 0 for all others: as if it were the right class. */
function oneOf([maps], [chosen]) {
  return Array.from({ length: maps }, (_, o) => [[Number(o === chosen)]]);
}

const shapeOf = (values) => values && [values.length, values[0].length, values[0][0].length];

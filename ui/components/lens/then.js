// The activation after the layer, where there is one.

import { activationBackward, apply, slopes } from "./arithmetic/activation.js";

/** A map after its activation; the map itself where there is none. */
export function activated(spec, tensor) {
  return spec ? apply(spec, tensor) : tensor;
}

/** dL/dz from dL/dy, where y is the activation of z. */
export function throughActivation(spec, before, upstream) {
  return spec ? activationBackward(spec, before, upstream) : upstream;
}

/** f′ at one value, or null where one value alone does not decide it (softmax) or there is no activation. */
export function slopeAt(spec, { data }, at) {
  if (!spec || spec.kind === "softmax") return null;
  return slopes(spec, { data: data.subarray(at, at + 1), shape: [1, 1, 1] }).data[0];
}

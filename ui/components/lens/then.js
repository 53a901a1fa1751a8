// The activation after the layer, where there is one.

import { apply, value } from "./arithmetic/activation.js";

/** A map after its activation; the map itself where there is none. */
export function activated(spec, tensor) {
  return spec ? apply(spec, tensor) : tensor;
}

export function activatedValue(spec, number) {
  return spec ? value(spec, number) : number;
}

// The convolution as a family of the lens (families.js): its functions under the names that every family has.

import { arrived, backwardOf as wholeWayBack, gathered, shares } from "./backward_layer.js";

export { stepped } from "./backward_layer.js";
export { explained, layerOf, windowInPlane as window } from "./layer.js";

/** The whole way back: {upstream, loss, g, rate, total}. */
export function backwardOf(layer, scene, presets) {
  const back = wholeWayBack(layer, scene, presets);
  return { ...back, total: gathered(layer, back.g) };
}

/** dL/dX as it stands after the cells up to `cell`, and what that cell adds to every gradient. */
export function wayAt(layer, back, cell) {
  return { partial: arrived(layer, back, cell), shares: shares(layer, back, cell) };
}

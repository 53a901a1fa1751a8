// The numbers of the scene's picture: {data, shape: [C, H, W]}. Pure: tested by Node.

import { baseOf, bytesOf } from "./picture/model.js";
import { resized } from "./picture/resize.js";

/** Grids hold what was typed, everything else shares of 255. Null where the picture is not (or no longer) there. */
export function tensorOf(picture, { pictures, pixels }) {
  const base = baseOf(picture, { pictures });
  if (!base) return null;
  if (base.values) return { data: Float32Array.from(base.values.flat(2)), shape: shapeOf(base.values) };
  const { bytes, shape } = bytesOf(base, pixels);
  if (picture.kind === "grid") return { data: Float32Array.from(bytes), shape };
  const sides = picture.size ? [picture.size, picture.size] : shape.slice(1);
  return { data: Float32Array.from(resized(bytes, shape, sides), (byte) => byte / 255), shape: [shape[0], ...sides] };
}

function shapeOf(values) {
  return [values.length, values[0].length, values[0][0].length];
}

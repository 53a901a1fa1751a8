// A layer's output as a small volume, and an activation as its curve: points for SVG. Pure: tested by Node.

import { value } from "../lens/arithmetic/activation.js";
import { faces } from "../shared/volumes.js";

export const ROOM = { width: 56, height: 46 };
const TALL = 30; // px of the largest map
const SLANT = 0.34;

/** The three faces of a shape (C, H, W) or (F,), standing in the middle of the room; `largest` is the largest side of any map. */
export function miniature(shape, largest) {
  const { face, lean, thick } = size(shape, largest);
  const x = (ROOM.width - thick - lean) / 2;
  return faces({ x, base: (ROOM.height + face + lean) / 2, face, lean, thick });
}

function size(shape, largest) {
  if (shape.length === 1) return { face: Math.min(36, 8 + 2.6 * Math.log2(1 + shape[0])), lean: 3, thick: 4 };
  const [channels, height, width] = shape;
  const unit = TALL / Math.max(1, largest);
  return {
    face: Math.max(3, height * unit),
    lean: Math.max(2, width * unit * SLANT),
    thick: Math.min(26, 2.5 + 1.9 * Math.sqrt(channels)),
  };
}

/** The curve of an activation {kind, …} from −3 to 3 in a box of 30 by 26: points for a polyline; null for softmax. */
export function curve(activation) {
  if (activation.kind === "softmax") return null;
  const samples = Array.from({ length: 41 }, (_, index) => -3 + (6 * index) / 40);
  const heights = samples.map((x) => Math.max(-1.6, Math.min(2.6, value(activation, x))));
  const points = samples.map((x, index) => [15 + x * 5, 17 - heights[index] * 5.4]);
  return points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");
}

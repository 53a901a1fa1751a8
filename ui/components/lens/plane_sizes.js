// How large the planes of a layer without weights are. Px and cells only: tested by Node.

import { cellIn } from "./arrangement.js";

const SIGN = 34; // px of an arrow between two planes
const LEGEND = 44; // px of a plane's title and scale
const NARROW = 640;
const GAP = 12;

/**
 * The px of a cell for each of `planes` ([rows, columns]), beside a part of so many px; on a narrow screen the part
 * stands below. One size serves all planes, so that a smaller map looks smaller, unless it would be lost in its place.
 */
export function arrangePlanes({ width, height, planes, part = 0, projected = false, close = false }) {
  const stacked = width < NARROW;
  const beside = stacked ? Math.min(2, planes.length) : planes.length;
  const room = stacked ? width - GAP * (beside - 1) : width - part - SIGN * (planes.length - (part ? 0 : 1)) - GAP * 2;
  const box = { width: Math.floor(room / beside), height: stacked ? 260 : height - LEGEND };
  const largest = projected ? 150 : close ? 110 : 72;
  const fitting = planes.map((size) => cellIn(box, size, largest));
  const common = Math.min(...fitting);
  const cells = planes.map((size, index) => Math.min(fitting[index], Math.max(common, least(box, size))));
  return { stacked, cells };
}

function least({ width, height }, size) {
  return Math.floor((0.62 * Math.min(width, height)) / Math.max(...size));
}

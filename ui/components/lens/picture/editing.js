// Changing one cell of a picture. No document in here: tested by Node.

import { MOST_TYPED, isTaken } from "../limits.js";
import { pixelsPicture } from "./model.js";

/**
 * The picture with `value` in cell [channel, row, column], as {picture}, or {problem} with the id of a sentence.
 * Grids take any number; pictures of pixels hold shares of 255, and become grids when they are small enough.
 */
export function withCell(picture, tensor, cell, value) {
  const [, height, width] = tensor.shape;
  const at = (cell[0] * height + cell[1]) * width + cell[2];
  if (!isTaken(value)) return { problem: "too_large" };
  if (isPixels(picture)) return withByte(tensor, at, value);
  if (tensor.data.length > MOST_TYPED) return { problem: "too_many" };
  const data = Float64Array.from(tensor.data);
  data[at] = value;
  return { picture: { kind: "values", values: nested(data, tensor.shape) } };
}

/** Whether its numbers are bytes, shown as shares of 255. */
export function isPixels({ kind }) {
  return kind === "pixels" || kind === "sample";
}

function withByte({ data, shape }, at, value) {
  if (value < 0 || value > 1) return { problem: "not_a_share" };
  const bytes = Uint8Array.from(data, (share) => Math.round(share * 255));
  bytes[at] = Math.round(value * 255);
  return { picture: pixelsPicture({ bytes, shape }) };
}

/** (C, H, W) numbers as nested lists, as short as they were typed. */
export function nested(data, [channels, height, width]) {
  const number = (at) => Number(data[at].toPrecision(7));
  return Array.from({ length: channels }, (_, channel) =>
    Array.from({ length: height }, (_, row) =>
      Array.from({ length: width }, (_, column) => number((channel * height + row) * width + column)),
    ),
  );
}

/** Where an arrow key leads from a cell; null for another key. Home and End go along the row. */
export function cellAfter([row, column], key, [rows, columns]) {
  const to = {
    ArrowUp: [row - 1, column],
    ArrowDown: [row + 1, column],
    ArrowLeft: [row, column - 1],
    ArrowRight: [row, column + 1],
    Home: [row, 0],
    End: [row, columns - 1],
  }[key];
  if (!to) return null;
  return [Math.min(rows - 1, Math.max(0, to[0])), Math.min(columns - 1, Math.max(0, to[1]))];
}

export const isLast = ([row, column], [rows, columns]) => row === rows - 1 && column === columns - 1;

/** The next cell in reading order, the first after the last: where Enter goes. */
export function cellAfterEnter([row, column], [rows, columns]) {
  const next = (row * columns + column + 1) % (rows * columns);
  return [Math.floor(next / columns), next % columns];
}

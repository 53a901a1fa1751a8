// Where a picture comes from, and what the scene calls it in the size and colours asked for. Tested by Node.
//
// A base is one of {entry} (a line of the table), {bytes, shape} (the learner's own, as large as it came in) and
// {values} (typed numbers).

import { resized } from "./resize.js";

export const SIZES = [5, 64];
const GREY = [0.299, 0.587, 0.114];
const ALIKE = 8; // of 255: channels nearer than that show no colour

/** The base of a picture that a scene names, or null where the table has no such line. */
export function baseOf(picture, { pictures }) {
  if (picture.kind === "values") return { values: picture.values };
  if (picture.kind === "pixels") return { bytes: fromBase64(picture.data), shape: picture.shape };
  const isIt = (each) => each.dataset === picture.dataset && each.index === picture.index;
  const entry = pictures.find((each) =>
    picture.kind === "sample" ? each.kind === "sample" && isIt(each) : each.kind === "grid" && each.id === picture.id,
  );
  return entry ? { entry } : null;
}

/** What the scene calls a base, its longer side `size` px where it can be scaled, in grey where it has colours. */
export function pictureOf(base, { size, grey }, pixels) {
  if (base.values) return { kind: "values", values: base.values };
  const { entry } = base;
  if (entry?.kind === "grid") return { kind: "grid", id: entry.id };
  const asked = size ?? sizeOf(base);
  if (entry && !(grey && entry.shape[0] === 3)) {
    const named = { kind: "sample", dataset: entry.dataset, index: entry.index };
    return asked === entry.shape[1] ? named : { ...named, size: asked };
  }
  return pixelsPicture(scaled(grey ? inGrey(bytesOf(base, pixels)) : bytesOf(base, pixels), asked));
}

/** Bytes and shape of a base that has them. */
export function bytesOf({ entry, bytes, shape }, pixels) {
  if (!entry) return { bytes, shape };
  return { bytes: pixels.subarray(entry.offset, entry.offset + area(entry.shape)), shape: entry.shape };
}

/** Its longer side, as large as the lens can show it. */
export function sizeOf(base) {
  if (base.values) return Math.max(base.values[0].length, base.values[0][0].length);
  const [, height, width] = (base.entry ?? base).shape;
  return Math.min(SIZES[1], Math.max(height, width));
}

/** Whether it can be made larger or smaller: whoever counts cells on paper wants those cells. */
export function isScalable(base) {
  return !base.values && base.entry?.kind !== "grid";
}

export function hasColours(base) {
  return !base.values && (base.entry ?? base).shape[0] === 3;
}

/** The scene's picture of these bytes. */
export function pixelsPicture({ bytes, shape }) {
  return { kind: "pixels", shape, data: toBase64(bytes) };
}

/** Its longer side `size`, its proportions kept (but no side below what the lens shows). */
export function scaled({ bytes, shape }, size) {
  const [channels, height, width] = shape;
  const sides = [height, width].map((side) => Math.max(SIZES[0], Math.round((side * size) / Math.max(height, width))));
  return { bytes: resized(bytes, shape, sides), shape: [channels, ...sides] };
}

/** One channel as bright as the three look (ITU-R BT.601). */
export function inGrey({ bytes, shape }) {
  const [channels, height, width] = shape;
  if (channels !== 3) return { bytes, shape };
  const count = height * width;
  const grey = new Uint8Array(count);
  for (let at = 0; at < count; at += 1) {
    grey[at] = Math.round(GREY.reduce((sum, share, channel) => sum + share * bytes[channel * count + at], 0));
  }
  return { bytes: grey, shape: [1, height, width] };
}

/** A canvas's pixels (4 bytes each) as three channels on white, or as one where there is no colour. */
export function fromCanvas({ pixels, width, height }) {
  const count = width * height;
  const bytes = new Uint8Array(3 * count);
  let coloured = false;
  for (let at = 0; at < count; at += 1) {
    const alpha = pixels[4 * at + 3] / 255;
    const parts = [0, 1, 2].map((channel) => Math.round(pixels[4 * at + channel] * alpha + 255 * (1 - alpha)));
    parts.forEach((part, channel) => (bytes[channel * count + at] = part));
    coloured ||= Math.max(...parts) - Math.min(...parts) > ALIKE;
  }
  const picture = { bytes, shape: [3, height, width] };
  return coloured ? picture : inGrey(picture);
}

/** A grid of zeros. */
export function emptyGrid(rows, columns) {
  return { values: [Array.from({ length: rows }, () => new Array(columns).fill(0))] };
}

function area(shape) {
  return shape.reduce((product, side) => product * side, 1);
}

function fromBase64(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

function toBase64(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 4096) text += String.fromCharCode(...bytes.subarray(at, at + 4096));
  return btoa(text);
}

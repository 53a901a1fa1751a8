// A photo of a digit on paper turned into ink, as if it had been drawn. No document in here: tested by Node.

import { SIDE } from "./ink.js";
import { enlarged, fromBorder, lowered, raised, smoothed } from "./planes.js";
import { largePieces } from "./pieces.js";
import { PictureProblem } from "../shared/picture_header.js";

export const LONGEST = 320; // px of the photo that are looked at: pen strokes on half a page still are three wide
const FILLS = 20 / 28; // of the pad's side, as MNIST's digits fill their field
const LEAST_CONTRAST = 0.12; // of black to white; paper's own grain stays below
const LEAST_STROKE = 0.08; // of the digit's longer side: thinner pens are thickened to the strokes the network knows

/** Ink of SIDE × SIDE bytes out of a photo's pixels (4 bytes each). Throws a PictureProblem when nothing stands out. */
export function inkOfPhoto({ pixels, width, height }) {
  // The grain of a large photo is smoothed away; a small picture has none, and its strokes are a few pixels wide.
  const light = smoothed(lightness(pixels, width, height), Math.round(Math.max(width, height) / LONGEST));
  const plane = isDarkOnLight(light) ? inverted(light) : light;
  return toBytes(thickened(centred(largePieces(stretched(inside(evened(plane)))))));
}

/** How light each pixel is, [0, 1]; what is transparent shows the ground on which the rest stands out. */
export function lightness(pixels, width, height) {
  const values = new Float32Array(width * height);
  let [sum, opaque] = [0, 0];
  for (let at = 0; at < values.length; at += 1) {
    const alpha = pixels[4 * at + 3] / 255;
    values[at] = (0.299 * pixels[4 * at] + 0.587 * pixels[4 * at + 1] + 0.114 * pixels[4 * at + 2]) / 255;
    sum += alpha * values[at];
    opaque += alpha;
  }
  const ground = sum < 0.5 * opaque ? 1 : 0;
  const seenThrough = opaque < 0.98 * values.length;
  for (let at = 0; seenThrough && at < values.length; at += 1) {
    const alpha = pixels[4 * at + 3] / 255;
    values[at] = alpha * values[at] + (1 - alpha) * ground;
  }
  return { values, width, height };
}

/** Writing is the smaller part: what departs most from its surroundings tells whether it is darker or lighter. */
export function isDarkOnLight(plane) {
  const around = smoothed(plane, reach(plane));
  let skew = 0;
  plane.values.forEach((value, at) => (skew += (value - around.values[at]) ** 3));
  return skew < 0;
}

function inverted(plane) {
  return { ...plane, values: plane.values.map((value) => 1 - value) };
}

/** Without shadow and lamp: what is wider than any stroke is paper, and is taken away. */
export function evened(plane) {
  const paper = raised(lowered(plane, reach(plane)), reach(plane));
  return { ...plane, values: plane.values.map((value, at) => Math.max(0, value - paper.values[at])) };
}

/** Without what runs in from the border, the table or a shadow, unless nothing else is there: a digit cut off by it. */
export function inside(plane) {
  const border = fromBorder(plane);
  const rest = { ...plane, values: plane.values.map((value, at) => value - border.values[at]) };
  return blackest(rest) < LEAST_CONTRAST ? plane : rest;
}

/** The highest value but for a few stray ones. */
function blackest({ values }) {
  return quantile(Float32Array.from(values).sort(), 0.998);
}

function quantile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

function reach({ width, height }) {
  return Math.max(2, Math.round(Math.max(width, height) / 6));
}

/** From the paper's grain to the pen's blackest as 0 to 1. */
export function stretched(plane) {
  const top = blackest(plane);
  if (top < LEAST_CONTRAST) throw new PictureProblem("no_ink");
  const grain = quantile(Float32Array.from(plane.values).sort(), 0.5);
  const low = Math.min(0.45 * top, Math.max(0.06 * top, 3 * grain));
  const high = Math.max(low + 0.3 * (top - low), 0.75 * top);
  return { ...plane, values: plane.values.map((value) => Math.min(1, Math.max(0, (value - low) / (high - low)))) };
}

/** The ink's bounding box, enlarged or reduced to fill the pad as MNIST's digits fill their field. */
export function centred(plane) {
  const box = bounds(plane);
  if (!box) throw new PictureProblem("no_ink");
  return enlarged(plane, box, SIDE, FILLS);
}

function bounds({ values, width }) {
  const box = { left: Infinity, top: Infinity, right: -1, bottom: -1 };
  values.forEach((value, at) => {
    if (value === 0) return;
    const [x, y] = [at % width, Math.floor(at / width)];
    Object.assign(box, { left: Math.min(box.left, x), right: Math.max(box.right, x) });
    Object.assign(box, { top: Math.min(box.top, y), bottom: Math.max(box.bottom, y) });
  });
  return box.right < 0 ? null : box;
}

/** Strokes at least as thick as the network has met; area over half the outline is how thick they are. */
export function thickened(plane) {
  const missing = LEAST_STROKE * FILLS * plane.width - thickness(plane);
  return missing < 1 ? plane : smoothed(raised(plane, Math.round(missing / 2)), 1);
}

export function thickness({ values, width, height }) {
  const inked = (x, y) => x >= 0 && x < width && y >= 0 && y < height && values[y * width + x] >= 0.5;
  let [area, outline] = [0, 0];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      if (!inked(x, y)) continue;
      area += 1;
      if (!inked(x - 1, y) || !inked(x + 1, y) || !inked(x, y - 1) || !inked(x, y + 1)) outline += 1;
    }
  }
  return outline ? (2 * area) / outline : 0;
}

function toBytes({ values }) {
  return Uint8Array.from(values, (value) => Math.round(255 * value));
}

// The batch of batch normalisation: the scene's picture and the others beside it, each as one grey plane, all as large
// as the first. Pure: tested by Node.

import { tensorOf } from "./picture_tensor.js";
import { baseOf } from "./picture/model.js";
import { resized } from "./picture/resize.js";

export const MOST_OTHERS = 7;
const GREY = [0.299, 0.587, 0.114]; // ITU-R BT.601

/** How many of the other pictures are not here: a link may come from where there are more. */
export function missingOf(batch, data) {
  return batch.filter((other) => !baseOf(other, data)).length;
}

/** The planes of a batch as one tensor [samples, H, W]; a picture that is not here is left out. */
export function batchTensor({ batch }, picture, data) {
  const [, height, width] = picture.shape;
  const planes = [grey(picture), ...batch.map((other) => planeOf(other, [height, width], data)).filter(Boolean)];
  const whole = new Float32Array(planes.length * height * width);
  planes.forEach((plane, sample) => whole.set(plane, sample * height * width));
  return { data: whole, shape: [planes.length, height, width] };
}

function planeOf(picture, sides, data) {
  const found = tensorOf(picture, data);
  if (!found) return null;
  const plane = grey(found);
  if (String(found.shape.slice(1)) === String(sides)) return plane;
  const bytes = Uint8Array.from(plane, (value) => Math.round(255 * Math.min(1, Math.max(0, value))));
  return Float32Array.from(resized(bytes, [1, ...found.shape.slice(1)], sides), (byte) => byte / 255);
}

/** One number a px, as bright as its channels look. */
function grey({ data, shape: [channels, height, width] }) {
  const count = height * width;
  if (channels !== 3) return data.subarray(0, count);
  return Float32Array.from({ length: count }, (_, at) => GREY.reduce((sum, share, c) => sum + share * data[c * count + at], 0));
}

/**
 * So many other pictures for a batch: of the same data set, or grids of the same size, or, beside the learner's own
 * picture, samples of the first data set. `skip` passes over so many, for another batch.
 */
export function othersFor(picture, shape, count, pictures, skip = 0) {
  const fitting = alike(picture, shape, pictures).filter((entry) => !isIt(entry, picture));
  const from = 1 + alike(picture, shape, pictures).findIndex((entry) => isIt(entry, picture)) + skip;
  const wanted = Math.min(count, fitting.length, MOST_OTHERS);
  return Array.from({ length: wanted }, (_, at) => named(fitting[(Math.max(0, from - 1) + at) % fitting.length]));
}

function alike({ kind, dataset }, [, height, width], pictures) {
  const samples = pictures.filter((entry) => entry.kind === "sample");
  if (kind === "sample") return samples.filter((entry) => entry.dataset === dataset);
  if (kind === "pixels") return samples.filter((entry) => entry.dataset === samples[0].dataset);
  return pictures.filter((entry) => entry.kind === "grid" && entry.shape[1] === height && entry.shape[2] === width);
}

function isIt(entry, { kind, dataset, index, id }) {
  return entry.kind === kind && (kind === "grid" ? entry.id === id : entry.dataset === dataset && entry.index === index);
}

function named({ kind, dataset, index, id }) {
  return kind === "grid" ? { kind, id } : { kind, dataset, index };
}

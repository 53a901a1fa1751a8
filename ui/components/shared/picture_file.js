// A picture of the learner's own, read in the browser: no server ever sees the file.

import { fill } from "./format.js";
import { checkLength, PictureProblem, pictureHeader } from "./picture_header.js";

export const ACCEPTED = "image/png,image/jpeg,image/webp,image/bmp,image/gif";

/**
 * The pixels of a file, at most `longest` a side, as { width, height, pixels (4 bytes each), header }; what a camera
 * took lying on its side stands upright. Throws a PictureProblem.
 */
export async function readPicture(file, { longest }) {
  const header = await headerOf(file);
  const bitmap = await decoded(file);
  try {
    agree(header, bitmap);
    return { header, ...drawn(bitmap, longest) };
  } finally {
    bitmap.close();
  }
}

async function headerOf(file) {
  checkLength(file.size);
  let content;
  try {
    content = await file.arrayBuffer();
  } catch {
    throw new PictureProblem("unreadable"); // taken away or forbidden since it was chosen; a folder
  }
  return pictureHeader(new Uint8Array(content));
}

async function decoded(file) {
  try {
    return await createImageBitmap(file); // turned as its EXIF says: the default of the standard
  } catch {
    throw new PictureProblem("broken");
  }
}

/** What was decoded must be what was announced, lying or standing: the bound was checked on the announcement. */
function agree({ width, height }, bitmap) {
  const same = bitmap.width === width && bitmap.height === height;
  const turned = bitmap.width === height && bitmap.height === width;
  if (!same && !turned) throw new PictureProblem("broken");
}

function drawn(bitmap, longest) {
  const scale = Math.min(1, longest / Math.max(bitmap.width, bitmap.height));
  const [width, height] = [bitmap.width, bitmap.height].map((side) => Math.max(1, Math.round(side * scale)));
  const canvas = new OffscreenCanvas(width, height);
  const pen = canvas.getContext("2d");
  pen.imageSmoothingQuality = "high";
  pen.drawImage(bitmap, 0, 0, width, height);
  return { width, height, pixels: pen.getImageData(0, 0, width, height).data };
}

/** The sentence for what went wrong, out of the texts that `ui.components.picture_texts` gives. */
export function refusal(problem, texts, numbers) {
  if (!(problem instanceof PictureProblem)) return unforeseen(problem, texts);
  const { params } = problem;
  const mega = (value) => numbers.fixed(value / 1e6, value < 1e7 ? 1 : 0);
  return fill(texts[problem.code], {
    width: numbers.count(params.width),
    height: numbers.count(params.height),
    megapixels: mega(params.pixels),
    megabytes: mega(params.bytes),
    most: numbers.count(params.most / 1e6),
  });
}

/** A mistake of ours or the browser's: whoever looks for it finds it on the console, and the learner can go on. */
function unforeseen(problem, texts) {
  console.error(problem);
  return texts.unforeseen;
}

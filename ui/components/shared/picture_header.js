// What a picture's first bytes say, read by ourselves before anything is decoded. No document in here: tested by Node.

export const LARGEST_FILE = 20e6; // bytes
export const MOST_PIXELS = 40e6; // decoded they are 160 MB, as much as a phone's browser will bear

/** A file that is no picture for us. `code` and `params` choose the sentence; this message is for the console. */
export class PictureProblem extends Error {
  constructor(code, params = {}) {
    super(`${code} ${JSON.stringify(params)}`);
    Object.assign(this, { code, params });
  }
}

/**
 * Format, size in pixels and whether there are several frames, by the bytes alone: no file name, no claimed type.
 * Throws a PictureProblem for what is empty, of another format, cut short, broken or too large.
 */
export function pictureHeader(bytes) {
  checkLength(bytes.length);
  const known = FORMATS.find(({ magic }) => magic(bytes));
  if (!known) throw new PictureProblem(strangerOf(bytes));
  const header = { format: known.format, animated: false, ...read(known, bytes) };
  checkSize(header);
  return header;
}

/** Known before the file is read. */
export function checkLength(bytes) {
  if (bytes === 0) throw new PictureProblem("empty");
  if (bytes > LARGEST_FILE) throw new PictureProblem("too_many_bytes", { bytes, most: LARGEST_FILE });
}

/** Reading beyond the end is how a file cut short shows. */
function read({ reader }, bytes) {
  try {
    return reader(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch (error) {
    if (error instanceof RangeError) throw new PictureProblem("cut_short");
    throw error;
  }
}

function checkSize({ width, height }) {
  if (!(width > 0 && height > 0)) throw new PictureProblem("broken");
  const pixels = width * height;
  if (pixels > MOST_PIXELS) throw new PictureProblem("too_many_pixels", { width, height, pixels, most: MOST_PIXELS });
}

const FORMATS = [
  { format: "PNG", magic: (bytes) => begins(bytes, "\x89PNG\r\n\x1a\n"), reader: png },
  { format: "JPEG", magic: (bytes) => begins(bytes, "\xff\xd8\xff"), reader: jpeg },
  { format: "WEBP", magic: (bytes) => begins(bytes, "RIFF") && begins(bytes, "WEBP", 8), reader: webp },
  { format: "BMP", magic: (bytes) => begins(bytes, "BM"), reader: bmp },
  { format: "GIF", magic: (bytes) => begins(bytes, "GIF87a") || begins(bytes, "GIF89a"), reader: gif },
];

function begins(bytes, text, at = 0) {
  return [...text].every((letter, index) => bytes[at + index] === letter.charCodeAt(0));
}

/** Pictures that we cannot take have a sentence of their own. */
function strangerOf(bytes) {
  if (isHeic(bytes)) return "heic";
  return isSvg(bytes) ? "svg" : "unknown_format";
}

/** A drawing of lines: it has no pixels before somebody chooses how many. */
function isSvg(bytes) {
  return /^\ufeff?\s*<(\?xml|!|svg)/i.test(beginning(bytes)) && /<svg[\s>]/i.test(beginning(bytes));
}

const beginning = (bytes) => new TextDecoder().decode(bytes.subarray(0, 2000));

/** The telephones' own format, which most browsers cannot open. */
function isHeic(bytes) {
  return begins(bytes, "ftyp", 4) && ["heic", "heix", "hevc", "mif1", "msf1", "avif"].some((brand) => begins(bytes, brand, 8));
}

function text(view, at, length) {
  return Array.from({ length }, (_, index) => String.fromCharCode(view.getUint8(at + index))).join("");
}

/** Chunks up to IEND; the first must be IHDR, and each must lie within the file. */
function png(view) {
  if (view.getUint32(8) !== 13 || text(view, 12, 4) !== "IHDR") throw new PictureProblem("broken");
  const size = { width: view.getUint32(16), height: view.getUint32(20) };
  let animated = false;
  for (let at = 8; ; at += 12 + view.getUint32(at)) {
    const kind = text(view, at + 4, 4);
    if (kind === "acTL") animated = true;
    if (kind === "IEND") return { ...size, animated };
  }
}

const FRAME_MARKERS = [0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf];

/** Segments up to the first frame header. A thumbnail inside EXIF lies within its segment and is stepped over. */
function jpeg(view) {
  for (let at = 2; ; at += 2 + view.getUint16(at + 2)) {
    if (view.getUint8(at) !== 0xff) throw new PictureProblem("broken");
    while (view.getUint8(at + 1) === 0xff) at += 1; // padding
    const marker = view.getUint8(at + 1);
    if (marker === 0xda || marker === 0xd9) throw new PictureProblem("broken"); // pixels or the end before any size
    if (!FRAME_MARKERS.includes(marker)) continue;
    return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
  }
}

/** The canvas of an extended file, else the size of its one lossy or lossless picture. */
function webp(view) {
  if (view.getUint32(4, true) + 8 > view.byteLength) throw new PictureProblem("cut_short");
  const kind = text(view, 12, 4);
  if (kind === "VP8X") {
    const side = (at) => 1 + (view.getUint8(at) | (view.getUint8(at + 1) << 8) | (view.getUint8(at + 2) << 16));
    return { width: side(24), height: side(27), animated: (view.getUint8(20) & 2) !== 0 };
  }
  if (kind === "VP8 ") return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  if (kind !== "VP8L" || view.getUint8(20) !== 0x2f) throw new PictureProblem("broken");
  const bits = view.getUint32(21, true);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}

/** Height is negative when the rows come from the top. */
function bmp(view) {
  const header = view.getUint32(14, true);
  if (header === 12) return { width: view.getUint16(18, true), height: view.getUint16(20, true) };
  if (header < 40 || header > 124) throw new PictureProblem("broken");
  return { width: view.getInt32(18, true), height: Math.abs(view.getInt32(22, true)) };
}

/** The screen, or the first frame where that is larger; every frame after it makes the file an animation. */
function gif(view) {
  const colours = (flags) => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
  let size = { width: view.getUint16(6, true), height: view.getUint16(8, true) };
  let frames = 0;
  for (let at = 13 + colours(view.getUint8(10)); frames < 2; ) {
    // After one whole frame the end may come as it likes: browsers show that frame.
    if (frames === 1 && at >= view.byteLength) break;
    const block = view.getUint8(at);
    if (block === 0x3b) break;
    if (block === 0x2c) {
      frames += 1;
      if (frames === 1) size = grown(size, view, at);
      at = afterBlocks(view, at + 11 + colours(view.getUint8(at + 9)), frames > 1);
    } else if (block === 0x21) at = afterBlocks(view, at + 2);
    else throw new PictureProblem("broken");
  }
  if (frames === 0) throw new PictureProblem("broken");
  return { ...size, animated: frames > 1 };
}

function grown({ width, height }, view, at) {
  const reach = (place, side) => view.getUint16(place, true) + view.getUint16(side, true);
  return { width: Math.max(width, reach(at + 1, at + 5)), height: Math.max(height, reach(at + 3, at + 7)) };
}

/** Where a chain of sub-blocks ends. */
function afterBlocks(view, at, enough = false) {
  if (enough) return at;
  while (view.getUint8(at) !== 0) at += 1 + view.getUint8(at);
  return at + 1;
}

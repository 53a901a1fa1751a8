// How much of a file the server gets to see: all of a text, and only the header of a file of weights.

const LARGEST_TEXT = 110_000; // bytes; more no network needs
const LARGEST_HEADER = 1024 * 1024; // bytes, as cnn_core.weights reads
const LENGTH = 8; // bytes before the header, which say how long it is

export class TooLarge extends Error {}

/** The part of `blob` that says what the network is. */
export async function carried(blob) {
  const header = await headerLength(blob);
  if (header !== null) return blob.slice(0, LENGTH + header);
  if (blob.size > LARGEST_TEXT) throw new TooLarge();
  return blob;
}

/** How long the header of a safetensors file is; null for anything else. */
async function headerLength(blob) {
  const start = new Uint8Array(await blob.slice(0, LENGTH + 1).arrayBuffer());
  if (start.length <= LENGTH || start[LENGTH] !== 0x7b) return null; // "{"
  const length = Number(new DataView(start.buffer).getBigUint64(0, true));
  return length <= Math.min(LARGEST_HEADER, blob.size - LENGTH) ? length : null;
}

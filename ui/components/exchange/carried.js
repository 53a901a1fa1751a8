// How much of a file the server gets to see: all of a text, and only the header of a file of weights.

const LENGTH = 8; // bytes before the header, which say how long it is

export class TooLarge extends Error {}

/** The part of `blob` that says what the network is; throws TooLarge where that is more than `most` bytes. */
export async function carried(blob, most) {
  const header = await headerLength(blob);
  const part = header === null ? blob : blob.slice(0, LENGTH + header);
  if (part.size > most) throw new TooLarge();
  return part;
}

/** How long the header of a safetensors file is; null for anything else. */
async function headerLength(blob) {
  const start = new Uint8Array(await blob.slice(0, LENGTH + 1).arrayBuffer());
  if (start.length <= LENGTH || start[LENGTH] !== 0x7b) return null; // "{"
  const length = Number(new DataView(start.buffer).getBigUint64(0, true));
  return length <= blob.size - LENGTH ? length : null;
}

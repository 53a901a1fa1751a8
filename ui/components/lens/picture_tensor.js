// The numbers of the scene's picture: {data, shape: [C, H, W]}. Pure: tested by Node.

/** Grids hold what was typed, everything else shares of 255. Null where the picture is not (or no longer) there. */
export function tensorOf(picture, { pictures, pixels }) {
  switch (picture.kind) {
    case "values":
      return { data: Float32Array.from(picture.values.flat(2)), shape: [picture.values.length, picture.values[0].length, picture.values[0][0].length] };
    case "pixels":
      return { data: shares(bytesOf(picture.data)), shape: picture.shape };
    default:
      return fromTable(pictures.find((each) => isSame(each, picture)), pixels);
  }
}

/** The scene's name of a picture of the table. */
export function pictureOf({ kind, id, dataset, index }) {
  return kind === "sample" ? { kind, dataset, index } : { kind, id };
}

function fromTable(found, pixels) {
  if (!found) return null;
  const [channels, height, width] = found.shape;
  const bytes = pixels.subarray(found.offset, found.offset + channels * height * width);
  return { data: found.kind === "grid" ? Float32Array.from(bytes) : shares(bytes), shape: found.shape };
}

function isSame(each, { kind, id, dataset, index }) {
  return each.kind === kind && (kind === "sample" ? each.dataset === dataset && each.index === index : each.id === id);
}

function shares(bytes) {
  return Float32Array.from(bytes, (byte) => byte / 255);
}

function bytesOf(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

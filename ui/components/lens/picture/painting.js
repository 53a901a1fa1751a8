// Pictures as pixels of a small canvas: one pixel a cell, CSS makes them large.

/** A canvas of a tensor {data, shape: [C, H, W]}: three channels in colour, one in grey, any numbers stretched. */
export function painted(tensor, canvas = document.createElement("canvas")) {
  const [, height, width] = tensor.shape;
  Object.assign(canvas, { width, height });
  canvas.getContext("2d").putImageData(new ImageData(rgba(tensor), width, height), 0, 0);
  return canvas;
}

/** Shares of 1 as they are; grids from their least to their largest number (a flat grid is black). */
function rgba({ data, shape: [channels, height, width] }) {
  const count = height * width;
  const [low, high] = range(data);
  const bytes = new Uint8ClampedArray(4 * count);
  for (let at = 0; at < count; at += 1) {
    for (let part = 0; part < 3; part += 1) {
      const value = data[(channels === 3 ? part * count : 0) + at];
      bytes[4 * at + part] = Math.round((255 * (value - low)) / (high - low));
    }
    bytes[4 * at + 3] = 255;
  }
  return bytes;
}

/** Black and white: 0 and 1, or further apart where the numbers are. */
export function range(data) {
  let [low, high] = [0, 1];
  for (const value of data) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}

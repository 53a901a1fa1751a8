// A picture in another size, channel by channel. No document in here: tested by Node.

/** Bytes of (C, H, W) as bytes of (C, height, width): averaged where it shrinks, blended where it grows. */
export function resized(bytes, [channels, height, width], [newHeight, newWidth]) {
  if (height === newHeight && width === newWidth) return bytes;
  const [down, along] = [weights(height, newHeight), weights(width, newWidth)];
  const result = new Uint8Array(channels * newHeight * newWidth);
  for (let channel = 0; channel < channels; channel += 1) {
    const plane = bytes.subarray(channel * height * width, (channel + 1) * height * width);
    const lines = across(plane, [height, width], along);
    const from = channel * newHeight * newWidth;
    down.forEach((taps, row) => {
      for (let column = 0; column < newWidth; column += 1) {
        let sum = 0;
        for (const [at, weight] of taps) sum += weight * lines[at * newWidth + column];
        result[from + row * newWidth + column] = Math.round(sum);
      }
    });
  }
  return result;
}

function across(plane, [height, width], along) {
  const lines = new Float32Array(height * along.length);
  for (let row = 0; row < height; row += 1) {
    along.forEach((taps, column) => {
      let sum = 0;
      for (const [at, weight] of taps) sum += weight * plane[row * width + at];
      lines[row * along.length + column] = sum;
    });
  }
  return lines;
}

/** For each new place the old places it reads with their shares, which add up to 1: a triangle as wide as the step. */
export function weights(size, newSize) {
  const step = size / newSize;
  const reach = Math.max(1, step);
  return Array.from({ length: newSize }, (_, place) => {
    const middle = (place + 0.5) * step - 0.5;
    const taps = [];
    for (let at = Math.ceil(middle - reach); at <= Math.floor(middle + reach); at += 1) {
      const weight = 1 - Math.abs(at - middle) / reach;
      if (weight > 0 && at >= 0 && at < size) taps.push([at, weight]);
    }
    const sum = taps.reduce((total, [, weight]) => total + weight, 0);
    return taps.map(([at, weight]) => [at, weight / sum]);
  });
}

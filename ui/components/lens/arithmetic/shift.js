// Sliding the picture, and seeing which outputs notice: what pooling forgives and a convolution follows.

/** The picture moved down and to the right by [rows, cols] px (up and left when negative); zeros come in. */
export function shifted({ data, shape }, [rows, cols]) {
  const [, height, width] = shape;
  const moved = new Float32Array(data.length);
  for (let at = 0; at < data.length; at += 1) {
    const row = (Math.floor(at / width) % height) + rows;
    const col = (at % width) + cols;
    if (row >= 0 && row < height && col >= 0 && col < width) moved[at + rows * width + cols] = data[at];
  }
  return { data: moved, shape };
}

/** For each value 1 where two maps differ, 0 where they agree; and the share that differs. */
export function differences(one, other) {
  const marks = Uint8Array.from(one.data, (value, at) => Number(value !== other.data[at]));
  return { marks, share: marks.reduce((count, mark) => count + mark, 0) / marks.length };
}

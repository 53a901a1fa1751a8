// The ready-made kernels, fitted to the size in use. Their values come from Python (cnn_core/stepping/kernels.py).

import { random } from "./random.js";

/**
 * A preset {id, shape: [height, width], values} at another size: its middle stays in the middle, what is too much is
 * cut off, what is missing is zero. The preset "random" has no values of its own and is drawn from `seed`.
 */
export function kernel(preset, size, seed = 0) {
  if (preset.id === "random") return drawn(size[0] * size[1], seed);
  return recentred(preset.values, preset.shape, size);
}

/** Values of a kernel laid into another size around the same middle; what a change of the size keeps. */
export function recentred(values, [rows, cols], [height, width]) {
  const [down, along] = [middle(rows) - middle(height), middle(cols) - middle(width)];
  const fitted = new Float32Array(height * width);
  for (let i = 0; i < height; i += 1) {
    for (let j = 0; j < width; j += 1) {
      const [r, c] = [i + down, j + along];
      if (r >= 0 && r < rows && c >= 0 && c < cols) fitted[i * width + j] = values[r * cols + c];
    }
  }
  return fitted;
}

/** The weights of a whole layer from one preset: the same kernel for every channel of every map, or all random. */
export function weightOf(preset, shape, seed = 0) {
  const [maps, channels, height, width] = shape;
  const cells = height * width;
  if (preset.id === "random") return { data: drawn(maps * channels * cells, seed), shape };
  const data = new Float32Array(maps * channels * cells);
  const values = kernel(preset, [height, width]);
  for (let at = 0; at < data.length; at += cells) data.set(values, at);
  return { data, shape };
}

/** Uniform in [−1, 1), row by row: the numbers that cnn_core.stepping.kernels draws from the same seed. */
function drawn(count, seed) {
  const next = random(seed);
  return Float32Array.from({ length: count }, () => 2 * next() - 1);
}

/** An even side has two middles; the first is the one that meets its own px under padding "same". */
function middle(side) {
  return Math.floor((side - 1) / 2);
}

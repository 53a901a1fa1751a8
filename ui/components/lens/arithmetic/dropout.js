// Dropout: while training, each value becomes zero with probability p, and the others are divided by 1 − p, so that
// the sum that the next layer sees stays the same on average. Afterwards it does nothing.

import { random } from "./random.js";

/**
 * What each value is multiplied with: 0 or 1 / (1 − p), or 1 when not training. Drawn from `seed` in reading order,
 * one number a value, dropped where it lies below p. The draws are ours (random.js): torch gives other ones for the
 * same seed.
 */
export function mask({ p, training, seed }, count) {
  if (!training) return new Float32Array(count).fill(1);
  const next = random(seed);
  return Float32Array.from({ length: count }, () => (next() < p ? 0 : 1 / (1 - p)));
}

/** The values that are left, scaled; with the mask that left them. */
export function dropout(x, op) {
  const kept = mask(op, x.data.length);
  return { y: masked(x, kept), mask: { data: kept, shape: x.shape } };
}

/** The gradient goes the way the values went: through the same mask. */
export function dropoutBackward(x, op, upstream) {
  return { dx: masked(upstream, mask(op, x.data.length)) };
}

function masked({ data, shape }, kept) {
  return { data: data.map((value, at) => value * kept[at]), shape };
}

// Softmax: e^(x/temperature) of each channel of a px, divided by their sum.

/** The channels of each px as shares that add up to 1. A high temperature evens them out, a low one sharpens them. */
export function softmax(x, temperature = 1) {
  return { data: Float32Array.from(shares(x, temperature)), shape: x.shape };
}

/** In float64, since the way back takes differences of shares that may be almost 0 or almost 1. */
function shares({ data, shape }, temperature) {
  const [channels, px] = [shape[0], shape[1] * shape[2]];
  const out = new Float64Array(data.length);
  for (let at = 0; at < px; at += 1) {
    // Without the largest taken off first, e^x would overflow; the shares are the same.
    let largest = -Infinity;
    for (let c = 0; c < channels; c += 1) largest = Math.max(largest, data[c * px + at]);
    let sum = 0;
    for (let c = 0; c < channels; c += 1) {
      out[c * px + at] = Math.exp((data[c * px + at] - largest) / temperature);
      sum += out[c * px + at];
    }
    for (let c = 0; c < channels; c += 1) out[c * px + at] /= sum;
  }
  return out;
}

/**
 * One px taken apart: each channel with its `power` e^((x − largest)/temperature) and its share, and the sum of the
 * powers. The largest value is taken off first, as in every library, so that no power overflows.
 */
export function explainSoftmax(x, temperature, [row, col]) {
  const [channels, height, width] = x.shape;
  const values = Array.from({ length: channels }, (_, c) => x.data[(c * height + row) * width + col]);
  const largest = Math.max(...values);
  const powers = values.map((each) => Math.exp((each - largest) / temperature));
  const sum = powers.reduce((total, power) => total + power, 0);
  const term = (power, channel) => ({ channel, x: values[channel], power, share: power / sum });
  return { largest, sum, terms: powers.map(term) };
}

/** The derivative of each share by its own channel: s·(1 − s)/temperature. */
export function softmaxSlopes(x, temperature) {
  return { data: Float32Array.from(shares(x, temperature), (s) => (s * (1 - s)) / temperature), shape: x.shape };
}

/** Each share pulls on all others of its px: dx = s·(g − Σ g·s)/temperature. */
export function softmaxBackward(x, { data: g }, temperature) {
  const [channels, px] = [x.shape[0], x.shape[1] * x.shape[2]];
  const s = shares(x, temperature);
  const out = new Float32Array(s.length);
  for (let at = 0; at < px; at += 1) {
    let mean = 0;
    for (let c = 0; c < channels; c += 1) mean += g[c * px + at] * s[c * px + at];
    for (let c = 0; c < channels; c += 1) out[c * px + at] = (s[c * px + at] * (g[c * px + at] - mean)) / temperature;
  }
  return { data: out, shape: x.shape };
}

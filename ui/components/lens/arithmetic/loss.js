// How far a map is from a target, as one number, and how that number moves with each value.

/** The mean squared error between a map and its target, and its gradient 2·(y − t)/n. */
export function mse(y, target) {
  const count = y.data.length;
  const upstream = new Float32Array(count);
  let sum = 0;
  for (let at = 0; at < count; at += 1) {
    const off = y.data[at] - target.data[at];
    sum += off * off;
    upstream[at] = (2 * off) / count;
  }
  return { loss: sum / count, upstream: { data: upstream, shape: y.shape } };
}

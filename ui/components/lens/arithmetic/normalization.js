// Batch normalisation of one map over a batch: the planes of the picture are the batch's samples.
//
// Ioffe and Szegedy 2015 (arXiv 1502.03167), algorithm 1: x̂ = (x − mean) / √(variance + eps), then y = γ·x̂ + β.

/** What batch normalisation has learnt and remembered before anything has happened, as in torch. */
export const FRESH = { gamma: 1, beta: 0, mean: 0, variance: 1 };

/**
 * The normalised planes. While training, mean and variance are those of this batch, and a share `momentum` of them is
 * remembered; afterwards the remembered ones are used. `remembered` is {gamma, beta, mean, variance}.
 */
export function batchNorm(x, op, remembered = FRESH) {
  const statistics = statisticsOf(x, op, remembered);
  const { mean, deviation } = statistics;
  const normalized = new Float32Array(x.data.length);
  const data = new Float32Array(x.data.length);
  for (let at = 0; at < data.length; at += 1) {
    const own = (x.data[at] - mean) / deviation;
    normalized[at] = own;
    data[at] = remembered.gamma * own + remembered.beta;
  }
  return { y: { data, shape: x.shape }, normalized: { data: normalized, shape: x.shape }, ...statistics };
}

/** One output value taken apart; the numbers of the formula. */
export function explainNorm(x, op, [c, row, col], remembered = FRESH) {
  const { mean, variance, deviation } = statisticsOf(x, op, remembered);
  const value = x.data[(c * x.shape[1] + row) * x.shape[2] + col];
  const normalized = (value - mean) / deviation;
  const { gamma, beta } = remembered;
  return { x: value, mean, variance, eps: op.eps, deviation, normalized, gamma, beta, value: gamma * normalized + beta };
}

/**
 * Mean and variance in use and their `deviation` √(variance + eps), and what is remembered for later. Remembered is
 * the variance of n − 1, which does not come out too small for a sample; used is that of n.
 */
function statisticsOf({ data }, { training, eps, momentum }, remembered) {
  if (!training) {
    const { mean, variance } = remembered;
    return { mean, variance, deviation: Math.sqrt(variance + eps), running: { mean, variance } };
  }
  const count = data.length;
  const mean = sumOf(data, (each) => each) / count;
  const variance = sumOf(data, (each) => (each - mean) ** 2) / count;
  const kept = (old, now) => (1 - momentum) * old + momentum * now;
  const sample = (variance * count) / (count - 1);
  const running = { mean: kept(remembered.mean, mean), variance: kept(remembered.variance, sample) };
  return { mean, variance, deviation: Math.sqrt(variance + eps), running };
}

function sumOf(values, each) {
  let sum = 0;
  for (let at = 0; at < values.length; at += 1) sum += each(values[at], at);
  return sum;
}

/**
 * The gradients of input, γ and β. While training, each value also moves mean and variance, and so all others:
 * dx = γ/deviation · (g − mean of g − x̂ · mean of g·x̂). Afterwards those stand still: dx = γ/deviation · g.
 */
export function batchNormBackward(x, op, { data: g }, remembered = FRESH) {
  const { mean, deviation } = statisticsOf(x, op, remembered);
  // In float64: what is left of g after both means are taken off may be small.
  const own = Float64Array.from(x.data, (value) => (value - mean) / deviation);
  const count = g.length;
  const dbeta = sumOf(g, (each) => each);
  const dgamma = sumOf(g, (each, at) => each * own[at]);
  const scale = remembered.gamma / deviation;
  const [evenly, along] = op.training ? [dbeta / count, dgamma / count] : [0, 0];
  const data = g.map((each, at) => scale * (each - evenly - own[at] * along));
  return { dx: { data, shape: x.shape }, dgamma, dbeta };
}

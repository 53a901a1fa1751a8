// How numbers are spread, as bars on one axis. Numbers only: tested by Node.

const BINS = 48;

/** The axis that all lists and `more` lie on: from the least to the largest, zero inside, never empty. */
export function axisOf(lists, more = []) {
  let [low, high] = [Math.min(0, ...more), Math.max(0, ...more)];
  for (const values of lists) {
    for (const value of values) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  const margin = (high - low || 1) * 0.04;
  return { low: low - margin, high: high + margin };
}

/** The share of the values in each bin of an axis, the fullest being 1: [{from, to, share}]. */
export function spread(values, { low, high }) {
  const counts = new Array(BINS).fill(0);
  const width = (high - low) / BINS;
  for (const value of values) counts[Math.min(BINS - 1, Math.max(0, Math.floor((value - low) / width)))] += 1;
  const most = Math.max(1, ...counts);
  return counts.map((count, bin) => ({ from: low + bin * width, to: low + (bin + 1) * width, share: count / most }));
}

/** Round numbers along an axis, about four of them. */
export function ticksOf({ low, high }) {
  const rough = (high - low) / 4;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = unit * [1, 2, 5, 10].find((each) => each * unit >= rough);
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, at) => Number(((first + at) * step).toPrecision(12)));
}

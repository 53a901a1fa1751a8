// An activation's curve and its derivative as paths in a box, where it is flat, and where the map's values lie on it.
// Numbers and path texts only: tested by Node.

import { derivative, value } from "./arithmetic/activation.js";
import { FLAT } from "./activation_layer.js";

const POINTS = 120; // on each side of zero
const LEAST = { usual: 3, sigmoid: 6, tanh: 4 }; // the curve reaches at least that far from zero: to where it is flat
const BINS = 41;
const EDGE = 1e-6; // just right of zero, where steps and bends begin

/** How far the curve reaches on both sides of zero, so that every value of the map lies on it. */
export function reachOf(values, { kind } = {}) {
  const largest = values.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
  const unit = largest > 20 ? 10 : 1;
  return Math.max(LEAST[kind] ?? LEAST.usual, Math.ceil(largest / unit) * unit);
}

/** {value, slope}: for each a list of two runs of [x, y], left of zero and right of it, so that steps do not slant. */
export function sampled(spec, reach) {
  const along = (from, to) => Array.from({ length: POINTS + 1 }, (_, at) => from + ((to - from) * at) / POINTS);
  const sides = [along(-reach, 0), along(EDGE, reach)];
  const run = (f) => sides.map((xs) => xs.map((x) => [x, f(spec, x)]));
  return { value: run(value), slope: run(derivative) };
}

/** The lowest and the highest y of the runs, with zero and one inside. */
export function heightOf({ value: f, slope }) {
  const ys = [...f, ...slope].flat().map(([, y]) => y);
  return { low: Math.min(-0.25, ...ys), high: Math.max(1.1, ...ys) };
}

/** The intervals [from, to] of x where the derivative is almost zero. */
export function flatIntervals({ slope: [left, right] }) {
  return [left, right].flatMap((run) => {
    const intervals = [];
    for (const [x, y] of run) {
      const last = intervals.at(-1);
      if (Math.abs(y) >= FLAT) intervals.push(null);
      else if (last) last[1] = x;
      else intervals.push([x, x]);
    }
    return intervals.filter((each) => each && each[1] > each[0]);
  });
}

/**
 * How many of the values lie in each of the bins between −reach and reach, as roots of the share of the fullest, so that a
 * picture's many zeros do not hide the rest.
 */
export function histogram(values, reach) {
  const counts = new Array(BINS).fill(0);
  for (const each of values) counts[binOf(each, reach)] += 1;
  const most = Math.max(...counts, 1);
  return counts.map((count, bin) => ({ from: fromOf(bin, reach), to: fromOf(bin + 1, reach), share: Math.sqrt(count / most) }));
}

/** The bin that a value falls into. */
export function binOf(x, reach) {
  return Math.min(BINS - 1, Math.max(0, Math.floor(((x + reach) / (2 * reach)) * BINS)));
}

const fromOf = (bin, reach) => -reach + (2 * reach * bin) / BINS;

/** Numbers to write along an axis from −reach to reach. */
export function ticks(reach) {
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].find((each) => reach / each <= 4) ?? 10 ** Math.ceil(Math.log10(reach / 4));
  return Array.from({ length: 2 * Math.floor(reach / step) + 1 }, (_, at) => (at - Math.floor(reach / step)) * step);
}

/** A box of px and the two scales into it. */
export function scales({ width, height, reach, low, high, margin = { top: 10, right: 10, bottom: 22, left: 30 } }) {
  const x = (value) => margin.left + ((value + reach) / (2 * reach)) * (width - margin.left - margin.right);
  const y = (value) => margin.top + ((high - value) / (high - low)) * (height - margin.top - margin.bottom);
  const back = (px) => ((px - margin.left) / (width - margin.left - margin.right)) * 2 * reach - reach;
  return { x, y, back };
}

/** The path of runs of points. */
export function pathOf(runs, { x, y }) {
  return runs.map((run) => run.map(([a, b], at) => `${at ? "L" : "M"}${x(a).toFixed(1)} ${y(b).toFixed(1)}`).join("")).join("");
}

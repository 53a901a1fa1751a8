// The curve as columns: appending, thinning, smoothing. No document in here: tested by Node.

export const MOST_POINTS = 4000;

/** An empty curve. `norms` holds one array a step, with one gradient norm a layer. */
export function emptyRows() {
  return { step: [], loss: [], accuracy: [], norms: [] };
}

/** The last step the curve knows, which is what the next question asks after. */
export function lastStep(rows) {
  return rows.step.length ? rows.step[rows.step.length - 1] : 0;
}

/**
 * Append what the server sent (columns, ascending steps); steps we already have are left out, so that an answer that
 * comes twice does no harm. Returns a new curve, thinned when it has become too long, or the same one when nothing came.
 */
export function merged(rows, news, most = MOST_POINTS) {
  const from = news.step.findIndex((step) => step > lastStep(rows));
  if (from < 0) return rows;
  const joined = {
    step: rows.step.concat(news.step.slice(from)),
    loss: rows.loss.concat(news.loss.slice(from)),
    accuracy: rows.accuracy.concat(news.accuracy.slice(from)),
    norms: rows.norms.concat(news.gradient_norms.slice(from)),
  };
  return joined.step.length > most ? thinned(joined, most / 2) : joined;
}

/**
 * About `most` points with the shape kept: the steps are cut into equal stretches, and each keeps the steps of its
 * lowest and its highest loss, so that no spike is lost. Cutting by steps, not by points, leaves alone what earlier
 * thinnings have already made sparse. The first and the last point stay.
 */
export function thinned(rows, most) {
  const count = rows.step.length;
  if (count <= most) return rows;
  const width = (rows.step[count - 1] - rows.step[0] + 1) / Math.max(1, most / 2);
  const stretch = (index) => Math.floor((rows.step[index] - rows.step[0]) / width);
  const keep = new Set([0, count - 1]);
  for (let start = 0; start < count; ) {
    let end = start;
    while (end < count && stretch(end) === stretch(start)) end += 1;
    for (const index of extremes(rows.loss, start, end)) keep.add(index);
    start = end;
  }
  return picked(rows, [...keep].sort((a, b) => a - b));
}

/** Where the lowest and the highest value lie between two indices; a value that is none (NaN, infinite) counts as highest. */
function extremes(values, start, end) {
  const size = (index) => values[index] ?? Infinity;
  let lowest = start;
  let highest = start;
  for (let index = start; index < end; index += 1) {
    if (size(index) < size(lowest)) lowest = index;
    if (size(index) > size(highest)) highest = index;
  }
  return [lowest, highest];
}

function picked(rows, indices) {
  return Object.fromEntries(Object.entries(rows).map(([name, column]) => [name, indices.map((at) => column[at])]));
}

/**
 * The running mean over about `span` steps: an exponential mean, its start corrected (it begins at the first value,
 * not at zero), weighted by the steps between two points, so that thinning does not change it much.
 * `span` of 1 or less gives the values themselves. A missing value stays missing and does not disturb the mean.
 */
export function smoothed(steps, values, span) {
  if (span <= 1) return values;
  let sum = 0;
  let weight = 0;
  let previous = steps[0];
  return values.map((value, index) => {
    const kept = Math.exp(-(steps[index] - previous) / span);
    previous = steps[index];
    if (value === null || value === undefined) return null;
    sum = sum * kept + value;
    weight = weight * kept + 1;
    return sum / weight;
  });
}

/** One layer's norms over the steps; a zero or a missing one has no place on a log axis and becomes a gap. */
export function layerNorms(norms, layer) {
  return norms.map((each) => (each[layer] > 0 ? each[layer] : null));
}

/** The step of the newest evaluation we have, from which on the next question asks for them. */
export function lastEvaluated(evaluations) {
  return evaluations.length ? evaluations[evaluations.length - 1].step : 0;
}

/**
 * The evaluations with those that came (in order of steps, the newest known step's once more). Returns the same list
 * when nothing in it is new.
 */
export function withNewest(evaluations, news) {
  if (!news.length) return evaluations;
  const kept = evaluations.filter((each) => each.step < news[0].step);
  const same = kept.length + news.length === evaluations.length;
  if (same && JSON.stringify(news) === JSON.stringify(evaluations.slice(kept.length))) return evaluations;
  return [...kept, ...news];
}

/** The evaluations of one split as points: x the step after which, y the value called `name`. */
export function points(evaluations, split, name) {
  const mine = evaluations.filter((each) => each.split === split && each[name] !== null);
  return { x: mine.map((each) => each.step), y: mine.map((each) => each[name]) };
}

/** The newest value of one split, or null. */
export function newest(evaluations, split, name) {
  const all = points(evaluations, split, name).y;
  return all.length ? all[all.length - 1] : null;
}

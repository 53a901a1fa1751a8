// Pooling: each window becomes its largest value or its mean. Padding is minus infinity for the first, zero for the
// second, as in torch.

import { axes } from "./axis.js";
import { fedBy, outputShape, windowOf } from "./geometry.js";

/** The pooled maps `y`; for a max pooling `winners`, the flat index in its plane of each output's largest value. */
export function pool(x, op) {
  const shape = outputShape(op, x.shape);
  const y = { data: new Float32Array(shape[0] * shape[1] * shape[2]), shape };
  const [down, along] = axes(op, x.shape).map(spans);
  if (!isMax(op)) {
    eachWindow(x, down, along, (at, plane, rows, cols) => (y.data[at] = meanOf(x, plane, rows, cols)));
    return { y, winners: null };
  }
  const winners = new Int32Array(y.data.length);
  eachWindow(x, down, along, (at, plane, rows, cols) => {
    winners[at] = winnerOf(x, plane, rows, cols);
    y.data[at] = x.data[plane + winners[at]];
  });
  return { y, winners };
}

function isMax({ kind }) {
  return kind.endsWith("max_pool");
}

/** For each output position of an axis what it reads inside the picture, and how many positions its window has. */
function spans(axis) {
  return Array.from({ length: axis.count }, (_, output) => {
    const places = axis.taps(output).map(({ place }) => place);
    const last = places[places.length - 1];
    return { start: Math.max(0, places[0]), end: Math.min(axis.size, last + 1), size: places.length };
  });
}

function eachWindow({ shape: [channels, height, width] }, down, along, visit) {
  let at = 0;
  for (let c = 0; c < channels; c += 1) {
    for (const rows of down) for (const cols of along) visit(at++, c * height * width, rows, cols);
  }
}

function meanOf({ data, shape: [, , width] }, plane, rows, cols) {
  let sum = 0;
  for (let r = rows.start; r < rows.end; r += 1) {
    for (let c = cols.start; c < cols.end; c += 1) sum += data[plane + r * width + c];
  }
  return sum / (rows.size * cols.size);
}

/** The first of the largest values, in reading order: torch's choice, too. */
function winnerOf({ data, shape: [, , width] }, plane, rows, cols) {
  let winner = rows.start * width + cols.start;
  for (let r = rows.start; r < rows.end; r += 1) {
    for (let c = cols.start; c < cols.end; c += 1) {
      if (data[plane + r * width + c] > data[plane + winner]) winner = r * width + c;
    }
  }
  return winner;
}

/** One output value taken apart: what its window holds, who wins (for a mean: everyone counts), and the result. */
export function explainPool(x, op, [channel, row, col]) {
  const [, height, width] = x.shape;
  const plane = channel * height * width;
  const nothing = isMax(op) ? -Infinity : 0;
  const terms = windowOf(op, x.shape, [row, col]).map(({ kernel, place, source }) => {
    const value = source ? x.data[plane + source[0] * width + source[1]] : nothing;
    return { channel, kernel, place, source, x: value, wins: false };
  });
  if (!isMax(op)) {
    const sum = terms.reduce((total, term) => total + term.x, 0);
    return { terms, sum, count: terms.length, value: sum / terms.length };
  }
  const winner = terms.reduce((best, term) => (term.x > best.x ? term : best));
  winner.wins = true;
  return { terms, value: winner.x };
}

/** The gradient of the input: a max pooling sends each output's to its winner, a mean spreads it evenly. */
export function poolBackward(x, op, upstream) {
  const sums = new Float64Array(x.data.length);
  const [, , width] = x.shape;
  const [down, along] = axes(op, x.shape).map(spans);
  eachWindow(x, down, along, (at, plane, rows, cols) => {
    const g = upstream.data[at];
    if (isMax(op)) sums[plane + winnerOf(x, plane, rows, cols)] += g;
    else spread(sums, plane, width, rows, cols, g / (rows.size * cols.size));
  });
  return { dx: { data: Float32Array.from(sums), shape: x.shape } };
}

function spread(sums, plane, width, rows, cols, share) {
  for (let r = rows.start; r < rows.end; r += 1) {
    for (let c = cols.start; c < cols.end; c += 1) sums[plane + r * width + c] += share;
  }
}

/**
 * What one output cell sends to each input cell of its window, with the totals `before` and `after` it when the cells
 * are visited in scan order. A max pooling sends to one cell only.
 */
export function explainPoolBackward(x, op, upstream, [channel, row, col]) {
  const { terms } = explainPool(x, op, [channel, row, col]);
  const receivers = terms.filter(({ source, wins }) => (isMax(op) ? wins : source));
  const share = sharing(x, op, upstream, channel);
  const earlier = ({ output: [r, c] }) => r < row || (r === row && c < col);
  const toInput = receivers.map(({ source }) => {
    const readers = fedBy(op, x.shape, source).filter(earlier);
    const before = readers.reduce((sum, { output }) => sum + share(output, source), 0);
    const product = share([row, col], source);
    return { channel, source, product, before, after: before + product };
  });
  return { g: upstream.data[(channel * upstream.shape[1] + row) * upstream.shape[2] + col], toInput };
}

/** How much of its gradient an output cell sends to one input cell of its window. */
function sharing(x, op, { data: g, shape: [, rows, cols] }, channel) {
  const [, height, width] = x.shape;
  const [down, along] = axes(op, x.shape).map(spans);
  return ([row, col], source) => {
    const own = g[(channel * rows + row) * cols + col];
    if (!isMax(op)) return own / (down[row].size * along[col].size);
    const winner = winnerOf(x, channel * height * width, down[row], along[col]);
    return winner === source[0] * width + source[1] ? own : 0;
  };
}

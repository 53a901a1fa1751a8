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
  const [, rows, cols] = upstream.shape;
  const at = (output) => (channel * rows + output[0]) * cols + output[1];
  const sent = (output) => sharesOf(x, op, [channel, ...output], upstream.data[at(output)]);
  const toInput = sent([row, col]).map(({ source, share }) => {
    const earlier = fedBy(op, x.shape, source).filter(({ output }) => at(output) < at([row, col]));
    const before = earlier.reduce((sum, { output }) => sum + shareFor(sent(output), source), 0);
    return { channel, source, product: share, before, after: before + share };
  });
  return { g: upstream.data[at([row, col])], toInput };
}

function sharesOf(x, op, cell, g) {
  const { terms, count } = explainPool(x, op, cell);
  const receivers = isMax(op) ? terms.filter(({ wins }) => wins) : terms.filter(({ source }) => source);
  return receivers.map(({ source }) => ({ source, share: isMax(op) ? g : g / count }));
}

function shareFor(sent, source) {
  return sent.find((each) => each.source[0] === source[0] && each.source[1] === source[1])?.share ?? 0;
}

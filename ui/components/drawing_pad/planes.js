// Planes of numbers, { values (Float32Array, row by row), width, height }: smoothing, eroding, cutting out.

/** The mean over a square of 2·radius + 1 pixels; at the border over what is there of it. */
export function smoothed(plane, radius) {
  return alongBoth(plane, (line) => runningMean(line, radius));
}

/** The smallest value within `radius`, in a square. */
export function lowered(plane, radius) {
  return alongBoth(plane, (line) => extreme(line, radius, (one, other) => one <= other));
}

/** The largest value within `radius`, in a square. */
export function raised(plane, radius) {
  return alongBoth(plane, (line) => extreme(line, radius, (one, other) => one >= other));
}

/** A change of lines, done to all rows and then to all columns. */
function alongBoth({ values, width, height }, change) {
  const result = Float32Array.from(values);
  for (let y = 0; y < height; y += 1) result.set(change(result.slice(y * width, (y + 1) * width)), y * width);
  const column = new Float32Array(height);
  for (let x = 0; x < width; x += 1) {
    for (let y = 0; y < height; y += 1) column[y] = result[y * width + x];
    change(column).forEach((value, y) => (result[y * width + x] = value));
  }
  return { values: result, width, height };
}

function runningMean(line, radius) {
  const sums = new Float64Array(line.length + 1);
  line.forEach((value, at) => (sums[at + 1] = sums[at] + value));
  return line.map((_, at) => {
    const [from, to] = [Math.max(0, at - radius), Math.min(line.length, at + radius + 1)];
    return (sums[to] - sums[from]) / (to - from);
  });
}

/** A queue of candidates, the best first: each value enters and leaves once, however wide the window. */
function extreme(line, radius, isBetter) {
  const result = new Float32Array(line.length);
  const queue = [];
  for (let next = 0, at = 0; at < line.length; at += 1) {
    for (; next < Math.min(line.length, at + radius + 1); next += 1) {
      while (queue.length && isBetter(line[next], line[queue.at(-1)])) queue.pop();
      queue.push(next);
    }
    while (queue[0] < at - radius) queue.shift();
    result[at] = line[queue[0]];
  }
  return result;
}

/**
 * What is connected with the border: at each pixel the highest level at which one gets there from the border without
 * stepping lower (L. Vincent, Morphological grayscale reconstruction, 1993).
 */
export function fromBorder({ values, width, height }) {
  const level = values.map((value, at) => (isOnBorder(at, width, height) ? value : 0));
  let changed = true;
  const raise = (at, back) => {
    const before = Math.max(level[at + back], level[at + back * width], level[at + back * (width - 1)], level[at + back * (width + 1)]);
    const highest = Math.min(values[at], before);
    if (highest <= level[at]) return;
    level[at] = highest;
    changed = true;
  };
  while (changed) {
    changed = false;
    for (let y = 1; y < height - 1; y += 1) for (let x = 1; x < width - 1; x += 1) raise(y * width + x, -1);
    for (let y = height - 2; y > 0; y -= 1) for (let x = width - 2; x > 0; x -= 1) raise(y * width + x, 1);
  }
  return { values: level, width, height };
}

function isOnBorder(at, width, height) {
  const x = at % width;
  return x === 0 || x === width - 1 || at < width || at >= width * (height - 1);
}

/**
 * The part of a plane in `box` (left, top, right, bottom, all within) as a square of `side`, its longer side `share` of
 * that, in the middle: pixels are averaged where it shrinks and blended where it grows.
 */
export function enlarged(plane, box, side, share) {
  const [wide, high] = [box.right - box.left + 1, box.bottom - box.top + 1];
  const scale = (share * side) / Math.max(wide, high);
  const soft = scale < 1 ? smoothed(plane, Math.floor(0.5 / scale)) : plane;
  const values = new Float32Array(side * side);
  const edge = [(side - wide * scale) / 2, (side - high * scale) / 2];
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const from = [(x + 0.5 - edge[0]) / scale - 0.5, (y + 0.5 - edge[1]) / scale - 0.5];
      const within = from[0] > -1 && from[0] < wide && from[1] > -1 && from[1] < high;
      if (within) values[y * side + x] = blended(soft, box.left + from[0], box.top + from[1]);
    }
  }
  return { values, width: side, height: side };
}

/** The value between four pixels; beyond the plane there is nothing. */
function blended({ values, width, height }, x, y) {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const at = (column, row) => (column >= 0 && column < width && row >= 0 && row < height ? values[row * width + column] : 0);
  const upper = at(left, top) * (1 - x + left) + at(left + 1, top) * (x - left);
  const lower = at(left, top + 1) * (1 - x + left) + at(left + 1, top + 1) * (x - left);
  return upper * (1 - y + top) + lower * (y - top);
}

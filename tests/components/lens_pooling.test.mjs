import assert from "node:assert/strict";
import test from "node:test";

import { explainPool, explainPoolBackward, pool, poolBackward } from "../../ui/components/lens/arithmetic/pooling.js";
import { differences, shifted } from "../../ui/components/lens/arithmetic/shift.js";
import { noise, tensor } from "./lens_tensors.mjs";

const GRID = tensor([1, 3, 2, 1, 2, 4, 0, 5, 7, 1, 1, 1, 0, 2, 1, 1], [1, 4, 4]);
const MAX = { kind: "max_pool", kernel_size: [2, 2], stride: [2, 2], padding: [0, 0] };
const MEAN = { ...MAX, kind: "avg_pool" };
const SETTINGS = [
  MAX,
  { kind: "max_pool", kernel_size: [3, 2], stride: [1, 2], padding: [1, 1] },
  { kind: "avg_pool", kernel_size: [3, 3], stride: [2, 1], padding: [1, 0] },
  { kind: "adaptive_max_pool", output_size: [3, 2] },
  { kind: "adaptive_avg_pool", output_size: [1, 1] },
];

test("the course's example: 1, 3, 2, 4 become 4", () => {
  const { y, winners } = pool(GRID, MAX);
  assert.deepEqual([...y.data], [4, 5, 7, 1]);
  assert.deepEqual([...winners], [5, 7, 8, 10], "of equal values the first wins");
  assert.deepEqual([...pool(GRID, MEAN).y.data], [2.5, 2, 2.5, 1]);
  assert.equal(pool(GRID, MEAN).winners, null);
});

test("padding never wins, but counts as a zero in a mean", () => {
  const negative = tensor([-1, -2, -3, -4], [1, 2, 2]);
  const padded = { kernel_size: [2, 2], stride: [2, 2], padding: [1, 1] };
  assert.deepEqual([...pool(negative, { kind: "max_pool", ...padded }).y.data], [-1, -2, -3, -4]);
  assert.deepEqual([...pool(negative, { kind: "avg_pool", ...padded }).y.data], [-0.25, -0.5, -0.75, -1]);
  assert.equal(explainPool(negative, { kind: "max_pool", ...padded }, [0, 0, 0]).terms[0].x, -Infinity);
});

for (const op of SETTINGS) {
  test(`what is explained is what is computed, forwards and backwards: ${JSON.stringify(op)}`, () => {
    const x = noise([2, 6, 5], 3);
    const { y, winners } = pool(x, op);
    const g = noise(y.shape, 4);
    const totals = new Map();
    y.data.forEach((value, at) => {
      const cell = cellOf(at, y.shape);
      const explained = explainPool(x, op, cell);
      close(explained.value, value);
      const winner = explained.terms.filter(({ wins }) => wins);
      assert.equal(winner.length, winners ? 1 : 0);
      if (winners) assert.equal(winner[0].source[0] * 5 + winner[0].source[1], winners[at]);
      for (const { channel, source, before, after } of explainPoolBackward(x, op, g, cell).toInput) {
        const key = (channel * 6 + source[0]) * 5 + source[1];
        close(before, totals.get(key) ?? 0);
        totals.set(key, after);
      }
    });
    poolBackward(x, op, g).dx.data.forEach((value, at) => close(totals.get(at) ?? 0, value));
  });
}

test("a max pooling forgives a shift inside its windows", () => {
  const dot = (row, col) => tensor(Array.from({ length: 16 }, (_, at) => Number(at === row * 4 + col)), [1, 4, 4]);
  const moved = shifted(dot(0, 0), [1, 1]);
  assert.deepEqual(moved, dot(1, 1));
  assert.equal(differences(pool(dot(0, 0), MAX).y, pool(moved, MAX).y).share, 0);
  const further = pool(shifted(moved, [0, 1]), MAX).y;
  assert.deepEqual([...differences(pool(moved, MAX).y, further).marks], [1, 1, 0, 0]);
});

test("a picture slides to every side, and what leaves it is gone", () => {
  const x = tensor([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2]);
  assert.deepEqual([...shifted(x, [-1, 0]).data], [3, 4, 0, 0, 7, 8, 0, 0]);
  assert.deepEqual([...shifted(x, [0, 1]).data], [0, 1, 0, 3, 0, 5, 0, 7]);
  assert.deepEqual([...shifted(x, [2, 0]).data], Array(8).fill(0));
});

function cellOf(at, [, rows, cols]) {
  return [Math.floor(at / (rows * cols)), Math.floor(at / cols) % rows, at % cols];
}

function close(one, other) {
  assert.ok(Math.abs(one - other) < 1e-6 * Math.max(1, Math.abs(other)), `${one} and ${other}`);
}

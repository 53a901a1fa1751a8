import assert from "node:assert/strict";
import { test } from "node:test";

import {
  emptyRows,
  lastEvaluated,
  lastStep,
  layerNorms,
  merged,
  newest,
  points,
  smoothed,
  thinned,
  withNewest,
} from "../../ui/components/live_run/rows.js";

/** What the server would send for steps from … to …, with a loss by step. */
function news(from, to, loss = (step) => 1 / step) {
  const step = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  return {
    step,
    loss: step.map(loss),
    accuracy: step.map(() => 0.5),
    gradient_norms: step.map((each) => [each, 2 * each]),
  };
}

test("rows are appended in order and never twice", () => {
  let rows = merged(emptyRows(), news(1, 5));
  assert.equal(lastStep(rows), 5);
  rows = merged(rows, news(3, 8));
  assert.deepEqual(rows.step, [1, 2, 3, 4, 5, 6, 7, 8]);
  assert.deepEqual(rows.norms[7], [8, 16]);
  assert.equal(merged(rows, news(2, 8)), rows, "nothing new gives the same curve back");
  assert.equal(merged(rows, news(9, 8)), rows, "an empty answer, too");
});

test("no curve has a step before its first", () => {
  assert.equal(lastStep(emptyRows()), 0);
});

test("a long curve is thinned, keeps its ends and every spike", () => {
  const spikes = new Set([777, 3100, 7001]);
  let rows = emptyRows();
  for (let from = 1; from < 20000; from += 200) {
    rows = merged(rows, news(from, from + 199, (step) => (spikes.has(step) ? 50 : 1 + 1 / step)));
  }
  assert.ok(rows.step.length <= 4000, `${rows.step.length} points`);
  assert.equal(rows.step[0], 1);
  assert.equal(lastStep(rows), 20000);
  for (const spike of spikes) assert.equal(rows.loss[rows.step.indexOf(spike)], 50, `the spike at ${spike}`);
  assert.ok(rows.step.every((step, index) => index === 0 || step > rows.step[index - 1]));
});

test("thinning again and again does not eat the beginning", () => {
  let rows = emptyRows();
  for (let from = 1; from < 100000; from += 500) rows = merged(rows, news(from, from + 499, (step) => Math.sin(step)));
  const half = rows.step.filter((step) => step <= 50000).length;
  assert.ok(half > 0.25 * rows.step.length, `${half} of ${rows.step.length} points in the first half`);
});

test("a loss that is none counts as the highest", () => {
  const rows = merged(emptyRows(), news(1, 100, (step) => (step === 42 ? null : 1)));
  assert.ok(thinned(rows, 20).step.includes(42));
});

test("columns keep their lengths when thinned", () => {
  const rows = thinned(merged(emptyRows(), news(1, 3000)), 100);
  for (const column of Object.values(rows)) assert.equal(column.length, rows.step.length);
});

test("smoothing starts at the first value and leaves a constant alone", () => {
  const steps = [1, 2, 3, 4];
  for (const mean of smoothed(steps, [7, 7, 7, 7], 20)) assert.ok(Math.abs(mean - 7) < 1e-12);
  assert.equal(smoothed(steps, [3, 9, 9, 9], 20)[0], 3);
  assert.deepEqual(smoothed(steps, [1, 2, 3, 4], 1), [1, 2, 3, 4], "a span of one step smooths nothing");
});

test("smoothing follows the values, and a gap stays a gap", () => {
  const steps = Array.from({ length: 200 }, (_, index) => index + 1);
  const values = steps.map((step) => (step < 100 ? 0 : 1));
  values[50] = null;
  const mean = smoothed(steps, values, 10);
  assert.equal(mean[50], null);
  assert.equal(mean[51], 0);
  assert.ok(mean[199] > 0.999);
  assert.ok(mean[109] > 0.5 && mean[109] < 0.8);
});

test("smoothing weighs by steps, so a thinned curve looks the same", () => {
  const steps = Array.from({ length: 400 }, (_, index) => index + 1);
  const ramp = smoothed(steps, steps, 20);
  const sparse = steps.filter((step) => step % 4 === 0);
  const thin = smoothed(sparse, sparse, 20);
  assert.ok(Math.abs(ramp[399] - thin[99]) < 3, `${ramp[399]} and ${thin[99]}`);
});

test("a norm of zero is a gap on the log axis", () => {
  assert.deepEqual(layerNorms([[1, 0], [null, 2]], 0), [1, null]);
  assert.deepEqual(layerNorms([[1, 0], [null, 2]], 1), [null, 2]);
});

test("evaluations are told apart by their split", () => {
  const evaluations = [
    { step: 10, split: "validation", accuracy: 0.8, loss: 0.5 },
    { step: 10, split: "test", accuracy: 0.7, loss: null },
    { step: 20, split: "validation", accuracy: 0.9, loss: 0.4 },
  ];
  assert.deepEqual(points(evaluations, "validation", "accuracy"), { x: [10, 20], y: [0.8, 0.9] });
  assert.deepEqual(points(evaluations, "test", "loss"), { x: [], y: [] });
  assert.equal(newest(evaluations, "validation", "accuracy"), 0.9);
  assert.equal(newest(evaluations, "train", "accuracy"), null);
});

test("new evaluations follow the ones we have, and the last step's second split is not lost", () => {
  const one = { step: 10, split: "validation", accuracy: 0.8, loss: 0.5 };
  const two = { ...one, step: 20 };
  const late = { ...two, split: "test" };
  assert.equal(lastEvaluated([]), 0);
  const known = withNewest(withNewest([], [one]), [one, two]);
  assert.deepEqual(known, [one, two]);
  assert.equal(lastEvaluated(known), 20);
  assert.equal(withNewest(known, []), known);
  assert.equal(withNewest(known, [{ ...two }]), known, "the same once more changes nothing");
  assert.deepEqual(withNewest(known, [late, two]), [one, late, two]);
});

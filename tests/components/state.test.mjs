import assert from "node:assert/strict";
import { test } from "node:test";

import {
  epochNumber,
  hasTakenEffect,
  isMoving,
  isOverdue,
  isSameRate,
  maySay,
  pause,
  possible,
  rateOf,
  share,
  standing,
  wordOfKey,
} from "../../ui/components/live_run/state.js";

const running = { state: "running", paused: false, step: 5, total_steps: 10, epoch: 0, epochs: 2, queue: null };
const paused = { ...running, paused: true };
const queued = { ...running, state: "queued", step: 0, queue: { place: 1, ahead: 0, reason: "…" } };
const ended = ["done", "failed", "cancelled"].map((state) => ({ ...running, state }));

test("every state has its word", () => {
  assert.equal(standing(running), "running");
  assert.equal(standing(paused), "paused");
  assert.equal(standing(queued), "queued");
  assert.equal(standing({ ...queued, queue: null }), "starting");
  assert.equal(standing({ ...running, step: 0 }), "starting");
  assert.equal(standing(running, "stop"), "stopping");
  assert.deepEqual(ended.map((run) => standing(run, "stop")), ["done", "failed", "cancelled"]);
});

test("controls that would do nothing are off", () => {
  assert.deepEqual(possible(running), { pause: true, resume: false, step: false, stop: true });
  assert.deepEqual(possible(paused), { pause: false, resume: true, step: true, stop: true });
  assert.equal(possible({ ...paused, step: 10 }).step, false);
  for (const run of ended) assert.ok(Object.values(possible(run)).every((can) => !can), run.state);
});

test("keys say words only where these are possible", () => {
  assert.equal(wordOfKey(" ", running), "pause");
  assert.equal(wordOfKey(" ", paused), "resume");
  assert.equal(wordOfKey(".", paused), "step");
  assert.equal(wordOfKey("ArrowRight", paused), "step");
  assert.equal(wordOfKey(".", running), null);
  assert.equal(wordOfKey("x", running), null);
  for (const run of ended) assert.equal(wordOfKey(" ", run), null);
});

test("a button answers before the server does, and settles when the server agrees", () => {
  assert.equal(standing(running, "pause"), "pausing");
  assert.equal(standing(paused, "resume"), "running");
  assert.equal(hasTakenEffect(running, "pause", 5), false);
  assert.equal(hasTakenEffect(paused, "pause", 5), true);
  assert.equal(hasTakenEffect(paused, "step", 5), false);
  assert.equal(hasTakenEffect({ ...paused, step: 6 }, "step", 5), true);
  assert.equal(hasTakenEffect(ended[2], "stop", 5), true);
});

test("stop does not wait for the word before it; every other word does", () => {
  const pausing = { word: "pause", step: 5, since: 0 };
  assert.ok(maySay("pause", running, null));
  assert.ok(!maySay("pause", running, pausing));
  assert.ok(maySay("stop", running, pausing));
  assert.ok(!maySay("stop", running, { ...pausing, word: "stop" }), "once is enough");
  assert.ok(!maySay("step", running, null), "what would do nothing is not said");
  for (const run of ended) assert.ok(!maySay("stop", run, null));
});

test("a word without effect is given up after five seconds", () => {
  const pausing = { word: "pause", step: 5, since: 1000 };
  assert.ok(!isOverdue(null, 1e9));
  assert.ok(!isOverdue(pausing, 5900));
  assert.ok(isOverdue(pausing, 6100));
});

test("a learning rate is typed with comma or point, and what is none is refused", () => {
  assert.deepEqual(["0.01", " 0,02 ", "1e-4", "1000"].map(rateOf), [0.01, 0.02, 1e-4, 1000]);
  for (const text of ["", " ", "0", "-1", "1001", "x", "1,2,3", "Infinity", "NaN"]) assert.equal(rateOf(text), null, text);
  assert.ok(isSameRate(0.01, 0.0100000001) && !isSameRate(0.01, 0.005) && !isSameRate(null, 0.01));
});

test("a run that moves is asked after at least four times a second; one that has ended, never", () => {
  assert.ok(pause(running) <= 250);
  assert.ok(pause(paused) >= 500);
  for (const run of ended) assert.equal(pause(run), null);
  assert.ok(pause(running, { hidden: true }) > 1000);
  assert.ok(pause(running, { pending: true }) <= 100);
});

test("failures wait longer each time, but not for ever", () => {
  const waits = [1, 2, 3, 4, 5, 6, 20].map((failures) => pause(running, { failures }));
  assert.ok(waits.every((wait, index) => index === 0 || wait >= waits[index - 1]));
  assert.equal(waits.at(-1), 8000);
});

test("progress is a share, and the epoch counts from one to the last", () => {
  assert.equal(share(running), 0.5);
  assert.equal(share({ ...running, total_steps: null }), 0);
  assert.equal(share(ended[0]), 1);
  assert.equal(epochNumber(running), 1);
  assert.equal(epochNumber({ ...running, epoch: 2 }), 2);
});

test("a speed is shown only while steps are made", () => {
  assert.equal(isMoving(running), true);
  for (const still of [null, paused, queued, { ...running, state: "done" }]) assert.equal(isMoving(still), false);
});

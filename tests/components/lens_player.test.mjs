import assert from "node:assert/strict";
import test from "node:test";

import { actionOfKey, belongsToControl } from "../../ui/components/lens/keys.js";
import { PLAYER, SPEEDS, played } from "../../ui/components/lens/player.js";

const of = (count, more = {}) => ({ ...PLAYER, count, ...more });
const heard = (player, ...events) => events.reduce(played, player);

test("playing moves as many places as are due, however the frames fall", () => {
  const start = played(of(1000, { speed: SPEEDS.indexOf(8) }), { type: "toggle" });
  const smooth = heard(start, ...Array.from({ length: 120 }, () => ({ type: "tick", seconds: 1 / 60 })));
  const rough = heard(start, ...Array.from({ length: 8 }, () => ({ type: "tick", seconds: 0.25 })));
  assert.ok(Math.abs(smooth.position - 16) <= 1);
  assert.equal(rough.position, 16);
});

test("it stops at the last place, and begins again from the first", () => {
  const ended = heard(of(5, { speed: SPEEDS.length - 1 }), { type: "toggle" }, { type: "tick", seconds: 0.25 });
  assert.deepEqual([ended.position, ended.playing], [4, false]);
  const again = played(ended, { type: "toggle" });
  assert.deepEqual([again.position, again.playing], [0, true]);
});

test("a step, a scrub and the ends pause, and stay within the map", () => {
  const running = played(of(9), { type: "toggle" });
  for (const event of [{ type: "step", by: -1 }, { type: "scrub", to: 99 }, { type: "first" }, { type: "last" }]) {
    const next = played(running, event);
    assert.equal(next.playing, false);
    assert.ok(next.position >= 0 && next.position < 9);
  }
});

test("another size keeps the place where it can", () => {
  assert.equal(played(of(9, { position: 7 }), { type: "count", count: 4 }).position, 3);
  assert.equal(played(of(9, { position: 2 }), { type: "count", count: 4 }).position, 2);
});

test("a map of one cell does not play", () => {
  assert.equal(played(of(1), { type: "toggle" }).playing, false);
});

test("an event that changes nothing gives the same player", () => {
  const player = of(9);
  assert.equal(played(player, { type: "follow", to: 0 }), player);
  assert.equal(played(player, { type: "count", count: 9 }), player);
  assert.equal(played(player, { type: "tick", seconds: 1 }), player);
});

test("keys are the lens's, unless a control needs them", () => {
  assert.deepEqual(actionOfKey({ key: "ArrowDown" }), { type: "move", by: [1, 0] });
  assert.equal(actionOfKey({ key: "ArrowDown", ctrlKey: true }), null);
  assert.equal(actionOfKey({ key: "q" }), null);
  assert.ok(belongsToControl(" ", { tag: "BUTTON", type: "button" }));
  assert.ok(!belongsToControl("ArrowLeft", { tag: "BUTTON", type: "button" }));
  assert.ok(belongsToControl("ArrowLeft", { tag: "INPUT", type: "range" }));
  assert.ok(!belongsToControl("Escape", { tag: "INPUT", type: "text" }));
});

import assert from "node:assert/strict";
import test from "node:test";

import { convolve } from "../../ui/components/lens/arithmetic/convolution.js";
import { learn, steadyRate } from "../../ui/components/lens/arithmetic/learn.js";
import { backwardOf } from "../../ui/components/lens/backward_layer.js";
import { familyOf } from "../../ui/components/lens/families.js";
import { layerOf } from "../../ui/components/lens/layer.js";
import { ENOUGH, NEAR, advanced, begun, canGoOn, distance, lookedBack, pace, present } from "../../ui/components/lens/learning.js";
import { learningSentence } from "../../ui/components/lens/learning_sentences.js";
import { lossPath, lossScales } from "../../ui/components/lens/loss_curve.js";
import { writers } from "../../ui/components/lens/numbers.js";
import { sceneOf } from "../../ui/components/lens/scene.js";
import { changed } from "../../ui/components/lens/state.js";
import { noise, tensor } from "./lens_tensors.mjs";

const presets = [{ id: "sobel_x", shape: [3, 3], values: [-1, 0, 1, -2, 0, 2, -1, 0, 1] }];
const SOBEL = { direction: "backward", upstream: { kind: "target", preset: "sobel_x" } };

function task(changes = {}, x = noise([1, 10, 10], 5)) {
  const scene = sceneOf(JSON.stringify({ ...SOBEL, ...changes }));
  const layer = layerOf(scene, x, presets);
  return { scene, layer, rate: backwardOf(layer, scene, presets).rate };
}

function started(changes, { seed = 3, rate, x } = {}) {
  const { scene, layer, rate: steady } = task(changes, x);
  return begun(layer, scene, presets, { seed, rate: rate ?? steady });
}

const toTheEnd = (learning) => advanced(learning, Infinity);

for (const [name, changes] of [
  ["one map", {}],
  ["three maps, a padding, two strides", { operation: { kind: "convolution", out_channels: 3, padding: [1, 1], stride: [1, 2] }, bias: [0, 0, 0] }],
  ["no bias, a flipped kernel", { operation: { kind: "convolution", bias: false, flipped: true } }],
]) {
  test(`a random kernel becomes the one that made the target: ${name}`, () => {
    const first = started(changes);
    assert.ok(distance(first, present(first)) > 0.1);
    const last = toTheEnd(first);
    assert.equal(last.ending, "reached");
    assert.ok(present(last).loss <= ENOUGH * present(first).loss);
    assert.ok(distance(last, present(last)) < NEAR);
    assert.equal(canGoOn(last), false);
  });
}

test("through an activation it learns, too", () => {
  const last = toTheEnd(started({ then: { kind: "leaky_relu", negative_slope: 0.2 } }));
  assert.equal(last.ending, "reached");
  assert.ok(distance(last, present(last)) < NEAR);
});

test("each step is the plain descent's, however many are taken between two that are shown", () => {
  const { scene, layer, rate } = task();
  let learning = begun(layer, scene, presets, { seed: 3, rate });
  const start = present(learning);
  for (const count of [1, 1, 3, 20]) learning = advanced(learning, count);
  assert.deepEqual(learning.kept.map(({ step }) => step), [0, 1, 2, 5, 25]);
  const target = convolve(layer.x, learning.task.goal, [0], layer.op);
  for (const each of learn(layer.x, target, start, layer.op, { rate })) {
    if (each.step < 25) continue;
    assert.deepEqual(each, present(learning));
    break;
  }
});

test("a look back changes nothing, and going on from there learns the same way again", () => {
  let learning = started();
  for (let at = 0; at < 6; at += 1) learning = advanced(learning, 4);
  const back = lookedBack(learning, 2);
  assert.equal(present(back).step, 8);
  assert.equal(back.kept.length, learning.kept.length);
  const again = advanced(back, 16);
  assert.equal(again.kept.length, 4);
  assert.deepEqual(present(again), present(learning));
  assert.equal(present(lookedBack(learning, -5)).step, 0);
});

test("the frame's time is kept, and one step is always taken", () => {
  const late = advanced(started(), 1000, () => true);
  assert.equal(present(late).step, 1);
});

test("the shown steps grow with the way, and as many are kept as one can scrub", () => {
  let learning = started({}, { x: noise([1, 5, 5], 8), rate: 1e-4 });
  assert.equal(pace(learning), 1);
  for (let at = 0; at < 3000 && !learning.ending; at += 1) learning = advanced(learning, 1);
  assert.ok(learning.kept.length <= 801);
  assert.equal(learning.kept[0].step, 0);
  assert.equal(present(learning), learning.kept.at(-1));
  assert.ok(pace(learning) > 20);
});

test("too large a rate stops before the lens could not show the weights", () => {
  const last = toTheEnd(started({}, { rate: 50 }));
  assert.equal(last.ending, "too_far");
  assert.ok(present(last).weight.data.every((w) => Math.abs(w) <= 1e6));
  assert.equal(canGoOn(last), false);
});

test("where no gradient passes, it says so instead of going on for ever", () => {
  const x = tensor(Array(36).fill(0), [1, 6, 6]);
  x.data[14] = 1;
  const dead = begun({ ...task({ then: { kind: "relu" } }, x).layer }, sceneOf(JSON.stringify(SOBEL)), presets, { seed: 1, rate: 1e-12 });
  assert.equal(toTheEnd(dead).ending, "still");
});

test("an empty picture has nothing to teach: done before the first step", () => {
  const empty = started({}, { x: tensor(Array(25).fill(0), [1, 5, 5]), rate: 1 });
  assert.equal(empty.ending, "reached");
  assert.ok(distance(empty, present(empty)) > NEAR);
});

test("the steady rate is reckoned once a picture and operation, not for every weight", () => {
  const { scene, layer, rate } = task();
  assert.equal(rate, steadyRate(layer.x, layer.weight, layer.op));
  let reads = 0;
  const counted = { ...layer.x, get data() { reads += 1; return layer.x.data; } };
  const rateOf = (weight) => backwardOf({ ...layer, x: counted, weight }, scene, presets).rate;
  assert.equal(rateOf(layer.weight), rate);
  const once = reads;
  assert.equal(rateOf({ ...layer.weight, data: layer.weight.data.map((w) => w + 1) }), rate);
  assert.ok(reads - once < once, `${reads - once} reads after ${once}`);
});

test("the axis is logarithmic and holds the bound", () => {
  const kept = [{ step: 0, loss: 10 }, { step: 50, loss: 0.1 }, { step: 100, loss: 0.001 }];
  const { x, y, powers } = lossScales(kept, 1e-5, { width: 300, height: 130 });
  assert.ok(Math.abs(y(0.1) - (y(10) + y(0.001)) / 2) < 1e-6);
  assert.ok(y(1e-5) < 110 && y(10) > 8 && x(100) <= 290);
  assert.ok(powers.length <= 4 && powers.every((power) => power >= -6 && power <= 2));
  assert.equal(y(0), y(1e-9), "no loss at all stands at the foot");
  assert.equal(lossPath(kept, { x, y }).match(/[ML]/g).join(""), "MLL");
});

test("the sentence says how it stands, in numbers that were reckoned", () => {
  const words = { learns: "learns {seed}", begins: "begins", paused: "paused {count}", looks_back: "back", learnt: "{count} {share} {off} {distance}", alike: "alike", nothing: "nothing" };
  const texts = { learning: words, wholeNumber: String };
  const say = (learning, gait = null) => learningSentence({ learning, gait }, { texts, write: writers("en") });
  const first = started();
  assert.equal(say(first, "play"), "learns 3");
  assert.equal(say(first), "begins");
  assert.equal(say(advanced(first, 2)), "paused 2");
  const last = toTheEnd(first);
  assert.match(say(last), /^\d+ 10⁻⁶ 10⁻³ 0\.00\d+$/);
  assert.equal(say(lookedBack(last, 0)), "back");
  assert.equal(say(started({}, { x: tensor(Array(25).fill(0), [1, 5, 5]), rate: 1 })), "nothing");
});

test("the families that learn give a gradient step that lowers the loss", () => {
  const { scene, layer, rate } = task({ kernel: { values: [[[[1, 0, 0], [0, 2, 0], [0, 0, 1]]]] } });
  const { loss } = familyOf(layer.op).stepped(layer, scene, presets, rate);
  assert.ok(loss < familyOf(layer.op).backwardOf(layer, scene, presets).loss);
  assert.equal(typeof familyOf({ kind: "linear" }).stepped, "function");
});

test("the learner's own kernel comes back, its biases as many as there are maps now", () => {
  const { scene } = task();
  const back = changed({ ...scene, kernel: { values: [[[[1]]]] } }, { type: "own", kernel: { preset: "sobel_y" }, bias: [0.5, 2] }, { presets });
  assert.deepEqual([back.kernel, back.bias], [{ preset: "sobel_y" }, [0.5]]);
});

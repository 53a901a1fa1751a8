import assert from "node:assert/strict";
import test from "node:test";

import { convolve } from "../../ui/components/lens/arithmetic/convolution.js";
import { kernel, recentred, weightOf } from "../../ui/components/lens/arithmetic/kernels.js";
import { random } from "../../ui/components/lens/arithmetic/random.js";
import { noise } from "./lens_tensors.mjs";

const SOBEL = { id: "sobel_x", shape: [3, 3], values: [-1, 0, 1, -2, 0, 2, -1, 0, 1] };
const IDENTITY = { id: "identity", shape: [3, 3], values: [0, 0, 0, 0, 1, 0, 0, 0, 0] };
const SAME = { kind: "convolution", out_channels: 1, stride: [1, 1], padding: "same", dilation: [1, 1] };
const RANDOM = { id: "random", shape: [0, 0], values: [] };

test("a preset keeps its middle when its size changes", () => {
  assert.deepEqual([...kernel(SOBEL, [3, 3])], SOBEL.values);
  assert.deepEqual([...kernel(SOBEL, [1, 3])], [-2, 0, 2]);
  const large = kernel(SOBEL, [5, 5]);
  assert.deepEqual([...large.slice(10, 15)], [0, -2, 0, 2, 0]);
  assert.equal(large.reduce((sum, each) => sum + Math.abs(each), 0), 8);
  assert.deepEqual([...recentred(large, [5, 5], [3, 3])], SOBEL.values);
});

test("identity of any size leaves the picture as it is under padding \"same\"", () => {
  const x = noise([1, 6, 7], 1);
  for (const size of [[1, 1], [2, 2], [3, 4], [7, 6]]) {
    const op = { ...SAME, kernel_size: size };
    assert.deepEqual(convolve(x, weightOf(IDENTITY, [1, 1, ...size]), [0], op).data, x.data, `${size}`);
  }
});

test("every channel gets the same kernel, but chance is drawn anew for each", () => {
  const weight = weightOf(SOBEL, [2, 3, 3, 3]);
  for (let at = 0; at < 54; at += 9) assert.deepEqual([...weight.data.slice(at, at + 9)], SOBEL.values);
  const drawn = weightOf(RANDOM, [2, 3, 3, 3], 7).data;
  assert.equal(new Set(drawn).size, 54);
  assert.deepEqual(weightOf(RANDOM, [2, 3, 3, 3], 7).data, drawn, "the same seed draws the same");
  assert.notDeepEqual(weightOf(RANDOM, [2, 3, 3, 3], 8).data, drawn);
  assert.deepEqual(kernel(RANDOM, [2, 2], 7), drawn.slice(0, 4));
});

test("chance is even", () => {
  const next = random(1);
  const draws = Array.from({ length: 20000 }, next);
  assert.ok(draws.every((draw) => draw >= 0 && draw < 1));
  for (let tenth = 0; tenth < 10; tenth += 1) {
    const count = draws.filter((draw) => Math.floor(draw * 10) === tenth).length;
    assert.ok(Math.abs(count - 2000) < 200, `${count} draws in tenth ${tenth}`);
  }
});

test("chance is what Python draws from the same seed", () => {
  const next = random(7);
  assert.deepEqual([1, 2, 3].map(() => next().toFixed(6)), ["0.011705", "0.061958", "0.976908"]);
});

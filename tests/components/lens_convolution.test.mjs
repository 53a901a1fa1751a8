import assert from "node:assert/strict";
import test from "node:test";

import {
  backward, convolve, convolveMap, explain, explainBackward, mse,
} from "../../ui/components/lens/arithmetic/convolution.js";
import { noise, tensor } from "./lens_tensors.mjs";

const PLAIN = {
  kind: "convolution", out_channels: 1, kernel_size: [3, 3], stride: [1, 1], padding: [0, 0], padding_mode: "zeros",
  dilation: [1, 1], groups: 1, bias: true, flipped: false,
};
const SOBEL = tensor([-1, 0, 1, -2, 0, 2, -1, 0, 1], [1, 1, 3, 3]);
const RICH = {
  ...PLAIN, out_channels: 4, padding: [2, 1], padding_mode: "reflect", stride: [2, 1], groups: 2, flipped: true,
};

test("a vertical edge kernel gives zero on a flat region and its weight on an edge", () => {
  const picture = tensor(Array.from({ length: 30 }, (_, at) => (at % 6 < 3 ? 0 : 1)), [1, 5, 6]);
  const y = convolve(picture, SOBEL, [0], PLAIN);
  assert.deepEqual(y.shape, [1, 3, 4]);
  assert.deepEqual([...y.data.slice(0, 4)], [0, 4, 4, 0]);
});

test("a bias is added unless the layer has none", () => {
  const flat = tensor(Array(9).fill(1), [1, 3, 3]);
  assert.deepEqual([...convolve(flat, SOBEL, [2.5], PLAIN).data], [2.5]);
  assert.deepEqual([...convolve(flat, SOBEL, [2.5], { ...PLAIN, bias: false }).data], [0]);
});

test("repainting one map gives what painting all of them gives", () => {
  const [x, weight, bias] = [noise([4, 6, 7], 1), noise([4, 2, 3, 3], 2), [1, 2, 3, 4]];
  const whole = convolve(x, weight, bias, RICH);
  const pieces = tensor(new Float32Array(whole.data.length), whole.shape);
  for (let o = 0; o < 4; o += 1) convolveMap(x, weight, bias, RICH, o, pieces);
  assert.deepEqual(pieces, whole);
});

test("the terms of every value add up to it, plane by plane", () => {
  const [x, weight, bias] = [noise([4, 6, 7], 3), noise([4, 2, 3, 3], 4), [1, 2, 3, 4]];
  const y = convolve(x, weight, bias, RICH);
  const [, rows, cols] = y.shape;
  y.data.forEach((value, at) => {
    const cell = [Math.floor(at / (rows * cols)), Math.floor(at / cols) % rows, at % cols];
    const { terms, planeSums, bias: b, sum } = explain(x, weight, bias, RICH, cell);
    assert.equal(terms.length, 18);
    close(terms.reduce((total, { x: read, w }) => total + read * w, b), value);
    close(planeSums[0] + planeSums[1] + b, sum);
    assert.deepEqual([...new Set(terms.map(({ channel }) => channel))], cell[0] < 2 ? [0, 1] : [2, 3]);
  });
});

test("the totals gathered cell by cell end as the gradients", () => {
  const [x, weight, g] = [noise([4, 6, 7], 5), noise([4, 2, 3, 3], 6), noise([4, 4, 7], 7)];
  const { dx, dw, db } = backward(x, weight, RICH, g);
  const running = { weight: new Map(), input: new Map(), bias: new Map() };
  const visit = (totals, key, { before, after }) => {
    close(before, totals.get(key) ?? 0);
    totals.set(key, after);
  };
  for (let at = 0; at < g.data.length; at += 1) {
    const cell = [Math.floor(at / 28), Math.floor(at / 7) % 4, at % 7];
    const step = explainBackward(x, weight, RICH, g, cell);
    assert.equal(step.g, g.data[at]);
    for (const each of step.toWeight) {
      const plane = each.channel - (cell[0] < 2 ? 0 : 2);
      visit(running.weight, ((cell[0] * 2 + plane) * 3 + each.kernel[0]) * 3 + each.kernel[1], each);
    }
    for (const each of step.toInput) visit(running.input, (each.channel * 6 + each.source[0]) * 7 + each.source[1], each);
    visit(running.bias, cell[0], step.toBias);
  }
  dw.data.forEach((value, at) => close(running.weight.get(at), value));
  dx.data.forEach((value, at) => close(running.input.get(at) ?? 0, value));
  db.forEach((value, o) => close(running.bias.get(o), value));
});

test("nothing is passed on to zero padding", () => {
  const op = { ...PLAIN, padding: [1, 1] };
  const step = explainBackward(noise([1, 3, 3], 8), SOBEL, op, noise([1, 3, 3], 9), [0, 0, 0]);
  assert.equal(step.toWeight.length, 9);
  assert.deepEqual(step.toInput.map(({ source }) => source), [[0, 0], [0, 1], [1, 0], [1, 1]]);
});

test("the mean squared error and its gradient", () => {
  const { loss, upstream } = mse(tensor([1, 2, 3, 4], [1, 2, 2]), tensor([1, 2, 3, 2], [1, 2, 2]));
  assert.equal(loss, 1);
  assert.deepEqual([...upstream.data], [0, 0, 0, 1]);
});

function close(one, other) {
  assert.ok(Math.abs(one - other) < 1e-5 * Math.max(1, Math.abs(other)), `${one} and ${other}`);
}

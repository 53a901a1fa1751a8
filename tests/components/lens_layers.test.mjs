import assert from "node:assert/strict";
import test from "node:test";

import { convolve, mse } from "../../ui/components/lens/arithmetic/convolution.js";
import {
  dense, denseBackward, explain, explainBackward, parameterCounts,
} from "../../ui/components/lens/arithmetic/dense.js";
import { dropout, dropoutBackward, mask } from "../../ui/components/lens/arithmetic/dropout.js";
import { descended, learn } from "../../ui/components/lens/arithmetic/learn.js";
import { batchNorm, batchNormBackward, explainNorm } from "../../ui/components/lens/arithmetic/normalization.js";
import { costs, explainSeparable, separable } from "../../ui/components/lens/arithmetic/separable.js";
import { transposed, transposedBackward } from "../../ui/components/lens/arithmetic/transposed.js";
import { noise, tensor } from "./lens_tensors.mjs";

const LINEAR = { kind: "linear", out_features: 3, bias: true };
const TRANSPOSED = {
  kind: "transposed_convolution", out_channels: 4, kernel_size: [3, 2], stride: [2, 1], padding: [1, 0],
  output_padding: [1, 0], dilation: [1, 2], groups: 2, bias: true,
};
const SEPARABLE = {
  kind: "separable", out_channels: 8, kernel_size: [3, 3], stride: [1, 1], padding: "same", dilation: [1, 1], bias: true,
};
const CONVOLUTION = {
  ...SEPARABLE, kind: "convolution", out_channels: 1, padding: [0, 0], padding_mode: "zeros", groups: 1,
};

test("a transposed convolution stamps its kernel for every input", () => {
  const op = {
    ...TRANSPOSED, out_channels: 1, groups: 1, kernel_size: [2, 2], stride: [2, 2], padding: [0, 0],
    output_padding: [0, 0], dilation: [1, 1],
  };
  const stamp = tensor([1, 2, 3, 4], [1, 1, 2, 2]);
  const y = transposed(tensor([1, 10], [1, 1, 2]), stamp, [0.5], op);
  assert.deepEqual(y.shape, [1, 2, 4]);
  assert.deepEqual([...y.data], [1.5, 2.5, 10.5, 20.5, 3.5, 4.5, 30.5, 40.5]);
});

const WEIGHTED = [
  { name: "transposed", op: TRANSPOSED, weights: [2, 2, 3, 2], run: transposed, back: transposedBackward },
  { name: "linear", op: LINEAR, weights: [3, 2, 3, 4], run: dense, back: denseBackward },
];

for (const { name, op, weights, run, back } of WEIGHTED) {
  test(`the terms of a ${name} layer add up to its values, and its totals to the gradients`, () => {
    const [x, weight, bias] = [noise([2, 3, 4], 1), noise(weights, 2), [1, 2, 3, 4]];
    const y = run(x, weight, bias, op);
    const g = noise(y.shape, 3);
    const { dx, dw, db } = back(x, weight, op, g);
    const sums = { dx: new Float64Array(x.data.length), dw: 0, db: new Float64Array(db.length) };
    y.data.forEach((value, at) => {
      const cell = cellOf(at, y.shape);
      close(explain(x, weight, bias, op, cell).sum, value);
      const step = explainBackward(x, weight, op, g, cell);
      for (const { channel, source, before, after } of step.toInput) {
        const to = (channel * 3 + source[0]) * 4 + source[1];
        close(before, sums.dx[to]);
        sums.dx[to] = after;
      }
      for (const { before, after, product } of step.toWeight) {
        close(after - before, product);
        sums.dw += product;
      }
      sums.db[cell[0]] = step.toBias.after;
    });
    dx.data.forEach((value, at) => close(sums.dx[at], value));
    db.forEach((value, at) => close(sums.db[at], value));
    close(sums.dw, dw.data.reduce((sum, each) => sum + each, 0));
  });
}

test("a fully connected layer learns far more than a convolution of the same picture", () => {
  assert.deepEqual(parameterCounts({ out_features: 10, bias: true }, [1, 28, 28]), { dense: 7850, convolution: 100 });
});

test("a separable convolution is its halves one after the other, at a fraction of the cost", () => {
  const x = noise([3, 5, 6], 1);
  const weights = { depthwise: noise([3, 1, 3, 3], 2), pointwise: noise([8, 3, 1, 1], 3) };
  const { middle, y } = separable(x, weights, noise([8], 4).data, SEPARABLE);
  const { mixing, windows } = explainSeparable(x, middle, weights, noise([8], 4).data, SEPARABLE, [5, 0, 2]);
  close(mixing.sum, y.data[5 * 30 + 2]);
  windows.forEach(({ sum }, c) => close(sum, middle.data[c * 30 + 2]));
  assert.deepEqual(costs(SEPARABLE, x.shape), {
    separable: { weights: 51, products: 1530 },
    ordinary: { weights: 216, products: 6480 },
  });
});

test("batch normalisation gives mean 0 and variance 1, and remembers a tenth of the batch", () => {
  const op = { kind: "batch_norm", training: true, eps: 1e-5, momentum: 0.1 };
  const x = tensor([1, 2, 3, 4], [2, 1, 2]);
  const { y, mean, variance, running } = batchNorm(x, op);
  assert.deepEqual([mean, variance], [2.5, 1.25]);
  close(running.mean, 0.25);
  close(running.variance, 0.9 + (0.1 * 5) / 3);
  close(y.data.reduce((sum, each) => sum + each, 0), 0);
  close(explainNorm(x, op, [1, 0, 1]).value, y.data[3]);
  assert.deepEqual([...batchNorm(x, { ...op, training: false, eps: 0 }).y.data], [1, 2, 3, 4]);
  const { dx, dbeta } = batchNormBackward(x, op, tensor([1, 1, 1, 1], [2, 1, 2]));
  assert.equal(dbeta, 4);
  for (const each of dx.data) close(each, 0);
});

test("dropout keeps the sum on average, and does nothing afterwards", () => {
  const op = { kind: "dropout", p: 0.25, training: true, seed: 3 };
  const x = tensor(Array(20000).fill(1), [2, 100, 100]);
  const { y, mask: kept } = dropout(x, op);
  const dropped = y.data.filter((each) => each === 0).length / 20000;
  assert.ok(Math.abs(dropped - 0.25) < 0.01, `${dropped} dropped`);
  assert.ok(Math.abs(y.data.reduce((sum, each) => sum + each, 0) / 20000 - 1) < 0.02);
  assert.deepEqual(new Set(y.data), new Set([0, Math.fround(1 / 0.75)]));
  assert.deepEqual(dropoutBackward(x, op, x).dx.data, kept.data);
  assert.deepEqual(dropout(x, { ...op, training: false }).y.data, x.data);
  assert.deepEqual(mask(op, 50), kept.data.slice(0, 50));
  assert.notDeepEqual(mask({ ...op, seed: 4 }, 50), kept.data.slice(0, 50));
});

test("a random kernel becomes the Sobel that made the target", () => {
  const x = noise([1, 12, 12], 5);
  const sobel = tensor([-1, 0, 1, -2, 0, 2, -1, 0, 1], [1, 1, 3, 3]);
  const target = convolve(x, sobel, [0.5], CONVOLUTION);
  const losses = [];
  const start = { weight: noise([1, 1, 3, 3], 6), bias: [0] };
  for (const { step, weight, bias, loss } of learn(x, target, start, CONVOLUTION)) {
    losses.push(loss);
    if (step < 300) continue;
    weight.data.forEach((w, at) => close(w, sobel.data[at]));
    close(bias[0], 0.5);
    break;
  }
  assert.ok(losses.every((loss, at) => at === 0 || loss <= losses[at - 1] * (1 + 1e-6) + 1e-12), "the loss never rises");
  close(losses[0], mse(convolve(x, noise([1, 1, 3, 3], 6), [0], CONVOLUTION), target).loss);
});

test("learning on an empty picture goes nowhere, quietly", () => {
  const x = tensor(Array(25).fill(0), [1, 5, 5]);
  const start = { weight: noise([1, 1, 3, 3], 6), bias: [0] };
  const steps = learn(x, convolve(x, start.weight, [0], CONVOLUTION), start, { ...CONVOLUTION, bias: false });
  steps.next();
  assert.deepEqual(steps.next().value.weight, start.weight);
});

test("one step goes against the gradient", () => {
  const gradients = { dw: tensor([1, -2], [1, 1, 1, 2]), db: [4] };
  const { weight, bias } = descended({ weight: tensor([1, 1], [1, 1, 1, 2]), bias: [1] }, gradients, 0.5);
  assert.deepEqual([...weight.data, ...bias], [0.5, 2, -1]);
});

function cellOf(at, [, rows, cols]) {
  return [Math.floor(at / (rows * cols)), Math.floor(at / cols) % rows, at % cols];
}

function close(one, other) {
  assert.ok(Math.abs(one - other) < 1e-5 * Math.max(1, Math.abs(other)), `${one} and ${other}`);
}

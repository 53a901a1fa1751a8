import assert from "node:assert/strict";
import { test } from "node:test";

import { cellAfter, cellAfterEnter, nested, withCell } from "../../ui/components/lens/picture/editing.js";
import {
  baseOf,
  emptyGrid,
  fromCanvas,
  hasColours,
  inGrey,
  isScalable,
  pictureOf,
  scaled,
  sizeOf,
} from "../../ui/components/lens/picture/model.js";
import { resized, weights } from "../../ui/components/lens/picture/resize.js";

const digit = { id: "mnist_4", kind: "sample", dataset: "mnist", index: 4, shape: [1, 2, 2], offset: 0 };
const shape = { id: "shapes_0", kind: "sample", dataset: "shapes", index: 0, shape: [3, 2, 2], offset: 4 };
const bar = { id: "bar", kind: "grid", shape: [1, 1, 3], offset: 16 };
const pictures = [digit, shape, bar];
const pixels = Uint8Array.from([0, 100, 200, 255, 255, 255, 255, 255, 0, 0, 0, 0, 10, 10, 10, 10, 0, 9, 0]);
const data = { pictures, pixels };

test("every new place reads a share of 1 in all, shrinking or growing", () => {
  for (const [size, newSize] of [[28, 5], [5, 64], [7, 7], [1, 9], [64, 1]]) {
    for (const taps of weights(size, newSize)) {
      assert.ok(Math.abs(taps.reduce((sum, [, weight]) => sum + weight, 0) - 1) < 1e-9);
      assert.ok(taps.every(([at]) => at >= 0 && at < size));
    }
  }
});

test("a flat picture stays flat and a picture keeps its mean, whatever its size", () => {
  const flat = new Uint8Array(3 * 20 * 10).fill(77);
  assert.ok(resized(flat, [3, 20, 10], [7, 31]).every((value) => value === 77));
  const ramp = Uint8Array.from({ length: 64 }, (_, at) => 4 * (at % 8));
  const mean = (list) => list.reduce((sum, value) => sum + value, 0) / list.length;
  assert.ok(Math.abs(mean(resized(ramp, [1, 8, 8], [4, 4])) - mean(ramp)) < 1);
  assert.equal(resized(ramp, [1, 8, 8], [8, 8]), ramp);
});

test("a sample keeps its name in every size, and needs none in its own", () => {
  const base = baseOf({ kind: "sample", dataset: "mnist", index: 4 }, data);
  assert.deepEqual(pictureOf(base, {}, pixels), { kind: "sample", dataset: "mnist", index: 4 });
  assert.deepEqual(pictureOf(base, { size: 12 }, pixels), { kind: "sample", dataset: "mnist", index: 4, size: 12 });
  assert.deepEqual(pictureOf(base, { size: 2, grey: true }, pixels), { kind: "sample", dataset: "mnist", index: 4 });
  assert.equal(baseOf({ kind: "sample", dataset: "cifar10", index: 4 }, data), null);
});

test("a coloured sample in grey becomes the learner's own pixels", () => {
  const base = baseOf({ kind: "sample", dataset: "shapes", index: 0 }, data);
  assert.ok(hasColours(base));
  const picture = pictureOf(base, { size: 5, grey: true }, pixels);
  assert.deepEqual([picture.kind, picture.shape], ["pixels", [1, 5, 5]]);
  const grey = baseOf(picture, data);
  assert.ok(grey.bytes.every((value) => value === Math.round(0.299 * 255 + 0.114 * 10)));
  assert.ok(!hasColours(grey));
});

test("grids and typed numbers are neither scaled nor coloured", () => {
  const grid = baseOf({ kind: "grid", id: "bar" }, data);
  assert.deepEqual(pictureOf(grid, { size: 40, grey: true }, pixels), { kind: "grid", id: "bar" });
  assert.equal(isScalable(grid), false);
  const typed = baseOf({ kind: "values", values: [[[1, 2, 3]]] }, data);
  assert.deepEqual(pictureOf(typed, { size: 9 }, pixels), { kind: "values", values: [[[1, 2, 3]]] });
  assert.deepEqual([isScalable(typed), hasColours(typed), sizeOf(typed)], [false, false, 3]);
  assert.deepEqual(emptyGrid(2, 3).values, [[[0, 0, 0], [0, 0, 0]]]);
});

test("proportions are kept as far as the lens can show them", () => {
  const wide = { bytes: new Uint8Array(100 * 200), shape: [1, 100, 200] };
  assert.deepEqual(scaled(wide, 64).shape, [1, 32, 64]);
  assert.deepEqual(scaled({ bytes: new Uint8Array(4 * 400), shape: [1, 4, 400] }, 64).shape, [1, 5, 64]);
  assert.equal(sizeOf(wide), 64);
});

test("a canvas without colour gives one channel, what is transparent is white", () => {
  const grey = fromCanvas({ pixels: Uint8ClampedArray.from([9, 9, 9, 255, 0, 0, 0, 0]), width: 2, height: 1 });
  assert.deepEqual([grey.shape, [...grey.bytes]], [[1, 1, 2], [9, 255]]);
  const red = fromCanvas({ pixels: Uint8ClampedArray.from([250, 0, 0, 255]), width: 1, height: 1 });
  assert.deepEqual([red.shape, [...red.bytes]], [[3, 1, 1], [250, 0, 0]]);
  assert.deepEqual([...inGrey(red).bytes], [75]);
});

test("a large picture goes to base64 and back", () => {
  const bytes = Uint8Array.from({ length: 64 * 64 * 3 }, (_, at) => at % 256);
  const picture = pictureOf({ bytes, shape: [3, 64, 64] }, {}, pixels);
  assert.deepEqual(baseOf(picture, data).bytes, bytes);
});

const tensor = { data: Float32Array.from([0, 1, 2, 3]), shape: [1, 2, 2] };

test("a typed number takes its place in a grid, to seven digits", () => {
  const { picture } = withCell({ kind: "grid", id: "x" }, tensor, [0, 1, 0], -0.1);
  assert.deepEqual(picture, { kind: "values", values: [[[0, 1], [-0.1, 3]]] });
  assert.deepEqual(nested(Float32Array.from([0.1]), [1, 1, 1]), [[[0.1]]]);
  assert.equal(withCell({ kind: "grid" }, tensor, [0, 0, 0], 2e6).problem, "too_large");
});

test("pictures of pixels take shares of 255", () => {
  const shares = { data: Float32Array.from([0, 1, 0.2, 0.4]), shape: [1, 2, 2] };
  const { picture } = withCell({ kind: "sample" }, shares, [0, 0, 0], 0.5);
  assert.deepEqual([...baseOf(picture, data).bytes], [128, 255, 51, 102]);
  assert.equal(withCell({ kind: "pixels" }, shares, [0, 0, 0], 1.5).problem, "not_a_share");
});

test("a grid too large to be typed into says so", () => {
  const large = { data: new Float32Array(33 * 32), shape: [1, 33, 32] };
  assert.equal(withCell({ kind: "values" }, large, [0, 0, 0], 1).problem, "too_many");
});

test("keys lead through the cells and stay in the picture", () => {
  assert.deepEqual(cellAfter([0, 0], "ArrowUp", [3, 4]), [0, 0]);
  assert.deepEqual(cellAfter([1, 1], "End", [3, 4]), [1, 3]);
  assert.equal(cellAfter([1, 1], "a", [3, 4]), null);
  assert.deepEqual(cellAfterEnter([0, 3], [3, 4]), [1, 0]);
  assert.deepEqual(cellAfterEnter([2, 3], [3, 4]), [0, 0]);
});

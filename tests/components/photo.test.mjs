import assert from "node:assert/strict";
import { test } from "node:test";

import { evened, inkOfPhoto, isDarkOnLight, lightness, thickness } from "../../ui/components/drawing_pad/photo.js";
import { SIDE } from "../../ui/components/drawing_pad/ink.js";
import { enlarged, fromBorder, lowered, raised, smoothed } from "../../ui/components/drawing_pad/planes.js";
import { largePieces } from "../../ui/components/drawing_pad/pieces.js";

/** A photo whose pixels are `value(x, y)`, 0 to 255. */
function photo(width, height, value) {
  const pixels = new Uint8ClampedArray(4 * width * height);
  for (let at = 0; at < width * height; at += 1) {
    const grey = value(at % width, Math.floor(at / width));
    pixels.set([grey, grey, grey, 255], 4 * at);
  }
  return { pixels, width, height };
}

const plane = (rows) => ({ values: Float32Array.from(rows.flat()), width: rows[0].length, height: rows.length });
const isBar = (x, y) => x >= 90 && x < 100 && y >= 40 && y < 140;
const shadow = (x) => 1 - (0.5 * x) / 200; // half the light on the right

/** How much of the ink lies in the columns from `left` to `right`, in shares of the side. */
function shareWithin(ink, left, right) {
  let [inside, all] = [0, 0];
  ink.forEach((value, at) => {
    all += value;
    if (at % SIDE >= left * SIDE && at % SIDE < right * SIDE) inside += value;
  });
  return inside / all;
}

function isUprightBar(ink) {
  assert.equal(ink.length, SIDE * SIDE);
  assert.equal(Math.max(...ink), 255);
  assert.ok(shareWithin(ink, 0.4, 0.6) > 0.99, "nothing but the bar is ink");
  const column = [...ink].filter((_, at) => at % SIDE === SIDE / 2);
  const inked = column.filter((value) => value > 127).length;
  assert.ok(Math.abs(inked - (20 / 28) * SIDE) < 6, `the bar fills the pad as MNIST's digits do: ${inked}`);
}

test("a dark bar on paper in a shadow, and chalk on a board", () => {
  isUprightBar(inkOfPhoto(photo(200, 180, (x, y) => (isBar(x, y) ? 60 : 220) * shadow(x))));
  isUprightBar(inkOfPhoto(photo(200, 180, (x, y) => 255 - (isBar(x, y) ? 60 : 220) * shadow(x))));
});

test("the table at the border and a speck of dirt are no ink", () => {
  const scene = (x, y) => (x < 20 ? 30 : isBar(x, y) ? 60 : x > 180 && x < 183 && y > 20 && y < 23 ? 40 : 220);
  isUprightBar(inkOfPhoto(photo(200, 180, scene)));
});

test("a flat or noisy sheet without a digit is told", () => {
  const noise = (x, y) => 180 + ((x * 7919 + y * 104729) % 11);
  for (const value of [() => 255, () => 0, noise]) {
    assert.throws(() => inkOfPhoto(photo(120, 90, value)), (error) => error.code === "no_ink");
  }
});

test("a single pixel is no digit, and does no harm", () => {
  assert.throws(() => inkOfPhoto(photo(1, 1, () => 0)), (error) => error.code === "no_ink");
});

test("a hair-thin pen becomes a stroke the network knows", () => {
  const ink = inkOfPhoto(photo(200, 180, (x, y) => (x >= 95 && x < 97 && y >= 40 && y < 140 ? 40 : 230)));
  const found = thickness({ values: Float32Array.from(ink, (value) => value / 255), width: SIDE, height: SIDE });
  assert.ok(found > 0.05 * SIDE, `${found} px`);
});

test("which of paper and ink is darker is told by the smaller part", () => {
  const dark = lightness(...Object.values(photo(60, 60, (x) => (x > 20 && x < 28 ? 0 : 255))));
  const light = lightness(...Object.values(photo(60, 60, (x) => (x > 20 && x < 28 ? 255 : 0))));
  assert.equal(isDarkOnLight(dark), true);
  assert.equal(isDarkOnLight(light), false);
});

test("what is transparent is the ground on which the rest stands out", () => {
  const pixels = new Uint8ClampedArray([0, 0, 0, 0, 0, 0, 0, 255]);
  assert.deepEqual([...lightness(pixels, 2, 1).values], [1, 0]);
  pixels.fill(255, 4, 7);
  assert.deepEqual([...lightness(pixels, 2, 1).values], [0, 1]);
});

test("evening takes away what is wider than a stroke and leaves the stroke", () => {
  const bright = { ...plane([Array.from({ length: 60 }, (_, x) => (x === 30 ? 0.9 : 0.4))]) };
  const { values } = evened(bright);
  assert.ok(Math.abs(values[30] - 0.5) < 1e-6);
  assert.ok(values[29] === 0 && values[59] === 0);
});

test("minimum, maximum and mean of a window, at the border of what is there", () => {
  const line = plane([[3, 1, 4, 1, 5, 9, 2, 6]]);
  assert.deepEqual([...lowered(line, 1).values], [1, 1, 1, 1, 1, 2, 2, 2]);
  assert.deepEqual([...raised(line, 2).values], [4, 4, 5, 9, 9, 9, 9, 9]);
  assert.deepEqual([...smoothed(plane([[0, 3, 6]]), 1).values], [1.5, 3, 4.5]);
});

test("what runs in from the border goes only as deep as it keeps its level", () => {
  const around = plane([
    [0, 0, 0, 0, 0],
    [7, 7, 3, 0, 0],
    [0, 0, 0, 9, 0],
    [0, 0, 0, 0, 0],
  ]);
  // 3 touches 9 by its corner: nine is reached at level 3.
  assert.deepEqual([...fromBorder(around).values], [0, 0, 0, 0, 0, 7, 7, 3, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0]);
});

test("specks go, the parts of a digit stay", () => {
  const rows = Array.from({ length: 9 }, (_, y) => Array.from({ length: 9 }, (_, x) => Number(x === 2 || (x === 6 && y < 2))));
  rows[8][8] = 0.3;
  const { values } = largePieces(plane(rows));
  assert.equal(values[80], 0);
  assert.equal(values[6], 1);
});

test("a part is enlarged to the middle of a square", () => {
  const result = enlarged(plane([[0, 0, 0], [0, 1, 0], [0, 0, 0]]), { left: 1, right: 1, top: 1, bottom: 1 }, 8, 0.5);
  assert.equal(result.values.length, 64);
  assert.equal(Math.max(...result.values), result.values[3 * 8 + 3]);
  assert.ok(result.values[0] < 0.02);
});

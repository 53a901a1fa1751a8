import assert from "node:assert/strict";
import { test } from "node:test";

import {
  begun,
  emptyDrawing,
  extended,
  fromBase64,
  inkOf,
  isEmpty,
  moved,
  pixelsOf,
  undone,
  unit,
  winner,
} from "../../ui/components/drawing_pad/ink.js";

test("strokes grow, and undo takes the last one back", () => {
  let drawing = extended(begun(emptyDrawing(), [0, 0]), [[0.5, 0.5]]);
  drawing = begun(drawing, [1, 1]);
  assert.deepEqual(drawing.strokes, [[[0, 0], [0.5, 0.5]], [[1, 1]]]);
  drawing = undone(drawing);
  assert.equal(drawing.strokes.length, 1);
  assert.ok(isEmpty(undone(drawing)));
});

test("the ink of an earlier visit goes last", () => {
  const base = new Uint8Array(4);
  const drawing = begun(emptyDrawing(base), [0.2, 0.2]);
  assert.equal(undone(drawing).base, base);
  assert.ok(isEmpty(undone(undone(drawing))));
});

test("ink is the opacity of pixels, there and back", () => {
  const ink = new Uint8Array([0, 1, 128, 255]);
  assert.deepEqual(inkOf(pixelsOf(ink, [9, 8, 7])), ink);
  assert.deepEqual([...pixelsOf(ink, [9, 8, 7]).slice(4, 8)], [9, 8, 7, 1]);
});

test("places on the pad are shares of its side", () => {
  const box = { left: 100, top: 50, width: 200, height: 200 };
  assert.deepEqual(unit({ clientX: 200, clientY: 50 }, box), [0.5, 0]);
});

test("the keyboard's pen moves with the arrows and stays on the pad", () => {
  assert.deepEqual(moved([0.5, 0.5], "ArrowLeft", 0.1), [0.4, 0.5]);
  assert.deepEqual(moved([0, 0.99], "ArrowDown", 0.1), [0, 1]);
  assert.equal(moved([0.5, 0.5], "a"), null);
});

test("answers are read as they were sent", () => {
  assert.deepEqual([...fromBase64("AAH/")], [0, 1, 255]);
  assert.equal(winner([0.1, 0.7, 0.2]), 1);
});

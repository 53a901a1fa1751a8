import assert from "node:assert/strict";
import { test } from "node:test";

import { gatheringLines, productLines } from "../../ui/components/lens/cell_lines.js";
import { writers } from "../../ui/components/lens/numbers.js";

const look = (cell) => ({ cell, write: writers("en") });
const texts = (lines) => lines.map(({ text }) => text);

test("a weight's cell says what it meets and what the two make", () => {
  const share = { x: -0.5, product: 1.25, source: [0, 1] };
  assert.deepEqual(texts(productLines(share, look(80))), ["−0.5 ·", "= 1.25"]);
  assert.deepEqual(texts(productLines(share, look(40))), ["= 1.25"]);
});

test("what comes from padding is told apart", () => {
  const dotted = (source) => productLines({ x: 0, product: 0, source }, look(80))[0].dotted;
  assert.deepEqual([dotted(null), dotted([0, 0])], [true, false]);
});

test("a gradient's cell says before, share and after, and only the last where there is no room", () => {
  const share = { before: 1, product: -2, after: -1 };
  assert.deepEqual(texts(gatheringLines(share, look(80))), ["1", "+ (−2)", "= −1"]);
  assert.deepEqual(texts(gatheringLines(share, look(40))), ["−1"]);
});

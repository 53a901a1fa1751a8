import assert from "node:assert/strict";
import test from "node:test";

import { changedKeys, formulaLines, plainText } from "../../ui/components/lens/formula.js";
import { numberOf, writers } from "../../ui/components/lens/numbers.js";
import { sentenceOf, spokenOf } from "../../ui/components/lens/sentence.js";
import { words } from "../../ui/components/lens/words.js";

const english = writers("en");
const spanish = writers("es");

function explanation(channels, side) {
  const terms = [];
  for (let channel = 0; channel < channels; channel += 1) {
    for (let at = 0; at < side * side; at += 1) {
      const place = [Math.floor(at / side), at % side];
      terms.push({ channel, kernel: place, place, source: at ? place : null, x: 0.8, w: -1, product: -0.8 });
    }
  }
  return { terms, planeSums: Array(channels).fill(-0.8 * side * side), bias: 0.5, sum: 0.5 - 0.8 * side * side * channels };
}

test("a line has the learner's numbers, one row of the kernel after the other", () => {
  const sentence = sentenceOf(explanation(1, 2), { write: english });
  assert.deepEqual(sentence.rows.map(({ parts }) => parts.map(({ text }) => text)), [
    ["0.8·(−1)", "0.8·(−1)"],
    ["0.8·(−1)", "0.8·(−1)"],
  ]);
  assert.equal(spokenOf(sentence), "0.8·(−1) + 0.8·(−1) + 0.8·(−1) + 0.8·(−1) + 0.5 = −2.7");
  assert.ok(sentence.rows[0].parts[0].padding);
});

test("several channels are summed plane by plane", () => {
  const sentence = sentenceOf(explanation(3, 2), { write: spanish });
  assert.deepEqual(sentence.rows.map(({ sum }) => sum), [null, "−3,2", null, "−3,2", null, "−3,2"]);
  assert.deepEqual(sentence.total.parts.map(({ text }) => text), ["(−3,2)", "(−3,2)", "(−3,2)", "0,5"]);
});

test("a long one is folded, and says how many terms it hides; opened, it hides none", () => {
  const long = explanation(3, 5);
  const folded = sentenceOf(long, { write: english });
  const hidden = folded.rows.flatMap(({ parts }) => parts).filter(({ kind }) => kind === "fold");
  const shown = folded.rows.flatMap(({ parts }) => parts).filter(({ kind }) => kind === "term");
  assert.equal(shown.length + hidden.reduce((sum, { count }) => sum + count, 0), 75);
  const opened = sentenceOf(long, { write: english, opened: true });
  assert.equal(opened.rows.flatMap(({ parts }) => parts).length, 75);
});

test("a layer without bias has none in its line", () => {
  assert.deepEqual(sentenceOf({ ...explanation(1, 2), bias: null }, { write: english }).total.parts, []);
});

test("numbers are short in a line, and fit into a cell", () => {
  assert.equal(english.plain(0.98039), "0.98");
  assert.equal(spanish.plain(-1234.56), "−1234,6");
  assert.equal(english.plain(0.00001), "1.0·10⁻⁵");
  assert.equal(english.plain(-0.0001), "−1.0·10⁻⁴");
  assert.equal(english.plain(0.00284), "0.0028");
  assert.equal(english.plain(Number.NaN), "NaN");
  for (const value of [0, 1, -1, 0.98, -0.98, 12, -12, 0.004]) {
    for (const room of [3, 4, 6]) assert.ok(english.cell(value, room).length <= room, `${value} in ${room}`);
  }
});

test("what is typed may be a fraction, with a comma, or nonsense", () => {
  assert.equal(numberOf("1/4"), 0.25);
  assert.equal(numberOf(" −0,5 "), -0.5);
  assert.equal(numberOf("abc"), null);
  assert.equal(numberOf(""), null);
  assert.equal(numberOf("1/0"), null);
});

const axis = { size: 28, added: 2, extent: { kernel: 3, dilation: 1, value: 3 }, stride: 1, result: 28 };

test("the size's formula has the learner's numbers, and says which have changed", () => {
  const [line] = formulaLines({ height: axis, width: axis });
  assert.equal(plainText(line.parts), "⌊(28 + 2·1 − 1·(3 − 1) − 1) / 1⌋ + 1 = 28");
  const [next, across] = formulaLines({ height: { ...axis, stride: 2, result: 14 }, width: axis });
  assert.deepEqual(changedKeys(next.parts, line.parts), ["stride", "result"]);
  assert.equal(across.name, "W′");
});

test("padding that is odd in all is not written as twice something", () => {
  const [line] = formulaLines({ height: { ...axis, added: 3 }, width: { ...axis, added: 3 } });
  assert.ok(plainText(line.parts).startsWith("⌊(28 + 3 −"));
});

test("a small number in a cell is not written as zero", () => {
  assert.deepEqual([4, 3, 5].map((room) => english.cell(0.0044, room)), [".004", "~0", ".004"]);
  assert.deepEqual([english.cell(-0.0007, 6), english.cell(3e-7, 6), english.cell(-3e-12, 4)], ["−.0007", "3·10⁻⁷", "~0"]);
  assert.deepEqual([english.cell(0.04, 3), english.cell(0.04, 2), english.cell(0, 4), english.cell(-0, 4)], [".04", "~0", "0", "0"]);
  for (const room of [3, 4, 6]) for (let size = 1; size > 1e-20; size /= 3) assert.ok(english.cell(-size, room).length <= room, `${size} in ${room}`);
});

test("one output is not several", () => {
  const texts = { feeds: "{count} outputs", feeds_one: "one output", padding_feeds: "{count} of it", padding_feeds_one: "one of it", applied: "{count} places", applied_one: "one place" };
  const { feeds, applied } = words(texts);
  assert.deepEqual([1, 2].map((count) => feeds({ source: [0, 0], cells: Array(count) })), ["one output", "2 outputs"]);
  assert.deepEqual([1, 0].map((count) => feeds({ source: null, cells: Array(count) })), ["one of it", "0 of it"]);
  assert.deepEqual([1, 9].map((count) => applied([0, 0, 0], count)), ["one place", "9 places"]);
});

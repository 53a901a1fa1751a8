import assert from "node:assert/strict";
import { test } from "node:test";

import { numberOf, writers } from "../../ui/components/lens/numbers.js";
import { refusals } from "../../ui/components/lens/refusals.js";

const words = { no_number: "no number", between: "{low} to {high}", above_zero: "above 0" };
const refusal = refusals(words, writers("en"));

test("only decimals and fractions are numbers", () => {
  for (const text of ["0x10", "1e400", "NaN", "Infinity", "٣", "😀", "1 000", "", "−", "1/0"]) assert.equal(numberOf(text), null, text);
  assert.deepEqual(["-1,5", "−.5", "1/4", "2e3", "+7."].map(numberOf), [-1.5, -0.5, 0.25, 2000, 7]);
});

test("a refusal says what can stand in the field", () => {
  assert.equal(refusal("abc"), words.no_number);
  assert.equal(refusal("2000000"), "-1000000 to 1000000");
  assert.equal(refusal("-1", [0, 5]), "0 to 5");
  assert.equal(refusal("0", [Number.MIN_VALUE, Infinity]), words.above_zero);
  assert.equal(refusal("3.5", [0, 5]), null);
});

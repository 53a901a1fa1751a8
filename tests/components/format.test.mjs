import assert from "node:assert/strict";
import { test } from "node:test";

import { fill, numbers } from "../../ui/components/shared/format.js";

const en = numbers("en");
const es = numbers("es");

test("counts are grouped as each language groups them", () => {
  assert.equal(en.count(61706), "61,706");
  assert.equal(es.count(61706), "61\u00a0706");
  assert.equal(en.count(1234), "1,234");
  assert.equal(es.count(1234), "1234", "four digits stay together in Spanish");
  assert.equal(es.count(1234567), "1\u00a0234\u00a0567");
});

test("what is not known is a dash", () => {
  for (const value of [null, undefined, NaN, Infinity]) {
    assert.equal(en.count(value), "–");
    assert.equal(en.percent(value), "–");
    assert.equal(en.measure(value), "–");
    assert.equal(en.scientific(value), "–");
    assert.equal(en.duration(value), "–");
  }
});

test("only what is whole is called 100 %", () => {
  assert.equal(en.percent(1), "100.0%");
  assert.equal(en.percent(0.9999), "99.9%");
  assert.equal(en.percent(0.9874), "98.7%");
  assert.equal(es.percent(0.9874), "98,7\u00a0%");
  assert.equal(en.percent(0), "0.0%");
});

test("measures keep four digits, and powers of ten where those say nothing", () => {
  assert.equal(en.measure(2.302585), "2.303");
  assert.equal(es.measure(2.302585), "2,303");
  assert.equal(en.measure(0.0419), "0.0419");
  assert.equal(en.measure(123.456), "123.5");
  assert.equal(en.measure(1.234e-7), "1.23 × 10⁻⁷");
  assert.equal(es.measure(1.234e-7), "1,23 × 10⁻⁷");
  assert.equal(en.measure(2e6), "2.00 × 10⁶");
  assert.equal(en.measure(0), "0");
});

test("durations read like a clock", () => {
  assert.equal(en.duration(0), "0:00");
  assert.equal(en.duration(75), "1:15");
  assert.equal(en.duration(3700), "1:01:40");
  assert.equal(en.duration(-3), "0:00");
});

test("sentences are filled, and what has no value stays", () => {
  assert.equal(fill("step {step} of {total}", { step: "3", total: "9" }), "step 3 of 9");
  assert.equal(fill("{time} left {x}", { time: "0:03" }), "0:03 left {x}");
});

test("a number to edit has no groups and four significant digits at most", () => {
  assert.deepEqual([0.0125, 1000, 3e-7, 0.1 + 0.2].map(en.plain), ["0.0125", "1000", "3e-7", "0.3"]);
  assert.equal(es.plain(0.0125), "0,0125");
  assert.equal(en.plain(null), "–");
});

test("a probability is never rounded to certainty", () => {
  assert.equal(en.chance(0.9997), ">\u00a099.9%");
  assert.equal(es.chance(0.00001), "<\u00a00,1\u00a0%");
  assert.equal(es.chance(0.874), "87,4\u00a0%");
  assert.equal(en.chance(null), "–");
});

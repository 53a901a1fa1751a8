import assert from "node:assert/strict";
import test from "node:test";

import { controlsOf, main } from "../../ui/components/builder/controls.js";
import { moved, percent, read, stored, written } from "../../ui/components/builder/values.js";

const whole = { name: "out_channels", type: "integer", low: 1, high: 1024, required: true, default: null };
const kernel = { name: "kernel_size", type: "sizes", lengths: [1, 2], low: 1, high: 15, default: 3, twice: true };
const padding = { name: "padding", type: "sizes", lengths: [1, 2], low: 0, high: 64, default: 0, words: ["same"] };
const stride = { name: "stride", type: "sizes", lengths: [1, 2], low: 1, high: 8, default: null, empty: true };
const share = { name: "p", type: "number", low: 0, high: 0.95, default: 0.5 };
const eps = { name: "eps", type: "number", low: 1e-8, high: 0.1, default: 1e-5 };
const alpha = { name: "alpha", type: "number", above: 0, high: 4, default: 1 };

for (const [field, typed, expected] of [
  [whole, "6", { value: 6 }],
  [whole, " 12 ", { value: 12 }],
  [whole, "0", { problem: "bounds" }],
  [whole, "1025", { problem: "bounds" }],
  [whole, "2.5", { problem: "number" }],
  [whole, "0x10", { problem: "number" }],
  [whole, "", { problem: "number" }],
  [kernel, "5", { value: 5 }],
  [kernel, "5×5", { value: 5 }],
  [kernel, "3x1", { value: [3, 1] }],
  [kernel, "3, 1", { value: [3, 1] }],
  [kernel, "3 x 1 x 2", { problem: "sides" }],
  [kernel, "3×", { value: 3 }],
  [kernel, "99", { problem: "bounds" }],
  [padding, "same", { value: "same" }],
  [padding, "SAME", { value: "same" }],
  [padding, "sam", { problem: "number" }],
  [stride, "", { value: null }],
  [share, "0,25", { value: 0.25 }],
  [share, ".5", { value: 0.5 }],
  [share, "0.96", { problem: "bounds" }],
  [eps, "1e-3", { value: 0.001 }],
  [alpha, "0", { problem: "bounds" }],
]) {
  test(`"${typed}" in ${field.name} is ${JSON.stringify(expected)}`, () => assert.deepEqual(read(field, typed), expected));
}

test("a value is written as it is read", () => {
  assert.equal(written(kernel, 5), "5×5");
  assert.equal(written(kernel, [3, 1]), "3×1");
  assert.equal(written(padding, 2), "2");
  assert.equal(written(padding, "same"), "same");
  assert.equal(written(stride, null), "");
  assert.equal(written(share, 0.25, "es"), "0,25");
  for (const value of [1, 7, [2, 9]]) assert.deepEqual(read(kernel, written(kernel, value)), { value });
});

for (const [field, value, by, expected] of [
  [whole, 6, 1, { value: 7 }],
  [whole, 1, -1, null],
  [whole, 1024, 1, null],
  [kernel, [3, 1], 1, { value: [4, 2] }],
  [kernel, [3, 1], -1, null],
  [padding, 0, -1, { value: "same" }],
  [padding, "same", 1, { value: 0 }],
  [padding, "same", -1, null],
  [stride, 1, -1, { value: null }],
  [share, 0.5, 1, { value: 0.55 }],
  [share, 0.95, 1, null],
  [eps, 1e-5, 1, { value: 2e-5 }],
  [eps, 1e-5, -1, { value: 5e-6 }],
]) {
  test(`an arrow key leads from ${field.name} ${JSON.stringify(value)} (${by}) to ${JSON.stringify(expected)}`, () =>
    assert.deepEqual(moved(field, value, by), expected));
}

test("from nothing an arrow key starts at what nothing meant", () => {
  assert.deepEqual(moved(stride, null, 1, 2), { value: 2 });
  assert.equal(moved(stride, null, -1, 2), null);
});

test("a default is not stored", () => {
  assert.equal(stored(kernel, 3), undefined);
  assert.equal(stored(kernel, 5), 5);
  assert.equal(stored(stride, null), undefined);
});

const activation = {
  fields: [{
    name: "function", type: "variant", required: true, default: null,
    options: [{ kind: "relu", fields: [] }, { kind: "leaky_relu", fields: [{ name: "negative_slope", type: "number", low: 0, high: 1, default: 0.01 }] }],
  }],
};

test("what is chosen brings its own numbers, and its JSON stays as short as it can", () => {
  const plain = controlsOf(activation, { kind: "activation", function: "relu" });
  assert.deepEqual(plain.map(({ key, value }) => [key, value]), [["function", "relu"]]);
  assert.deepEqual(plain[0].change("leaky_relu"), { function: "leaky_relu" });
  const leaky = controlsOf(activation, { kind: "activation", function: "leaky_relu" });
  assert.deepEqual(leaky.map(({ key, value }) => [key, value]), [["function", "leaky_relu"], ["function.negative_slope", 0.01]]);
  assert.deepEqual(leaky[1].change(0.2), { function: { kind: "leaky_relu", negative_slope: 0.2 } });
  const changed = controlsOf(activation, { kind: "activation", function: { kind: "leaky_relu", negative_slope: 0.2 } });
  assert.equal(changed[1].value, 0.2);
  assert.deepEqual(changed[1].change(0.01), { function: "leaky_relu" });
});

test("a seldom field stands in the line only while it differs from its default", () => {
  const kind = { fields: [kernel, { name: "bias", type: "flag", default: true, seldom: true }] };
  assert.deepEqual(main(controlsOf(kind, {})).map(({ key }) => key), ["kernel_size"]);
  assert.deepEqual(main(controlsOf(kind, { bias: false })).map(({ key }) => key), ["kernel_size", "bias"]);
});

for (const [share, language, text] of [[0.78, "en", "78%"], [0.583, "es", "58\u00a0%"], [0.012, "es", "1,2\u00a0%"], [0.9997, "en", "99.9%"], [1, "en", "100%"], [0, "en", "0.0%"]]) {
  test(`a share of ${share} is ${text}`, () => assert.equal(percent(share, language), text));
}

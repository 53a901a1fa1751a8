import assert from "node:assert/strict";
import test from "node:test";

import {
  activationBackward, apply, derivative, explainSoftmax, passing, slopes, softmax, value,
} from "../../ui/components/lens/arithmetic/activation.js";
import { erf } from "../../ui/components/lens/arithmetic/erf.js";
import { noise, tensor } from "./lens_tensors.mjs";

const SPECS = [
  { kind: "relu" }, { kind: "leaky_relu", negative_slope: 0.01 }, { kind: "prelu", init: 0.25 },
  { kind: "elu", alpha: 1.5 },
  { kind: "silu" }, { kind: "gelu", approximate: "none" }, { kind: "gelu", approximate: "tanh" }, { kind: "sigmoid" },
  { kind: "tanh" }, { kind: "step" },
];

test("the error function, against the tables of Abramowitz and Stegun (table 7.1)", () => {
  const table = { 0: 0, 0.1: 0.1124629160, 0.5: 0.5204998778, 1: 0.8427007929, 1.5: 0.9661051465, 2: 0.995322265 };
  for (const [x, expected] of Object.entries(table)) {
    assert.ok(Math.abs(erf(Number(x)) - expected) < 2e-10, `erf(${x}) = ${erf(Number(x))}`);
    assert.equal(erf(-x), -erf(Number(x)));
  }
  assert.ok(Math.abs(erf(3.999) - 1) < 2e-8);
  assert.equal(erf(30), 1);
});

for (const spec of SPECS) {
  test(`the derivative of ${JSON.stringify(spec)} is the slope of its curve`, () => {
    const step = 1e-4;
    for (let x = -6.05; x < 6; x += 0.1) {
      const slope = (value(spec, x + step) - value(spec, x - step)) / (2 * step);
      assert.ok(Math.abs(derivative(spec, x) - slope) < 1e-6, `at ${x}: ${derivative(spec, x)} and ${slope}`);
    }
  });

  test(`${JSON.stringify(spec)} stays finite far out`, () => {
    for (const x of [-1e6, -200, 200, 1e6]) {
      assert.ok(Number.isFinite(value(spec, x)) && Number.isFinite(derivative(spec, x)), `at ${x}`);
    }
  });
}

test("softmax gives shares that add up to 1, however large its inputs", () => {
  const x = tensor([1, 1000, 2, 1001, 3, 1002], [3, 1, 2]);
  const { data } = softmax(x);
  assert.ok(Math.abs(data[0] + data[2] + data[4] - 1) < 1e-6);
  assert.equal(data[0], data[1], "only differences count");
});

test("a high temperature evens out, a low one decides", () => {
  const x = tensor([1, 2, 3], [3, 1, 1]);
  assert.ok(Math.max(...softmax(x, 100).data) < 0.35);
  assert.ok(Math.max(...softmax(x, 0.05).data) > 0.999);
  assert.deepEqual(apply({ kind: "softmax" }, x, 2), softmax(x, 2));
});

test("a px of a softmax taken apart", () => {
  const x = noise([3, 2, 2], 4);
  const { terms, sum } = explainSoftmax(x, 0.5, [1, 0]);
  const shares = softmax(x, 0.5).data;
  terms.forEach(({ channel, x: value, power, share }) => {
    assert.equal(value, x.data[channel * 4 + 2]);
    assert.ok(Math.abs(share - shares[channel * 4 + 2]) < 1e-7);
    assert.equal(power / sum, share);
  });
});

test("backwards, the gradient is cut where the derivative is zero", () => {
  const g = activationBackward({ kind: "relu" }, tensor([-1, 0, 2], [1, 1, 3]), tensor([5, 6, 7], [1, 1, 3]));
  assert.deepEqual([...g.data], [0, 0, 7]);
});

test("backwards through softmax, as its differences say", () => {
  const [x, g] = [noise([4, 1, 1], 1), noise([4, 1, 1], 2)];
  const loss = (data) => softmax({ ...x, data }, 0.7).data.reduce((sum, s, at) => sum + s * g.data[at], 0);
  activationBackward({ kind: "softmax" }, x, g, 0.7).data.forEach((slope, at) => {
    const moved = (by) => loss(Float64Array.from(x.data, (each, other) => each + (other === at ? by : 0)));
    assert.ok(Math.abs((moved(1e-2) - moved(-1e-2)) / 2e-2 - slope) < 1e-4);
  });
});

test("the units that pass nothing on are counted", () => {
  const x = tensor([-2, -1, 1, 9], [1, 2, 2]);
  assert.deepEqual(passing({ kind: "relu" }, x), { flat: 0.5, dead: 0.5 });
  assert.deepEqual(passing({ kind: "sigmoid" }, x), { flat: 0.25, dead: 0 });
  assert.deepEqual([...slopes({ kind: "leaky_relu", negative_slope: 0.5 }, x).data], [0.5, 0.5, 1, 1]);
});

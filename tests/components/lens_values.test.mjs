import assert from "node:assert/strict";
import test from "node:test";

import { batchTensor, missingOf, othersFor } from "../../ui/components/lens/batch.js";
import { backwardOf as denseBack, counts, fits, layerOf as denseOf, lookingFor, stepped as denseStepped, wayAt as denseAt } from "../../ui/components/lens/dense_layer.js";
import { layerOf as dropoutOf, means } from "../../ui/components/lens/dropout_layer.js";
import { EXAMPLES, exampleAction } from "../../ui/components/lens/examples.js";
import { fitted } from "../../ui/components/lens/fitting.js";
import { NOTHING_YET, familyOf, remembering } from "../../ui/components/lens/families.js";
import { backwardOf, layerOf as normOf, spreadOf } from "../../ui/components/lens/normalization_layer.js";
import { writers } from "../../ui/components/lens/numbers.js";
import { nestedOf, sceneOf } from "../../ui/components/lens/scene.js";
import { axisOf, spread, ticksOf } from "../../ui/components/lens/spread.js";
import { changed } from "../../ui/components/lens/state.js";
import { countLines, denseBackRows, dropoutRows, normRows } from "../../ui/components/lens/value_sentences.js";
import { cellAt, placed, stepped, walk } from "../../ui/components/lens/walk.js";
import { noise, tensor } from "./lens_tensors.mjs";

const presets = [{ id: "sobel_x", shape: [3, 3], values: [-1, 0, 1, -2, 0, 2, -1, 0, 1] }, { id: "random", shape: [3, 3], values: [] }];
const pictures = [
  ...[0, 1, 2, 3, 4].map((index) => ({ kind: "sample", dataset: "digits", index, shape: [1, 2, 2], offset: 4 * index })),
  { kind: "grid", id: "bars", shape: [1, 3, 3], offset: 20 },
];
const pixels = Uint8Array.from({ length: 29 }, (_, at) => 10 * at);
const world = (shape = [1, 2, 2], remembered = NOTHING_YET) => ({ inChannels: shape[0], shape, presets, pictures, remembered });
const digit = (index) => ({ kind: "sample", dataset: "digits", index });
const words = (rows) => rows.map(({ name, parts }) => `${name} ${parts.map(({ text }) => text).join("")}`);
const write = writers("en");

test("normalisation begins with the pictures that follow, and another batch with those after them", () => {
  const scene = changed({ ...sceneOf(""), picture: digit(3) }, { type: "family", id: "normalization" }, world());
  assert.deepEqual(scene.batch, [digit(4), digit(0), digit(1)]);
  const other = changed(scene, { type: "batch", count: 2, skip: 3 }, world());
  assert.deepEqual(other.batch, [digit(2), digit(4)]);
  assert.deepEqual(othersFor({ kind: "grid", id: "bars" }, [1, 3, 3], 3, pictures), []);
});

test("another picture brings others like it", () => {
  const scene = changed({ ...sceneOf(""), picture: digit(3) }, { type: "family", id: "normalization" }, world());
  const next = changed(scene, { type: "picture", picture: digit(0), tensor: tensor([0, 0, 0, 0], [1, 2, 2]) }, world());
  assert.deepEqual(next.batch, [digit(1), digit(2), digit(3)]);
});

test("a batch holds grey planes as large as the picture; one that is not here is left out", () => {
  const colour = tensor([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0], [3, 2, 2]);
  const batch = [digit(1), { kind: "grid", id: "nobody" }, { kind: "grid", id: "bars" }];
  assert.equal(missingOf(batch, { pictures }), 1);
  const { data, shape } = batchTensor({ batch }, colour, { pictures, pixels });
  assert.deepEqual(shape, [3, 2, 2]);
  assert.deepEqual([...data.subarray(0, 4)], [0.299, 0.587, 0.114, 0].map(Math.fround));
  assert.deepEqual([...data.subarray(4, 8)], [40, 50, 60, 70].map((byte) => Math.fround(byte / 255)));
});

test("the memory of the scene is what evaluation uses, and gradients that are alike arrive as nothing", () => {
  const x = tensor([1, 2, 3, 6], [2, 1, 2]);
  const operation = { kind: "batch_norm", training: true, eps: 1e-5, momentum: 0.1 };
  const scene = { ...sceneOf(""), operation, memory: { scale: 2, shift: 1, mean: 1, variance: 4 } };
  const used = normOf({ ...scene, operation: { ...operation, training: false, eps: 0 } }, x);
  assert.deepEqual([...used.after.data], [1, 2, 3, 6]);
  const layer = normOf(scene, x);
  assert.deepEqual([...backwardOf(layer, scene).total.dx.data], [0, 0, 0, 0]);
  const { mean, deviation } = spreadOf(layer.normalized.data);
  assert.equal(mean, 0);
  assert.ok(Math.abs(deviation - 1) < 1e-4);
  const found = { x: 3, mean: 3, variance: 3.5, eps: 1e-5, gamma: 2, beta: 1, value: 1 };
  assert.deepEqual(words(normRows(found, layer, write)), [
    "μ = Σx / n = 12 / 4 = 3",
    "σ² = Σ(x − μ)² / n = 14 / 4 = 3.5",
    "y = (3 − 3) / √(3.5 + 1.0·10⁻⁵) · 2 + 1 = 1",
  ]);
});

test("dropout keeps the mean on average, and says what the draw decided", () => {
  const operation = { kind: "dropout", p: 0.5, training: true, seed: 4 };
  const layer = dropoutOf({ ...sceneOf(""), operation }, tensor(Array(4096).fill(1), [1, 64, 64]), presets);
  const { before, unscaled, many, kept, count } = means(layer);
  assert.equal(before, 1);
  assert.ok(Math.abs(unscaled - kept / count) < 1e-6 && Math.abs(many - 1) < 0.01);
  assert.deepEqual(words(dropoutRows({ x: 0.8, draw: 0.3, p: 0.25, factor: 4 / 3, value: 0.8 / 0.75 }, write)), [
    "y = 0.3 ≥ 0.25 → 0.8 / (1 − 0.25) = 0.8·1.33 = 1.07",
  ]);
  assert.deepEqual(words(dropoutRows({ x: 0.8, draw: 0.2499, p: 0.25, factor: 0, value: 0 }, write)), ["y = 0.2499 < 0.25 → 0.8·0 = 0"]);
});

test("fully connected weights are their own, and the convolution's wait", () => {
  const convolved = { ...sceneOf(""), bias: [0.5] };
  const remembered = remembering(NOTHING_YET, convolved);
  const dense = changed(convolved, { type: "family", id: "dense" }, world([1, 2, 2], remembered));
  assert.deepEqual([dense.kernel, dense.bias], [{ preset: "random" }, [0]]);
  const two = changed(dense, { type: "operation", changes: { out_features: 2 } }, world());
  assert.equal(two.bias.length, 2);
  const again = remembering(remembered, two);
  const back = changed(two, { type: "family", id: "convolution" }, world([1, 2, 2], again));
  assert.deepEqual([back.kernel, back.bias, back.operation.kind], [{ preset: "sobel_x" }, [0.5], "convolution"]);
  const here = changed(back, { type: "family", id: "dense" }, world([1, 2, 2], remembering(again, back)));
  assert.equal(here.operation.out_features, 2);
});

test("weights that look for a picture answer 1 to it and 0 to a flat one", () => {
  const x = noise([1, 2, 2], 1);
  const scene = changed({ ...sceneOf(""), operation: { kind: "linear", out_features: 1, bias: true } }, { type: "template", map: 0, x }, world());
  assert.ok(Math.abs(denseOf(scene, x, presets).after.data[0] - 1) < 1e-5);
  assert.ok(Math.abs(denseOf(scene, tensor([3, 3, 3, 3], [1, 2, 2]), presets).after.data[0]) < 1e-5);
  assert.equal(lookingFor(tensor([3, 3], [1, 1, 2])), null);
});

test("more weights than a link may hold are drawn, not written", () => {
  const operation = { kind: "linear", out_features: 2, bias: true };
  const scene = { ...sceneOf(""), operation, kernel: { values: [[[[1]]]] } };
  assert.deepEqual(fits(scene, { shape: [1, 20, 20] }).kernel, scene.kernel);
  assert.deepEqual(fits(scene, { shape: [1, 28, 28] }).kernel, { preset: "random" });
});

for (const bias of [true, false]) {
  test(`a step towards the wanted values halves what each output is off by, ${bias ? "with" : "without"} a bias`, () => {
    const operation = { kind: "linear", out_features: 3, bias };
    const scene = { ...sceneOf(""), operation, kernel: { preset: "random", seed: 5 }, upstream: { kind: "wanted", values: [[[1]], [[0]], [[-2]]] } };
    const layer = denseOf(scene, noise([2, 3, 3], 3), presets);
    const back = denseBack(layer, scene);
    const off = [...layer.after.data].map((y, o) => y - [1, 0, -2][o]);
    assert.ok(Math.abs(back.loss - off.reduce((sum, each) => sum + each * each, 0) / 3) < 1e-5);
    const { weight, bias: biases, loss } = denseStepped(layer, scene, presets, back.rate);
    assert.ok(Math.abs(loss - back.loss / 4) < 1e-5 * back.loss, `${back.loss} to ${loss}`);
    const next = denseOf({ ...scene, kernel: { values: nestedOf(weight) }, bias: [...biases] }, layer.x, presets);
    next.after.data.forEach((y, o) => assert.ok(Math.abs(y - [1, 0, -2][o] - off[o] / 2) < 1e-5));
    if (!bias) assert.deepEqual([...biases], [...layer.bias]);
  });
}

test("with an activation after it, a small step towards the wanted values lowers the loss, too", () => {
  const operation = { kind: "linear", out_features: 2, bias: true };
  const scene = { ...sceneOf(""), operation, then: { kind: "tanh" }, kernel: { preset: "random", seed: 5 }, upstream: { kind: "wanted", values: [[[0.5]], [[0]]] } };
  const layer = denseOf(scene, noise([1, 3, 3], 3), presets);
  assert.ok(denseStepped(layer, scene, presets, 0.01).loss < denseBack(layer, scene).loss);
});

test("what is wanted begins with 1 for the output looked at, keeps what was typed, and is told with its numbers", () => {
  const scene = { ...sceneOf(""), upstream: { kind: "wanted" }, cell: [1, 0, 0] };
  const begun = fitted(scene, { weight: null, shape: [3, 1, 1] });
  assert.deepEqual(begun.upstream, { kind: "wanted", values: [[[0]], [[1]], [[0]]] });
  assert.deepEqual(fitted(begun, { weight: null, shape: [2, 1, 1] }).upstream.values, [[[0]], [[1]]]);
  const operation = { kind: "linear", out_features: 2, bias: true };
  const dense = { ...begun, operation, kernel: { values: [[[[3, 4]]], [[[0, 1]]]] }, bias: [0.5, 0], upstream: { kind: "wanted", values: [[[10]], [[1]]] } };
  const layer = denseOf(dense, tensor([1, 2], [1, 1, 2]), presets);
  const { shares } = denseAt(layer, denseBack(layer, dense), [0, 0, 0]);
  const rows = denseBackRows(shares, { x: 1, w: 3, at: 0, place: [0, 0], bias: true }, write);
  assert.equal(words(rows)[0], "dL/dy = 2·(y − t) / n = 2·(11.5 − 10) / 2 = 1.5");
});

test("the parameters are counted on paper", () => {
  const found = counts({ op: { out_features: 10, bias: true }, x: { shape: [1, 28, 28] } });
  assert.deepEqual(countLines(found, String), { dense: "10·(1·28·28) + 10 = 7850", convolution: "10·(1·3·3) + 10 = 100" });
});

test("where every map is one number, the player walks the maps", () => {
  assert.deepEqual(walk([10, 1, 1], [3, 0, 0]), { count: 10, position: 3, size: [10, 1], cell: [0, 3, 0] });
  assert.deepEqual([cellAt([10, 1, 1], 0, 4), placed([10, 1, 1], 0, [2, 0]), stepped([10, 1, 1], [3, 0, 0], [1, 0])], [[4, 0, 0], [2, 0, 0], [4, 0, 0]]);
  assert.deepEqual(walk([2, 3, 4], [1, 2, 1]), { count: 12, position: 9, size: [3, 4], cell: [1, 2, 1] });
  assert.deepEqual([cellAt([2, 3, 4], 1, 9), stepped([2, 3, 4], [1, 2, 1], [-1, 0])], [[1, 2, 1], [1, 1, 1]]);
});

test("a spread counts every value once, on an axis with round numbers", () => {
  const axis = axisOf([[-1, 2], [0.5]], [-1.5]);
  assert.ok(axis.low < -1.5 && axis.high > 2);
  assert.equal(spread([-1, 2, 2], axis).filter(({ share }) => share > 0).length, 2);
  assert.deepEqual(ticksOf({ low: -1.2, high: 2.3 }), [-1, 0, 1, 2]);
});

test("every family gives what the lens asks of it", () => {
  for (const kind of ["batch_norm", "dropout", "linear"]) {
    const family = familyOf({ kind });
    for (const name of ["layerOf", "window", "explained", "backwardOf", "wayAt"]) assert.equal(typeof family[name], "function", `${kind} ${name}`);
  }
});

test("the examples give what stands on their buttons", () => {
  const shown = (family) => {
    const { part, tensor: x } = exampleAction(EXAMPLES[family][0]);
    const scene = changed(sceneOf(""), { type: "example", part, tensor: x }, world());
    return familyOf(scene.operation).layerOf(scene, x, presets);
  };
  assert.deepEqual([shown("normalization").statistics.mean, shown("normalization").statistics.variance], [4, 5]);
  assert.deepEqual(new Set(shown("dropout").after.data), new Set([0, 2]));
  assert.deepEqual([...shown("dense").after.data], [11.5]);
});

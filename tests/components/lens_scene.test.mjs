import assert from "node:assert/strict";
import test from "node:test";

import { changesOf, sentenceOfProblem, waysOut } from "../../ui/components/lens/problem.js";
import { problemOf } from "../../ui/components/lens/arithmetic/geometry.js";
import { fitted } from "../../ui/components/lens/fitting.js";
import { layerOf } from "../../ui/components/lens/layer.js";
import { canonical, sceneOf, weightOf, weightShape } from "../../ui/components/lens/scene.js";
import { changed } from "../../ui/components/lens/state.js";
import { tensorOf } from "../../ui/components/lens/picture_tensor.js";

const SOBEL = [-1, 0, 1, -2, 0, 2, -1, 0, 1];
const presets = [
  { id: "sobel_x", shape: [3, 3], values: SOBEL },
  { id: "sobel_y", shape: [3, 3], values: [-1, -2, -1, 0, 0, 0, 1, 2, 1] },
  { id: "identity", shape: [3, 3], values: [0, 0, 0, 0, 1, 0, 0, 0, 0] },
  { id: "random", shape: [3, 3], values: [] },
];
const grey = { inChannels: 1, presets };
const colour = { inChannels: 3, presets };

test("a text without anything is the default scene, and the same scene is the same text", () => {
  const scene = sceneOf("");
  assert.equal(scene.operation.kind, "convolution");
  assert.equal(canonical(scene), canonical(sceneOf(JSON.stringify({ kernel: { preset: "sobel_x" }, bias: [] }))));
  assert.notEqual(canonical(scene), canonical({ ...scene, cell: [0, 1, 0] }));
});

test("a weight that is typed leaves the preset and changes nothing else", () => {
  const next = changed(sceneOf(""), { type: "weight", at: [0, 0, 1, 2], value: 7 }, grey);
  const expected = [...SOBEL];
  expected[5] = 7;
  assert.deepEqual([...weightOf(next, 1, presets).data], expected);
});

test("a larger kernel keeps its middle, a smaller one too", () => {
  const own = changed(sceneOf(""), { type: "weight", at: [0, 0, 1, 1], value: 7 }, grey);
  const large = changed(own, { type: "operation", changes: { kernel_size: [5, 5] } }, grey);
  assert.equal(weightOf(large, 1, presets).data[12], 7);
  const small = changed(large, { type: "operation", changes: { kernel_size: [1, 1] } }, grey);
  assert.deepEqual([...weightOf(small, 1, presets).data], [7]);
});

test("another map brings another kernel, and the first stays", () => {
  const next = changed(sceneOf(""), { type: "operation", changes: { out_channels: 2 } }, colour);
  const { data, shape } = weightOf(next, 3, presets);
  assert.deepEqual(shape, [2, 3, 3, 3]);
  assert.deepEqual([...data.subarray(0, 9)], SOBEL);
  assert.deepEqual([...data.subarray(27, 36)], presets[1].values);
  assert.equal(next.bias.length, 2);
});

test("a preset for one of several maps leaves the others alone", () => {
  const two = changed(sceneOf(""), { type: "operation", changes: { out_channels: 2 } }, grey);
  const next = changed(two, { type: "preset", id: "identity", map: 1 }, grey);
  const { data } = weightOf(next, 1, presets);
  assert.deepEqual([...data.subarray(0, 9)], SOBEL);
  assert.deepEqual([...data.subarray(9)], presets[2].values);
});

test("depthwise kernels read one channel each", () => {
  const operation = { ...sceneOf("").operation, out_channels: 3, groups: 3 };
  assert.deepEqual(weightShape(operation, 3), [3, 1, 3, 3]);
});

test("a bank of learned kernels takes over size and number of maps", () => {
  const weight = { data: Float32Array.from({ length: 6 * 25 }, (_, index) => index), shape: [6, 1, 5, 5] };
  const next = changed(sceneOf(""), { type: "learned", weight }, colour);
  assert.deepEqual(next.operation.kernel_size, [5, 5]);
  assert.deepEqual(weightOf(next, 3, presets).shape, [6, 3, 5, 5]);
  assert.equal(weightOf(next, 3, presets).data[25], 0, "the second channel repeats the first");
});

test("bytes are shares of 255, typed grids stay as typed", () => {
  const pictures = [
    { kind: "sample", dataset: "digits", index: 1, shape: [1, 1, 2], offset: 0 },
    { kind: "grid", id: "bars", shape: [1, 1, 2], offset: 2 },
  ];
  const given = { pictures, pixels: Uint8Array.from([0, 255, 3, 4]) };
  assert.deepEqual([...tensorOf({ kind: "sample", dataset: "digits", index: 1 }, given).data], [0, 1]);
  assert.deepEqual([...tensorOf({ kind: "grid", id: "bars" }, given).data], [3, 4]);
  assert.equal(tensorOf({ kind: "grid", id: "gone" }, given), null);
  const typed = tensorOf({ kind: "values", values: [[[1, 2], [3, 4]]] }, given);
  assert.deepEqual([typed.shape, [...typed.data]], [[1, 2, 2], [1, 2, 3, 4]]);
  const own = tensorOf({ kind: "pixels", shape: [1, 1, 2], data: btoa("\u0000\u00ff") }, given);
  assert.deepEqual([...own.data], [0, 1]);
});

const IMPOSSIBLE = [
  { kernel_size: [7, 7], dilation: [4, 4] },
  { groups: 2, out_channels: 2 },
  { padding: "same", stride: [2, 2] },
  { padding: [5, 5], padding_mode: "reflect" },
];
for (const changes of IMPOSSIBLE) {
  test(`each way out of ${JSON.stringify(changes)} leads out, and is said without a gap`, () => {
    const operation = { ...sceneOf("").operation, ...changes };
    const problem = problemOf(operation, [3, 5, 5]);
    const texts = {
      this_layer: "this layer",
      axes: { height: "height", width: "width" },
      problems: { [problem.code]: "{layer} cannot" },
    };
    assert.equal(sentenceOfProblem(problem, texts), "This layer cannot");
    for (const way of waysOut(problem)) {
      assert.equal(problemOf({ ...operation, ...changesOf(way) }, [3, 5, 5]), null, JSON.stringify(way));
    }
  });
}

test("an activation after the layer has its parameters, however little of it is said", () => {
  const after = (kind) => changed(sceneOf(""), { type: "then", then: { kind } }, grey).then;
  assert.deepEqual(after("leaky_relu"), { kind: "leaky_relu", negative_slope: 0.01 });
  assert.deepEqual(sceneOf(JSON.stringify({ then: { kind: "elu" } })).then, { kind: "elu", alpha: 1 });
  for (const kind of ["leaky_relu", "prelu", "elu", "gelu"]) {
    const scene = { ...sceneOf(""), then: after(kind) };
    const x = { data: Float32Array.from({ length: 25 }, (_, at) => at % 7), shape: [1, 5, 5] };
    assert.ok(layerOf(scene, x, presets).after.data.every(Number.isFinite), kind);
  }
});

test("numbers that the core refuses change nothing", () => {
  const scene = { ...sceneOf(""), upstream: { kind: "ones" } };
  const kernel = (value) => ({ type: "weight", at: [0, 0, 1, 1], value });
  const values = (value) => ({ type: "upstream", upstream: { kind: "values", values: [[[value]]] } });
  const bank = (value) => ({ type: "learned", weight: { data: new Float32Array(9).fill(value), shape: [1, 1, 3, 3] } });
  const step = (value) => ({ type: "weights", weight: bank(value).weight, bias: [value] });
  for (const action of [kernel, values, bank, step, (value) => ({ type: "bias", map: 0, value })]) {
    for (const value of [1e39, 1e6 + 1, -Infinity, NaN]) assert.equal(changed(scene, action(value), grey), scene);
    assert.notEqual(changed(scene, action(-1e6), grey), scene);
  }
});

test("a gradient of one's own takes the output's shape, up to what fits into a link", () => {
  const own = { ...sceneOf(""), upstream: { kind: "values", values: [[[7]]] } };
  const shaped = (scene, shape) => fitted(scene, { weight: null, shape }).upstream;
  assert.deepEqual(shaped(own, [1, 1, 2]).values, [[[7, 0]]]);
  assert.deepEqual(shaped({ ...own, upstream: { kind: "values" } }, [1, 1, 2]).values, [[[1, 1]]]);
  assert.equal(shaped(own, [1, 32, 32]).values[0].length, 32);
  assert.deepEqual(shaped(own, [8, 62, 62]), { kind: "ones" });
  const linked = { ...own, upstream: { kind: "values", values: [Array(33).fill(Array(33).fill(2))] } };
  assert.deepEqual(shaped(linked, [1, 33, 33]), linked.upstream);
});

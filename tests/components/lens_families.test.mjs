import assert from "node:assert/strict";
import test from "node:test";

import { explained as explainedActivation, flatCells, layerOf as activationLayer, quiet } from "../../ui/components/lens/activation_layer.js";
import { flatIntervals, heightOf, histogram, pathOf, reachOf, sampled, scales, ticks } from "../../ui/components/lens/curve.js";
import { EXAMPLES, exampleAction } from "../../ui/components/lens/examples.js";
import { FAMILIES, NOTHING_YET, familyOf, possibleLayer, remembering } from "../../ui/components/lens/families.js";
import { formulaLines, plainText } from "../../ui/components/lens/formula.js";
import { sizeFormula } from "../../ui/components/lens/arithmetic/geometry.js";
import { activationRows, poolParts, softmaxRows } from "../../ui/components/lens/map_sentences.js";
import { writers } from "../../ui/components/lens/numbers.js";
import { DEFAULTS, asKind, wholeOperation } from "../../ui/components/lens/operations.js";
import { arrangePlanes } from "../../ui/components/lens/plane_sizes.js";
import { backwardMarks, forwardMarks, inputGrid } from "../../ui/components/lens/pooling_grids.js";
import { backwardOf, explained, layerOf, wayAt, winnersOf } from "../../ui/components/lens/pooling_layer.js";
import { pytorchLines } from "../../ui/components/lens/pytorch.js";
import { spoken } from "../../ui/components/lens/rows_line.js";
import { SCENE, canonical, sceneOf } from "../../ui/components/lens/scene.js";
import { evenly } from "../../ui/components/lens/slider.js";
import { changed } from "../../ui/components/lens/state.js";

const presets = [{ id: "sobel_x", shape: [3, 3], values: [-1, 0, 1, -2, 0, 2, -1, 0, 1] }];
const write = writers("en");
const world = (remembered = NOTHING_YET) => ({ inChannels: 1, presets, remembered });
const course = { data: Float32Array.from([1, 3, 2, 4]), shape: [1, 2, 2] };
const picture = { data: Float32Array.from({ length: 49 }, (_, at) => ((at * 37) % 11) - 3), shape: [1, 7, 7] };
const scene = (operation, more = {}) => sceneOf(JSON.stringify({ operation, ...more }));

// --- the switch ---

test("every kind of every family has its defaults, and finds its family", () => {
  for (const { id, kinds } of FAMILIES) for (const kind of kinds) assert.equal(familyOf(DEFAULTS[kind]).id, id);
});

test("another family keeps picture, kernel and cell, and finds again what it had", () => {
  const start = { ...SCENE, cell: [0, 2, 1], operation: { ...DEFAULTS.convolution, stride: [2, 2] } };
  const pooling = changed(start, { type: "family", id: "pooling" }, world());
  assert.deepEqual([pooling.picture, pooling.kernel, pooling.cell], [start.picture, start.kernel, start.cell]);
  assert.equal(pooling.operation.kind, "max_pool");
  const mean = changed(pooling, { type: "kind", kind: "avg_pool" }, world());
  let remembered = remembering(remembering(NOTHING_YET, start), mean);
  const back = changed(mean, { type: "family", id: "convolution" }, world(remembered));
  assert.deepEqual(back.operation, start.operation);
  assert.equal(changed(back, { type: "family", id: "pooling" }, world(remembered)).operation.kind, "avg_pool");
});

test("an activation stands on the present convolution, also on one that has changed meanwhile", () => {
  const convolution = { ...DEFAULTS.convolution, out_channels: 2 };
  const start = { ...SCENE, operation: convolution, bias: [0, 0] };
  const activation = changed(start, { type: "family", id: "activation" }, world());
  assert.deepEqual(activation.first, convolution);
  const remembered = remembering(NOTHING_YET, activation);
  const wider = { ...start, operation: { ...convolution, stride: [2, 2] } };
  assert.deepEqual(changed(wider, { type: "family", id: "activation" }, world(remembered)).first, wider.operation);
  const alone = changed(activation, { type: "first", on: false }, world(remembered));
  assert.equal(alone.first, null);
  assert.deepEqual(changed(alone, { type: "first", on: true }, world(remembering(remembered, start))).first, convolution);
});

test("a link that brings an activation on a convolution leads to that very convolution", () => {
  const first = { ...DEFAULTS.convolution, stride: [3, 3] };
  const linked = scene({ kind: "activation" }, { first });
  const there = changed(linked, { type: "family", id: "convolution" }, world(remembering(NOTHING_YET, linked)));
  assert.deepEqual([there.operation, there.first], [first, null]);
});

test("another kind takes along what both have, and finds the rest where it was left", () => {
  const sliding = { ...DEFAULTS.max_pool, kernel_size: [3, 3] };
  assert.deepEqual(asKind(sliding, "avg_pool").kernel_size, [3, 3]);
  const remembered = remembering(NOTHING_YET, { ...SCENE, operation: sliding });
  const global = changed({ ...SCENE, operation: sliding }, { type: "kind", kind: "adaptive_max_pool", changes: { output_size: [2, 2] } }, world(remembered));
  assert.deepEqual(global.operation, { kind: "adaptive_max_pool", output_size: [2, 2] });
  const again = changed(global, { type: "kind", kind: "max_pool" }, world(remembered));
  assert.deepEqual(again.operation, sliding);
});

test("an operation that the lens does not show is met by the first it does", () => {
  assert.deepEqual(wholeOperation({ kind: "from_the_future" }), DEFAULTS.convolution);
  assert.deepEqual(wholeOperation({ kind: "activation", function: { kind: "elu" } }).function, { kind: "elu", alpha: 1 });
});

test("a scene is the same after a way through its text", () => {
  for (const kind of Object.keys(DEFAULTS)) {
    const text = canonical(scene({ kind }));
    assert.equal(canonical(JSON.parse(text)), text);
  }
});

test("a change of the operation leaves weights and cell alone where there are none", () => {
  const start = scene({ kind: "max_pool" }, { bias: [1, 2], cell: [1, 2, 3] });
  const next = changed(start, { type: "operation", changes: { padding: [1, 1] } }, world());
  assert.deepEqual([next.bias, next.cell, next.operation.padding], [[1, 2], [1, 2, 3], [1, 1]]);
});

test("what is mended before the layer changes the first convolution", () => {
  const start = scene({ kind: "activation" }, { first: { ...DEFAULTS.convolution, groups: 2 } });
  const next = changed(start, { type: "operation", changes: { groups: 1 }, first: true }, world());
  assert.deepEqual([next.first.groups, next.operation.kind], [1, "activation"]);
});

test("a scene that is impossible from the start has a layer to show all the same", () => {
  const small = { data: Float32Array.from([1, 2, 3, 4]), shape: [1, 2, 2] };
  const one = { data: Float32Array.from([1]), shape: [1, 1, 1] };
  const tall = scene({ ...DEFAULTS.max_pool, kernel_size: [7, 7] }, { first: DEFAULTS.convolution, bias: [3] });
  assert.equal(possibleLayer(tall, small, presets).op.kind, "max_pool");
  for (const { kinds } of FAMILIES) for (const kind of kinds) for (const x of [small, one]) {
    const layer = possibleLayer(scene({ kind }), x, presets);
    assert.equal(layer.problem ?? null, null, kind);
    assert.ok(layer.after.data.every(Number.isFinite), kind);
  }
  assert.deepEqual(possibleLayer(scene(DEFAULTS.convolution), small, presets).shape, [1, 2, 2]);
});

// --- pooling ---

test("the course's examples are read as they are written on the board", () => {
  const most = layerOf(scene(DEFAULTS.max_pool), course, presets);
  assert.equal(spoken(poolParts(most.op, explained(most, [0, 0, 0]), { write })), "max(1, 3, 2, 4) = 4");
  const mean = layerOf(scene(DEFAULTS.avg_pool), course, presets);
  assert.equal(spoken(poolParts(mean.op, explained(mean, [0, 0, 0]), { write })), "(1 + 3 + 2 + 4) / 4 = 2.5");
});

test("a long window is folded around its winner", () => {
  const layer = layerOf(scene(DEFAULTS.adaptive_max_pool), picture, presets);
  const found = explained(layer, [0, 0, 0]);
  const parts = poolParts(layer.op, found, { write });
  assert.equal(parts.filter(({ kind }) => kind === "term").filter(({ wins }) => wins).length, 1);
  const counted = parts.reduce((sum, { kind, count = 0 }) => sum + count + Number(kind === "term"), 0);
  assert.equal(counted, 49);
  assert.equal(poolParts(layer.op, found, { write, opened: true }).filter(({ kind }) => kind === "term").length, 49);
});

test("padding never wins and is drawn as minus infinity, for a mean as zero", () => {
  const padded = { ...DEFAULTS.max_pool, kernel_size: [3, 3], padding: [1, 1] };
  const layer = layerOf(scene(padded), picture, presets);
  assert.equal(inputGrid(layer, 0).values[0], -Infinity);
  assert.equal(inputGrid(layerOf(scene({ ...padded, kind: "avg_pool" }), picture, presets), 0).values[0], 0);
  const { terms } = explained(layer, [0, 0, 0]);
  assert.equal(terms[0].source, null);
  assert.ok(terms.find(({ wins }) => wins).source);
  assert.deepEqual(terms[4].inPlane, [1, 1]);
});

test("the gradient goes to the winners only, and the marks say which they are", () => {
  const layer = layerOf(scene(DEFAULTS.max_pool), course, presets);
  const back = backwardOf(layer, scene(DEFAULTS.max_pool));
  assert.deepEqual([...back.total.dx.data], [0, 0, 0, 1]);
  const { shares } = wayAt(layer, back, [0, 0, 0]);
  assert.deepEqual(winnersOf(layer, 0), [[1, 1]]);
  assert.deepEqual(backwardMarks(layer, shares, [0, 0, 0]).dx.at(-1), { style: "winner", cells: [[1, 1]] });
});

test("the points that slide change the input and leave the output as it is", () => {
  const [{ values, operation }] = EXAMPLES.pooling.filter(({ id }) => id === "points");
  const { tensor, part } = exampleAction({ values, operation });
  const slid = layerOf({ ...SCENE, ...part }, tensor, presets, [0, 1]);
  const count = ({ marks }) => marks.reduce((sum, mark) => sum + mark, 0);
  assert.deepEqual([count(slid.slid.input), count(slid.slid.output)], [16, 0]);
  const far = layerOf({ ...SCENE, ...part }, tensor, presets, [0, 2]);
  assert.ok(count(far.slid.output) > 0);
  const marks = forwardMarks(far, explained(far, [0, 0, 0]), [0, 0, 0], null);
  assert.equal(marks.x[0].cells.length, count(far.slid.input));
});

test("pointing at an input cell lights the outputs it feeds", () => {
  const layer = layerOf(scene({ ...DEFAULTS.max_pool, stride: [1, 1] }), picture, presets);
  const { fed, y } = forwardMarks(layer, explained(layer, [0, 0, 0]), [0, 0, 0], { kind: "input", cell: [3, 3] });
  assert.equal(fed.cells.length, 4);
  assert.deepEqual(y[0], { style: "fed", cells: fed.cells });
});

test("a pooling on the convolution takes its activation along, an activation does not", () => {
  const more = { first: DEFAULTS.convolution, then: { kind: "relu" } };
  assert.ok(layerOf(scene(DEFAULTS.max_pool, more), picture, presets).x.data.every((each) => each >= 0));
  assert.ok(activationLayer(scene(DEFAULTS.activation, more), picture, presets).x.data.some((each) => each < 0));
});

test("a first convolution that is impossible says so, and where", () => {
  const first = { ...DEFAULTS.convolution, kernel_size: [7, 7], dilation: [2, 2] };
  const { problem } = activationLayer(scene(DEFAULTS.activation, { first }), picture, presets);
  assert.deepEqual([problem.code, problem.at], ["kernel_too_large", "first"]);
});

// --- activations ---

test("dead values are counted, and marked where they stand", () => {
  const layer = activationLayer(scene(DEFAULTS.activation), { data: Float32Array.from([-1, 0, 2, 3]), shape: [1, 2, 2] }, presets);
  assert.deepEqual(quiet(layer), { dead: 2, flat: 2, count: 4, least: 0.01 });
  assert.deepEqual(flatCells(layer, 0), [[0, 0], [0, 1]]);
});

const SENTENCES = {
  relu: ["f(−2) = max(0, −2) = 0", "f′(−2) = 0"],
  step: ["f(−2): −2 ≤ 0 → 0", "f′(−2) = 0"],
  leaky_relu: ["f(−2) = 0.01·(−2) = −0.02", "f′(−2) = 0.01"],
  prelu: ["f(−2) = 0.25·(−2) = −0.5", "f′(−2) = 0.25"],
  elu: ["f(−2) = 1·(e^−2 − 1) = −0.86", "f′(−2) = 0.14"],
  sigmoid: ["f(−2) = 1 / (1 + e^2) = 0.12", "f′(−2) = 0.1"],
  tanh: ["f(−2) = (e^−2 − e^2) / (e^−2 + e^2) = −0.96", "f′(−2) = 0.071"],
  silu: ["f(−2) = (−2)·σ(−2) = (−2)·0.12 = −0.24", "f′(−2) = −0.091"],
  gelu: ["f(−2) = (−2)·Φ(−2) = −0.046", "f′(−2) = −0.085"],
};

for (const [kind, sentences] of Object.entries(SENTENCES)) {
  test(`${kind} is written with the learner's number`, () => {
    const operation = { kind: "activation", function: { kind }, temperature: 1 };
    const layer = activationLayer(scene(operation), { data: Float32Array.from([-2]), shape: [1, 1, 1] }, presets);
    const rows = activationRows(layer.op.function, explainedActivation(layer, [0, 0, 0]), write);
    assert.deepEqual(rows.map(({ name, parts }) => `${name} ${spoken(parts)}`), sentences);
  });
}

test("softmax is written with powers that can be read, or with the largest taken off", () => {
  const rows = (values, temperature) => {
    const operation = { kind: "activation", function: { kind: "softmax" }, temperature };
    const layer = activationLayer(scene(operation), { data: Float32Array.from(values), shape: [values.length, 1, 1] }, presets);
    return softmaxRows(explainedActivation(layer, [0, 0, 0]), 0, temperature, write).map(({ parts }) => spoken(parts));
  };
  assert.deepEqual(rows([2, 1], 1), ["e^2 / (e^2 + e^1)", "7.39 / 10.11 = 0.73", "0.73·(1 − 0.73) = 0.2"]);
  assert.equal(rows([2, 1], 0.5)[0], "e^2/0.5 / (e^2/0.5 + e^1/0.5)");
  assert.equal(rows([200, 100], 1)[0], "e^(200 − 200) / (e^(200 − 200) + e^(100 − 200))");
});

test("a curve holds every value, breaks where the function does, and knows where it is flat", () => {
  assert.equal(reachOf([0.2, -0.5]), 3);
  assert.equal(reachOf([0.2], { kind: "sigmoid" }), 6); // its derivative falls below 0.01 at 4.6
  assert.equal(reachOf([-4.2]), 5);
  assert.equal(reachOf([204]), 210);
  const { value, slope } = sampled({ kind: "step" }, 3);
  assert.deepEqual([value[0].at(-1), value[1][0][1]], [[0, 0], 1]);
  assert.equal(flatIntervals({ slope }).length, 2);
  const relu = sampled({ kind: "relu" }, 4);
  assert.deepEqual(flatIntervals(relu).map(([from, to]) => [from, to]), [[-4, 0]]);
  assert.equal(heightOf(relu).high, 4);
  const scale = scales({ width: 340, height: 300, reach: 4, low: -1, high: 4 });
  assert.ok(Math.abs(scale.back(scale.x(1.5)) - 1.5) < 1e-9);
  assert.equal(pathOf(relu.value, scale).match(/M/g).length, 2);
  assert.deepEqual(ticks(4), [-4, -3, -2, -1, 0, 1, 2, 3, 4]);
});

test("the histogram counts every value once, the ends included", () => {
  const bins = histogram([-3, 0, 0, 0, 0, 3], 3);
  assert.deepEqual([bins[0].share, bins.at(-1).share, Math.max(...bins.map(({ share }) => share))], [0.5, 0.5, 1]);
});

test("steps of a slider carry no dust of binary fractions", () => {
  assert.deepEqual(evenly(0, 0.3, 0.1), [0, 0.1, 0.2, 0.3]);
});

// --- what stands around the stage ---

test("the size's formula has no dilation where the layer has none, and only the size without a window", () => {
  const lines = (op) => formulaLines(sizeFormula(op, [1, 28, 28]), "dilation" in op).map(({ name, parts }) => `${name} = ${plainText(parts)}`);
  assert.deepEqual(lines(DEFAULTS.max_pool), ["H′ = W′ = ⌊(28 + 2·0 − 2) / 2⌋ + 1 = 14"]);
  assert.deepEqual(lines(DEFAULTS.adaptive_avg_pool), ["H′ = W′ = 1"]);
  assert.deepEqual(lines(DEFAULTS.activation), ["H′ = W′ = 28"]);
});

for (const width of [320, 390, 700, 980, 1400]) {
  test(`planes fit into ${width} px`, () => {
    for (const planes of [[[28, 28], [14, 14]], [[64, 64], [64, 64], [64, 64]], [[2, 2], [1, 1]]]) {
      const { stacked, cells } = arrangePlanes({ width, height: 430, planes, part: 340 });
      const widths = cells.map((cell, index) => cell * planes[index][1]);
      const beside = stacked ? Math.max(...widths) * Math.min(2, planes.length) : widths.reduce((sum, each) => sum + each, 340);
      assert.ok(beside <= width, `${beside} px`);
      assert.ok(cells.every((cell) => Number.isInteger(cell) && cell >= 1));
    }
  });
}

test("the way back through an activation takes the slopes that the layer has", () => {
  const layer = activationLayer(scene(DEFAULTS.activation), picture, presets);
  const steep = { ...layer, slopes: { ...layer.slopes, data: layer.slopes.data.map((slope) => 3 * slope) } };
  const dx = (one) => familyOf(DEFAULTS.activation).backwardOf(one, scene(DEFAULTS.activation)).total.dx.data;
  assert.deepEqual([...dx(steep)], [...dx(layer)].map((each) => 3 * each));
});

test("a layer on the convolution's output comes with the convolution's line, and its activation's, before its own", () => {
  const first = DEFAULTS.convolution;
  const onConvolution = activationLayer(scene({ kind: "activation" }, { first }), picture, presets);
  assert.deepEqual(pytorchLines(onConvolution), ["nn.Conv2d(1, 1, 3)", "nn.ReLU()"]);
  const pooled = layerOf(scene({ kind: "max_pool" }, { first: { ...first, out_channels: 2 }, then: { kind: "tanh" } }), picture, presets);
  assert.deepEqual(pytorchLines(pooled), ["nn.Conv2d(1, 2, 3)", "nn.Tanh()", "nn.MaxPool2d(2)"]);
  assert.deepEqual(pytorchLines(layerOf(scene({ kind: "max_pool" }), picture, presets)), ["nn.MaxPool2d(2)"]);
});

import assert from "node:assert/strict";
import test from "node:test";

import { sizeFormula } from "../../ui/components/lens/arithmetic/geometry.js";
import { arrange } from "../../ui/components/lens/arrangement.js";
import { NOTHING_YET, familyOf, remembering } from "../../ui/components/lens/families.js";
import { formulaLines, plainText } from "../../ui/components/lens/formula.js";
import { kernelsOf } from "../../ui/components/lens/layer.js";
import { lightsOf } from "../../ui/components/lens/lights.js";
import { DEFAULTS } from "../../ui/components/lens/operations.js";
import { changesOf, waysOut } from "../../ui/components/lens/problem.js";
import { sceneOf, weightOf } from "../../ui/components/lens/scene.js";
import { changed } from "../../ui/components/lens/state.js";
import { writers } from "../../ui/components/lens/numbers.js";
import { sentenceOf, spokenOf } from "../../ui/components/lens/sentence.js";
import { costs } from "../../ui/components/lens/arithmetic/separable.js";
import { EXAMPLES, exampleAction } from "../../ui/components/lens/examples.js";
import { transposedBackward } from "../../ui/components/lens/arithmetic/transposed.js";
import { until } from "../../ui/components/lens/single_layer.js";
import { fitted } from "../../ui/components/lens/fitting.js";
import { spoken } from "../../ui/components/lens/rows_line.js";
import { costLines, separableBackRows, separableRows, termAt } from "../../ui/components/lens/separable_sentences.js";
import { arrangeSeparable } from "../../ui/components/lens/separable_sizes.js";
import { noise } from "./lens_tensors.mjs";

const presets = [{ id: "sobel_x", shape: [3, 3], values: [-1, 0, 1, -2, 0, 2, -1, 0, 1] }];
const TRANSPOSED = DEFAULTS.transposed_convolution;
const world = (inChannels = 1, remembered = NOTHING_YET) => ({ inChannels, presets, remembered });
const scene = (operation, more = {}) => sceneOf(JSON.stringify({ operation, ...more }));
const kernel = (shape, seed = 1) => {
  const { data } = noise(shape, seed);
  let at = 0;
  const list = (count, make) => Array.from({ length: count }, make);
  const [outer, inner, height, width] = shape;
  return { values: list(outer, () => list(inner, () => list(height, () => list(width, () => Number(data[at++].toPrecision(5)))))) };
};

function shown(operation, shape, more = {}) {
  const whole = scene(operation, more);
  const family = familyOf(whole.operation);
  return { layer: family.layerOf(whole, noise(shape, 2), presets), family, scene: whole };
}

// --- from one kind to another ---

test("another kind of convolution keeps its numbers, and each kernel between its channel and its map", () => {
  for (const groups of [1, 2]) {
    const start = scene({ ...DEFAULTS.convolution, out_channels: 4, groups, kernel_size: [2, 3], stride: [3, 2], padding: [1, 0] }, { kernel: kernel([4, 2 / groups, 2, 3]) });
    const there = changed(start, { type: "kind", kind: "transposed_convolution" }, world(2));
    const { out_channels, kernel_size, stride, padding } = there.operation;
    assert.deepEqual([out_channels, kernel_size, stride, padding], [4, [2, 3], [3, 2], [1, 0]]);
    const before = shown(start.operation, [2, 5, 6], { kernel: start.kernel }).layer;
    const after = shown(there.operation, [2, 5, 6], { kernel: there.kernel }).layer;
    for (let o = 0; o < 4; o += 1) assert.deepEqual(kernelsOf(after, o), kernelsOf(before, o), `map ${o}`);
    const back = changed(there, { type: "kind", kind: "convolution" }, world(2, remembering(NOTHING_YET, start)));
    assert.deepEqual(weightOf(back, 2, presets), weightOf(start, 2, presets));
    assert.deepEqual(back.operation, start.operation);
  }
});

test("what keeps the size becomes px to cut off", () => {
  const start = scene({ ...DEFAULTS.convolution, padding: "same", kernel_size: [5, 2] });
  assert.deepEqual(changed(start, { type: "kind", kind: "transposed_convolution" }, world()).operation.padding, [2, 0]);
});

test("a transposed convolution's kernels are its own: an activation stands on the ordinary one and its kernels", () => {
  const start = scene(DEFAULTS.convolution, { kernel: kernel([1, 2, 3, 3]) });
  let remembered = remembering(NOTHING_YET, start);
  const there = changed(start, { type: "kind", kind: "transposed_convolution" }, world(2, remembered));
  const edited = changed(there, { type: "weight", at: [0, 1, 0, 0], value: 7 }, world(2, remembered));
  remembered = remembering(remembered, edited);
  const activation = changed(edited, { type: "family", id: "activation" }, world(2, remembered));
  assert.deepEqual([activation.first, activation.kernel], [start.operation, start.kernel]);
  const back = changed(activation, { type: "family", id: "convolution" }, world(2, remembering(remembered, activation)));
  assert.deepEqual([back.operation, back.kernel], [edited.operation, edited.kernel]);
});

test("new maps get kernels of their own, also where the settings do not fit one another yet", () => {
  const start = scene({ ...TRANSPOSED, groups: 2 }, { kernel: kernel([3, 1, 3, 3]) });
  for (const inChannels of [1, 2, 3]) {
    const wider = changed(start, { type: "operation", changes: { out_channels: 5 } }, world(inChannels));
    assert.ok(wider.kernel.values.flat(3).every(Number.isFinite));
  }
});

test("a ready-made kernel goes to one map alone", () => {
  const start = scene({ ...TRANSPOSED, out_channels: 2 }, { kernel: kernel([2, 2, 3, 3]) });
  const next = changed(start, { type: "preset", id: "sobel_x", map: 1 }, world(2));
  next.kernel.values.forEach(([first], c) => first.flat().forEach((value, at) => assert.ok(Math.abs(value - start.kernel.values[c][0].flat()[at]) < 1e-6)));
  for (const [, second] of next.kernel.values) assert.deepEqual(second.flat(), presets[0].values);
});

// --- transposed ---

test("an input cell stamps the kernel, multiplied by its value, and only what is not cut off", () => {
  const { layer } = shown({ ...TRANSPOSED, padding: [1, 1] }, [1, 3, 3]);
  const { fed, products, output } = lightsOf(layer, [0, 0, 0], { kind: "input", cell: [0, 0], channel: 0 });
  assert.deepEqual([fed.cells.length, fed.value], [4, layer.x.data[0]]);
  assert.deepEqual(output[0].cells, fed.cells);
  assert.deepEqual([...products[0].keys()].filter((at) => products[0][at]), [4, 5, 7, 8]);
  assert.equal(products[0][5].product, layer.x.data[0] * layer.weight.data[5]);
});

test("the stamps of all inputs together are the output", () => {
  const { layer } = shown({ ...TRANSPOSED, out_channels: 2, output_padding: [1, 0], bias: false }, [2, 3, 2], { kernel: kernel([2, 2, 3, 3]) });
  const sums = new Float64Array(layer.after.data.length);
  const [, rows, columns] = layer.shape;
  for (let o = 0; o < 2; o += 1) for (let c = 0; c < 2; c += 1) for (let at = 0; at < 6; at += 1) {
    const { fed, products } = lightsOf(layer, [o, 0, 0], { kind: "input", cell: [Math.floor(at / 2), at % 2], channel: c });
    const stamped = products[c].filter(Boolean);
    fed.cells.forEach(([row, column], index) => (sums[(o * rows + row) * columns + column] += stamped[index].product));
  }
  sums.forEach((sum, at) => assert.ok(Math.abs(sum - layer.after.data[at]) < 1e-4));
});

test("an output between two stamps has nothing but its bias", () => {
  const { layer, family } = shown({ ...TRANSPOSED, kernel_size: [1, 1] }, [1, 2, 2], { bias: [0.5] });
  assert.equal(family.window(layer, [0, 1, 1]).rectangle, null);
  const { explanation, input } = lightsOf(layer, [0, 1, 1], null);
  assert.deepEqual([explanation.terms, input(0)], [[], []]);
  assert.equal(spokenOf(sentenceOf(explanation, { write: writers("en") })), "0.5 = 0.5");
});

test("after each output the totals of all weights are what has gathered so far", () => {
  const { layer, family, scene: whole } = shown({ ...TRANSPOSED, out_channels: 2, groups: 2, stride: [2, 3], output_padding: [1, 0] }, [2, 3, 2], { kernel: kernel([2, 1, 3, 3]), direction: "backward" });
  const back = family.backwardOf(layer, whole);
  const last = layer.shape.map((side) => side - 1);
  const { partial, shares } = family.wayAt(layer, back, last);
  assert.deepEqual(partial.data, back.total.dx.data);
  assert.equal(shares.toWeight.length, 9);
  shares.toWeight.forEach(({ after, before, product, idle }, at) => {
    assert.ok(Math.abs(after - back.total.dw.data[9 + at]) < 1e-4);
    assert.ok(Math.abs(before + product - after) < 1e-9);
    if (idle) assert.equal(product, 0);
  });
});

test("after any output the input has what all outputs up to it have given", () => {
  for (const groups of [1, 2]) {
    const { layer, family, scene: whole } = shown({ ...TRANSPOSED, out_channels: 4, groups, padding: [1, 0] }, [2, 3, 2], { kernel: kernel([2, 4 / groups, 3, 3]), direction: "backward" });
    const back = family.backwardOf(layer, whole);
    for (const cell of [[0, 0, 2], [1, 3, 1], [3, 2, 4], [2, 4, 0]]) {
      const { dx, dw } = transposedBackward(layer.x, layer.weight, layer.op, until(back.g, cell));
      const { partial, shares } = family.wayAt(layer, back, cell);
      partial.data.forEach((value, at) => assert.ok(Math.abs(value - dx.data[at]) < 1e-4));
      const own = kernelsOf({ ...layer, weight: dw }, cell[0]).flatMap((each) => [...each]);
      shares.toWeight.forEach(({ after }, at) => assert.ok(Math.abs(after - own[at]) < 1e-4));
    }
  }
});

test("the size's formula is the transposed one", () => {
  const line = (op, shape) => formulaLines(sizeFormula(op, shape)).map(({ name, parts }) => `${name} = ${plainText(parts)}`);
  assert.deepEqual(line({ ...TRANSPOSED, padding: [1, 1], output_padding: [1, 1] }, [1, 14, 14]), ["H′ = W′ = (14 − 1)·2 − 2·1 + 1·(3 − 1) + 1 + 1 = 28"]);
});

test("too much padding has a way out that a scene can take", () => {
  const found = (operation) => shown({ ...TRANSPOSED, ...operation }, [1, 2, 2]).layer.problem;
  const mended = (problem) => changesOf(waysOut(problem)[0]);
  for (const operation of [{ output_padding: [2, 2] }, { padding: [4, 4] }]) {
    const problem = found(operation);
    assert.equal(found({ ...operation, ...mended(problem) }), undefined, problem.code);
  }
});

for (const width of [390, 900, 1400]) {
  test(`an output larger than its input fits into ${width} px and looks larger`, () => {
    for (const [input, output] of [[28, 57], [64, 511], [5, 11]]) {
      const cell = arrange({ width, height: 430, rows: 1, input: [input, input], kernel: [3, 3], output: [output, output] });
      assert.ok(cell.output * output <= width && cell.output > 0);
      assert.ok(cell.output * output >= cell.input * input, `${cell.input * input} and ${cell.output * output} px`);
    }
  });
}

// --- separable ---

const SEPARABLE = DEFAULTS.separable;

test("a separable convolution takes the kernels of the map under the lens, and gives the others back", () => {
  const start = scene({ ...DEFAULTS.convolution, out_channels: 2 }, { kernel: kernel([2, 3, 3, 3]), cell: [1, 0, 0] });
  const remembered = remembering(NOTHING_YET, start);
  const there = changed(start, { type: "kind", kind: "separable" }, world(3, remembered));
  const apart = shown(there.operation, [3, 5, 5], { kernel: there.kernel }).layer;
  const whole = shown(start.operation, [3, 5, 5], { kernel: start.kernel }).layer;
  assert.deepEqual(kernelsOf(whole, 1).flatMap((each) => [...each]), [...apart.weight.data]);
  const mixed = changed(there, { type: "mixing", at: [1, 2], value: 4 }, world(3, remembered));
  assert.deepEqual(mixed.pointwise, [[1, 1, 1], [1, 1, 4]]);
  const back = changed(mixed, { type: "kind", kind: "convolution" }, world(3, remembering(remembered, mixed)));
  assert.deepEqual([back.kernel, back.pointwise], [start.kernel, null]);
  const again = changed(back, { type: "kind", kind: "separable" }, world(3, remembering(remembering(remembered, mixed), back)));
  assert.deepEqual([again.kernel, again.pointwise], [mixed.kernel, mixed.pointwise]);
});

test("the mixing fits the picture's channels and the maps", () => {
  const { layer } = shown({ ...SEPARABLE, out_channels: 3 }, [2, 5, 5], { pointwise: [[5], [6]] });
  assert.deepEqual([...layer.pointwise.data], [5, 1, 6, 1, 1, 1]);
  assert.deepEqual(fitted(scene(SEPARABLE, { pointwise: [[5]] }), layer).pointwise, [[5, 1], [6, 1], [1, 1]]);
});

test("each channel's window and their mixing are written down, and every term is found again", () => {
  const { layer, family } = shown(SEPARABLE, [2, 4, 4], { pointwise: [[2, -1]], bias: [0.5] });
  const found = family.explained(layer, [0, 1, 1]);
  const rows = separableRows(found, { write: writers("en") });
  assert.deepEqual(rows.map(({ name }) => name), ["z₁ =", "z₂ =", "y ="]);
  const indices = rows.flatMap(({ parts }) => parts.filter(({ kind }) => kind === "term").map(({ index }) => index));
  assert.deepEqual(indices, Array.from({ length: 20 }, (_, at) => at));
  assert.equal(termAt(found, 10).term, found.windows[1].terms[1]);
  assert.deepEqual(termAt(found, 19), { channel: 1, term: null });
  assert.ok(Math.abs(found.sum - (2 * found.windows[0].sum - found.windows[1].sum + 0.5)) < 1e-5);
  assert.match(spoken(rows[2].parts), /2 \+ .*·\(−1\) \+ 0\.5 = /);
});

test("a long window is folded until it is asked for", () => {
  const { layer, family } = shown({ ...SEPARABLE, kernel_size: [4, 4] }, [1, 5, 5]);
  const found = family.explained(layer, [0, 0, 0]);
  const terms = (opened) => separableRows(found, { write: writers("en"), opened })[0].parts.filter(({ kind }) => kind === "term").length;
  assert.deepEqual([terms(false), terms(true)], [4, 16]);
});

test("what has gathered after the last output of a separable convolution is the whole gradient", () => {
  const { layer, family, scene: whole } = shown({ ...SEPARABLE, out_channels: 2, padding: [1, 1] }, [2, 3, 4], { pointwise: [[1, 2], [-1, 0.5]], then: { kind: "relu" } });
  const back = family.backwardOf(layer, whole);
  const { partial, gathered, shares } = family.wayAt(layer, back, layer.shape.map((side) => side - 1));
  assert.deepEqual([partial, gathered], [back.total.dx, back.total]);
  const rows = separableBackRows(shares, { channel: 1, index: 4 }, writers("en"));
  assert.deepEqual(rows.map(({ name }) => name.split("[")[0].trim()), ["dL/dy′ =", "dL/dw₂ =", "dL/dz₂ =", "dL/dW₂", "dL/db ="]);
});

test("the costs are written with their arithmetic", () => {
  const op = { ...SEPARABLE, out_channels: 8 };
  const lines = costLines(op, [3, 32, 32], [8, 30, 30], costs(op, [3, 32, 32]), String);
  assert.deepEqual(lines.separable, { weights: ["3·3·3 + 3·8 = ", "51"], products: ["51·30·30 = ", "45900"] });
  assert.deepEqual(lines.ordinary, { weights: ["3·3·3·8 = ", "216"], products: ["216·30·30 = ", "194400"] });
});

for (const width of [340, 390, 700, 980, 1400]) {
  test(`the channels of a separable convolution fit into ${width} px`, () => {
    for (const channels of [1, 3]) for (const kernel of [[1, 1], [3, 3], [7, 7]]) {
      const cell = arrangeSeparable({ width, height: 190 * channels + 240, channels, input: [32, 32], kernel, output: [30, 30] });
      const row = cell.input * 32 + cell.middle * 30 + cell.weight;
      if (cell.stacked) assert.ok(Math.max(row, cell.kernel * kernel[1], cell.output * 30) <= width, `${row} px`);
      else assert.ok(row + cell.kernel * kernel[1] + cell.output * 30 <= width, `${row} px`);
    }
  });
}

test("the examples show what their names say", () => {
  const run = (id) => {
    const { tensor, part } = exampleAction(EXAMPLES.convolution.find((each) => each.id === id));
    const whole = sceneOf(JSON.stringify(part));
    return familyOf(whole.operation).layerOf(whole, tensor, presets);
  };
  const { after, shape } = run("stamps");
  assert.deepEqual([shape, after.data[12]], [[1, 5, 5], 10], "in the middle all four overlap");
  assert.deepEqual([...run("checkerboard").after.data.slice(28, 34)], [4, 2, 4, 2, 4, 2]);
  assert.deepEqual(run("mixed").shape, [2, 6, 6]);
});

import assert from "node:assert/strict";
import test from "node:test";

import {
  channelsOf, coveredBy, fedBy, outputShape, paddingOf, placesOf, problemOf, sizeFormula, sourceOf, windowOf,
} from "../../ui/components/lens/arithmetic/geometry.js";

const CONVOLUTION = {
  kind: "convolution", out_channels: 1, kernel_size: [3, 3], stride: [1, 1], padding: [0, 0], padding_mode: "zeros",
  dilation: [1, 1], groups: 1, bias: true, flipped: false,
};
const SETTINGS = [
  CONVOLUTION,
  { ...CONVOLUTION, padding: "same", kernel_size: [4, 2] },
  { ...CONVOLUTION, padding: [2, 1], stride: [2, 3], dilation: [2, 1], flipped: true },
  { ...CONVOLUTION, padding: [3, 3], padding_mode: "reflect", kernel_size: [4, 3] },
  { ...CONVOLUTION, padding: [9, 1], padding_mode: "replicate", stride: [3, 1] },
  { kind: "max_pool", kernel_size: [3, 2], stride: [2, 2], padding: [1, 1] },
  { kind: "avg_pool", kernel_size: [2, 2], stride: [2, 2], padding: [0, 0] },
  { kind: "adaptive_avg_pool", output_size: [4, 3] },
  { kind: "adaptive_max_pool", output_size: [1, 1] },
  { kind: "transposed_convolution", out_channels: 2, kernel_size: [3, 4], stride: [2, 3], padding: [1, 0],
    output_padding: [1, 0], dilation: [1, 2], groups: 1, bias: true },
  { kind: "linear", out_features: 4, bias: true },
  { kind: "dropout", p: 0.5, training: true, seed: 0 },
];
const SHAPE = [2, 6, 7];

test("a window of 3 × 3 reads nine cells, in the order of the kernel", () => {
  const window = windowOf(CONVOLUTION, SHAPE, [1, 2]);
  assert.equal(window.length, 9);
  assert.deepEqual(window[0], { kernel: [0, 0], place: [1, 2], source: [1, 2] });
  assert.deepEqual(window[5], { kernel: [1, 2], place: [2, 4], source: [2, 4] });
});

test("a true convolution meets the places the other way round", () => {
  const window = windowOf({ ...CONVOLUTION, flipped: true }, SHAPE, [0, 0]);
  assert.deepEqual(window[0], { kernel: [0, 0], place: [2, 2], source: [2, 2] });
});

test("padding is a zero, a mirror image or the nearest px", () => {
  assert.deepEqual([-2, -1, 0, 4, 5, 6].map((at) => sourceOf(at, 5, "zeros")), [null, null, 0, 4, null, null]);
  assert.deepEqual([-2, -1, 0, 4, 5, 6].map((at) => sourceOf(at, 5, "reflect")), [2, 1, 0, 4, 3, 2]);
  assert.deepEqual([-2, -1, 0, 4, 5, 6].map((at) => sourceOf(at, 5, "replicate")), [0, 0, 0, 4, 4, 4]);
});

test("an even kernel under \"same\" has its odd px after the end", () => {
  assert.deepEqual(paddingOf(SETTINGS[1], SHAPE), { before: [1, 0], after: [2, 1] });
  assert.deepEqual(outputShape(SETTINGS[1], SHAPE), [1, 6, 7]);
});

test("the formula's numbers give the size", () => {
  const { height, width } = sizeFormula(SETTINGS[2], SHAPE);
  assert.deepEqual(height, { size: 6, added: 4, extent: { kernel: 3, dilation: 2, value: 5 }, stride: 2, result: 3 });
  assert.equal(Math.floor((width.size + width.added - width.extent.value) / width.stride) + 1, width.result);
  assert.deepEqual(sizeFormula(SETTINGS[7], SHAPE).width, { size: 7, result: 3 });
});

test("a transposed convolution grows by the formula turned round", () => {
  const { height } = sizeFormula(SETTINGS[9], SHAPE);
  assert.deepEqual(height, {
    size: 6, added: 2, extent: { kernel: 3, dilation: 1, value: 3 }, stride: 2, output_padding: 1, result: 12,
  });
  assert.deepEqual(outputShape(SETTINGS[9], SHAPE), [2, 12, 25]);
});

test("groups share the input's channels out in order, and poolings treat each map alone", () => {
  const grouped = { ...CONVOLUTION, out_channels: 6, groups: 2 };
  assert.deepEqual([0, 2, 3, 5].map((o) => channelsOf(grouped, 4, o)), [[0, 2], [0, 2], [2, 2], [2, 2]]);
  assert.deepEqual(channelsOf(SETTINGS[5], 4, 3), [3, 1]);
  assert.deepEqual(channelsOf(SETTINGS[10], 4, 3), [0, 4]);
});

for (const op of SETTINGS) {
  test(`reading, feeding and applying say the same: ${JSON.stringify(op)}`, () => {
    const triples = (list) => list.map(([output, kernel, source]) => `${output} ${kernel} ${source}`).sort();
    const outputs = cells(outputShape(op, SHAPE).slice(1));
    const taps = outputs.flatMap((output) => windowOf(op, SHAPE, output).map((tap) => ({ output, ...tap })));
    const kernels = [...new Set(taps.map(({ kernel }) => `${kernel}`))].map((text) => text.split(",").map(Number));
    const read = taps.filter(({ source }) => source).map(({ output, kernel, source }) => [output, kernel, source]);
    const fed = cells(SHAPE.slice(1)).flatMap((source) =>
      fedBy(op, SHAPE, source).map(({ output, kernel }) => [output, kernel, source]));
    const applied = kernels.flatMap((kernel) =>
      placesOf(op, SHAPE, kernel).map(({ output, source }) => [output, kernel, source]));
    assert.deepEqual(triples(fed), triples(read));
    assert.deepEqual(triples(applied.filter(([, , source]) => source)), triples(read));
    const placed = (list) => list.map(({ output, kernel, place }) => `${output} ${kernel} ${place}`).sort();
    const everywhere = kernels.flatMap((kernel) => placesOf(op, SHAPE, kernel).map((each) => ({ ...each, kernel })));
    assert.deepEqual(placed(everywhere), placed(taps), "a weight is applied to padding, too");
    const places = [...new Set(taps.map(({ place }) => `${place}`))].map((text) => text.split(",").map(Number));
    const covered = places.flatMap((place) => coveredBy(op, SHAPE, place).map((each) => ({ ...each, place })));
    assert.deepEqual(placed(covered), placed(taps), "a place in the padding is covered, too");
  });
}

function cells([rows, cols]) {
  return Array.from({ length: rows * cols }, (_, at) => [Math.floor(at / cols), at % cols]);
}

test("what cannot be is told with its numbers and ways out", () => {
  const problem = problemOf({ ...CONVOLUTION, kernel_size: [7, 7], padding: [0, 1] }, [1, 5, 5]);
  assert.equal(problem.code, "kernel_too_large");
  assert.equal(problem.axis, "height");
  assert.equal(problem.fitting_kernel, "5×7");
  assert.equal(problemOf({ ...CONVOLUTION, out_channels: 2, groups: 2 }, [3, 5, 5]).code, "groups");
  assert.equal(problemOf({ ...CONVOLUTION, padding: "same", stride: [2, 1] }, SHAPE).code, "same_padding_stride");
  assert.equal(problemOf({ ...SETTINGS[5], padding: [1, 2] }, SHAPE).code, "pool_padding");
  const mirrored = { ...CONVOLUTION, padding: [5, 5], padding_mode: "reflect" };
  const reflection = problemOf(mirrored, [1, 9, 5]);
  assert.equal(reflection.code, "reflect_too_large");
  assert.deepEqual([reflection.axis, reflection.padding, reflection.size], ["width", 5, 5]);
});

test("every setting of these tests is possible", () => {
  for (const op of SETTINGS) assert.equal(problemOf(op, SHAPE), null);
});

import assert from "node:assert/strict";
import test from "node:test";

import { arrange, viewOf } from "../../ui/components/lens/arrangement.js";
import { colourOf, isLight, paint, rangeOf, tableOf } from "../../ui/components/lens/colours.js";
import { appliedAt, fedByPlace, layerOf, paddedPlane, windowInPlane, withMap } from "../../ui/components/lens/layer.js";
import { lightsOf } from "../../ui/components/lens/lights.js";
import { sceneOf } from "../../ui/components/lens/scene.js";
import { changed } from "../../ui/components/lens/state.js";
import { arrived, backwardOf, gathered, shares, stepped } from "../../ui/components/lens/backward_layer.js";

const presets = [{ id: "sobel_x", shape: [3, 3], values: [-1, 0, 1, -2, 0, 2, -1, 0, 1] }];

function layer(changes = {}, shape = [1, 6, 7], more = {}) {
  const scene = sceneOf(JSON.stringify({ operation: { ...sceneOf("").operation, ...changes }, ...more }));
  const x = { shape, data: Float32Array.from({ length: shape[0] * shape[1] * shape[2] }, (_, at) => ((at * 37) % 11) - 3) };
  return { ...layerOf(scene, x, presets), scene };
}

for (const width of [320, 358, 640, 900, 1100, 1900]) {
  for (const [rows, across] of [[1, 1], [3, 1], [3, 2], [2, 1]]) {
    for (const kernel of [[1, 1], [3, 3], [7, 7], [1, 7]]) {
      test(`${rows}×${across} planes with a kernel ${kernel} fit into ${width} px`, () => {
        const input = [66, 66];
        const { stacked, tiled, ...cell } = arrange({ width, height: 640, rows, across, input, kernel, output: [64, 64] });
        assert.equal(tiled, false);
        assert.ok(Object.values(cell).every((px) => Number.isInteger(px) && px >= 1));
        const used = across * (cell.input * input[1] + cell.kernel * kernel[1]) + cell.output * 64;
        if (stacked) assert.ok(Math.max(cell.input * 66, cell.output * 64) <= width);
        else if (width >= 900) assert.ok(used <= width, `${used} px of ${width}`);
      });
    }
  }
}

for (const width of [680, 900, 1380]) {
  test(`three channels as columns fit into ${width} px, each kernel below its picture`, () => {
    const shapes = { input: [34, 34], kernel: [3, 3], output: [32, 32] };
    const { tiled, ...cell } = arrange({ width, height: 520, rows: 3, tiled: true, ...shapes });
    assert.ok(tiled);
    assert.ok(3 * Math.max(34 * cell.input, 3 * cell.kernel) + 32 * cell.output + 70 <= width);
    assert.ok(34 * cell.input + 3 * cell.kernel <= 520);
  });
}

test("a view holds its focus, and does not move while the focus stays inside", () => {
  const focus = { top: 10, left: 3, rows: 3, columns: 3 };
  const view = viewOf("window", [28, 28], focus);
  assert.ok(view.top <= 10 && view.top + view.rows >= 13 && view.left >= 0);
  assert.equal(viewOf("window", [28, 28], { ...focus, top: 11 }, view), view);
  assert.notEqual(viewOf("window", [28, 28], { ...focus, top: 24 }, view), view);
  assert.deepEqual(viewOf("arithmetic", [28, 28], focus), focus);
  assert.deepEqual(viewOf("window", [4, 4], { top: 0, left: 0, rows: 3, columns: 3 }), { top: 0, left: 0, rows: 4, columns: 4 });
});

test("signed values have zero in the middle, magnitudes at the end", () => {
  assert.deepEqual(rangeOf([[0, 0.5]], { signed: false }), { low: 0, high: 1, signed: false });
  assert.deepEqual(rangeOf([[-4, 2]], { signed: false }), { low: -4, high: 4, signed: true });
  const table = tableOf(["#000000", "#ffffff"]);
  const pixels = new Uint32Array(3);
  paint(pixels, [-1, 0, 1], table, { low: -1, high: 1 });
  assert.deepEqual([...pixels].map((pixel) => pixel & 255), [0, 128, 255]);
  assert.ok(isLight(colourOf(1, table, { low: 0, high: 1 })));
});

test("the padding stands around the picture, zeros or the mirrored picture", () => {
  const zeros = paddedPlane(layer({ padding: [1, 2] }), 0);
  assert.deepEqual([zeros.rows, zeros.columns], [8, 11]);
  assert.equal(zeros.values[0], 0);
  assert.deepEqual(zeros.inner, { top: 1, left: 2, rows: 6, columns: 7, copies: false });
  const mirrored = layer({ padding: [1, 1], padding_mode: "reflect" });
  assert.equal(paddedPlane(mirrored, 0).values[0], mirrored.x.data[8]);
  assert.equal(paddedPlane(layer(), 0).inner, null);
});

const SETTINGS = [
  {}, { stride: [2, 3] }, { padding: [2, 1], dilation: [2, 1] }, { padding: "same", kernel_size: [4, 2] },
  { padding: [2, 2], padding_mode: "replicate" }, { flipped: true, padding: [1, 1], kernel_size: [2, 3] },
];
for (const changes of SETTINGS) {
  test(`with ${JSON.stringify(changes)} window, fed cells and places of a weight agree`, () => {
    const mine = layer(changes);
    const [, rows, columns] = mine.shape;
    const grid = paddedPlane(mine, 0);
    for (let r = 0; r < rows; r += 1) {
      for (let c = 0; c < columns; c += 1) {
        const { rectangle } = windowInPlane(mine, [0, r, c]);
        assert.ok(rectangle.top >= 0 && rectangle.top + rectangle.rows <= grid.rows);
        const cell = [rectangle.top, rectangle.left];
        assert.ok(fedByPlace(mine, cell).cells.some(([a, b]) => a === r && b === c));
      }
    }
    const lights = lightsOf(mine, [0, rows - 1, columns - 1], null);
    lights.products[0].forEach((term, index) => {
      const kernel = [Math.floor(index / mine.op.kernel_size[1]), index % mine.op.kernel_size[1]];
      assert.deepEqual(term.kernel, kernel);
      const last = appliedAt(mine, kernel).at(-1);
      assert.equal(grid.values[last[0] * grid.columns + last[1]], term.x, "the place of the weight holds what it multiplies");
    });
  });
}

test("what has gathered after the last cell is the whole gradient, and after each cell what the line says", () => {
  const mine = layer({ out_channels: 2, padding: [1, 1] }, [2, 4, 4]);
  const back = backwardOf(mine, mine.scene, presets);
  const total = gathered(mine, back.g);
  assert.deepEqual(gathered(mine, back.g, [1, 3, 3]), total);
  const cell = [1, 2, 1];
  const partial = gathered(mine, back.g, cell);
  const found = shares(mine, back, cell);
  found.toWeight.forEach(({ after }, index) => assert.ok(Math.abs(after - partial.dw.data[18 + index]) < 1e-4));
  assert.ok(Math.abs(found.toBias.after - partial.db[1]) < 1e-5);
});

test("a gradient step towards a target lowers the loss", () => {
  const mine = layer({}, [1, 6, 7], { kernel: { values: [[[[0, 0, 0], [0, 1, 0], [0, 0, 0]]]] }, upstream: { kind: "target", preset: "sobel_x" } });
  const back = backwardOf(mine, mine.scene, presets);
  assert.ok(stepped(mine, mine.scene, presets, back.rate).loss < back.loss);
});

test("what has arrived at the input is the same by the quick way, for any map and with groups", () => {
  for (const [changes, shape] of [[{ out_channels: 3, padding: [1, 1] }, [2, 4, 5]], [{ out_channels: 4, groups: 2 }, [2, 4, 5]]]) {
    const mine = layer(changes, shape);
    const back = backwardOf(mine, mine.scene, presets);
    for (const cell of [[0, 0, 1], [2, 1, 0], [1, 1, 2]]) {
      const quick = arrived(mine, back, cell).data;
      gathered(mine, back.g, cell).dx.data.forEach((value, at) => assert.ok(Math.abs(value - quick[at]) < 1e-4));
    }
  }
});

test("an edited map is the one that a whole computation gives", () => {
  const mine = layer({ out_channels: 2 }, [1, 6, 7], { then: { kind: "relu" } });
  const scene = changed(mine.scene, { type: "weight", at: [1, 0, 0, 0], value: 3 }, { inChannels: 1, presets });
  assert.deepEqual(withMap(mine, scene, presets, 1).after, layerOf(scene, mine.x, presets).after);
});

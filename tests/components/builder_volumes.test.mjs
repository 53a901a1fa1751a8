import assert from "node:assert/strict";
import test from "node:test";

import { faces, moved, place, stages, volumeSize } from "../../ui/components/shared/volumes.js";

const LENET = [
  { family: "input", shape: [1, 28, 28] },
  { family: "convolution", shape: [6, 28, 28] },
  { family: "activation", shape: [6, 28, 28] },
  { family: "pooling", shape: [6, 14, 14] },
  { family: "convolution", shape: [16, 10, 10] },
  { family: "activation", shape: [16, 10, 10] },
  { family: "pooling", shape: [16, 5, 5] },
  { family: "shaping", shape: [400] },
  { family: "dense", shape: [120] },
  { family: "activation", shape: [120] },
  { family: "dense", shape: [10] },
];

test("layers that keep the shape become marks on the volume before them", () => {
  const grouped = stages(LENET);
  assert.deepEqual(grouped.map((stage) => stage.index), [0, 1, 3, 4, 6, 8, 10]);
  assert.deepEqual(grouped[1].marks.map((mark) => mark.index), [2]);
  assert.equal(grouped.flatMap((stage) => [stage.index, ...stage.marks.map((mark) => mark.index)]).length, LENET.length);
});

for (const width of [320, 358, 700, 1100, 2000]) {
  test(`nothing leaves a picture ${width} px wide, and no two volumes overlap`, () => {
    const { volumes, height } = place(LENET, width);
    for (const volume of volumes) {
      assert.ok(volume.x >= 0 && volume.x + volume.thick + volume.lean <= width);
      assert.ok(volume.base - volume.face - volume.lean >= -0.001 && volume.base < height);
    }
    volumes.slice(1).forEach((volume, index) => {
      const before = volumes[index];
      if (before.base === volume.base) assert.ok(before.x + before.thick + before.lean < volume.x);
      else assert.ok(volume.base > before.base);
    });
  });
}

test("a narrow picture takes several lines, a wide one takes one", () => {
  const lines = (width) => new Set(place(LENET, width).volumes.map((volume) => volume.base)).size;
  assert.ok(lines(358) > 1);
  assert.equal(lines(1100), 1);
});

test("more channels are thicker and larger maps are taller", () => {
  assert.ok(volumeSize([16, 8, 8], 32).thick > volumeSize([3, 8, 8], 32).thick);
  assert.ok(volumeSize([3, 32, 32], 32).face > volumeSize([3, 8, 8], 32).face);
  assert.ok(volumeSize([100_000], 32).face <= volumeSize([3, 32, 32], 32).face);
});

test("a network that starts with a mark still has every row", () => {
  const rows = [{ family: "normalization", shape: [1, 4, 4] }, { family: "shaping", shape: [16] }];
  assert.equal(place(rows, 400).volumes.length, 1);
});

test("the three faces share their edges", () => {
  const { front, side, top } = faces({ x: 10, base: 100, face: 50, lean: 20, thick: 8 });
  assert.ok(side.includes("18.0,100.0") && front.includes("18.0,100.0"));
  assert.ok(side.includes("38.0,30.0") && top.includes("38.0,30.0"));
});

test("keys move within the rows and leave other keys alone", () => {
  assert.equal(moved("ArrowRight", 3, 11), 4);
  assert.equal(moved("ArrowRight", 10, 11), 10);
  assert.equal(moved("ArrowLeft", 0, 11), 0);
  assert.equal(moved("Home", 5, 11), 0);
  assert.equal(moved("End", 5, 11), 10);
  assert.equal(moved("r", 5, 11), null);
});

import assert from "node:assert/strict";
import test from "node:test";

import { keeper } from "../../ui/components/lens/keeper.js";
import { canonical, sceneOf } from "../../ui/components/lens/scene.js";

const text = (cell) => JSON.stringify({ ...sceneOf(""), cell });

function listened() {
  const told = [];
  const kept = keeper();
  kept.tell((scene) => told.push(JSON.parse(scene).cell));
  return { kept, told };
}

test("who leaves within the pause is told of at once, and once", () => {
  const { kept, told } = listened();
  kept.changed(() => text([0, 1, 1]));
  kept.changed(() => text([0, 2, 2]));
  assert.deepEqual(told, []);
  kept.now();
  kept.now();
  assert.deepEqual(told, [[0, 2, 2]]);
  assert.equal(kept.isNews(canonical(sceneOf(text([0, 2, 2])))), false);
  kept.close();
});

test("after the end nothing is told any more, nor waits to be", () => {
  const { kept, told } = listened();
  kept.changed(() => text([0, 1, 1]));
  kept.close();
  kept.changed(() => text([0, 2, 2]));
  kept.now();
  assert.deepEqual(told, []);
});

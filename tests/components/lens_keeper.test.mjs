import assert from "node:assert/strict";
import test from "node:test";

import { keeper } from "../../ui/components/lens/keeper.js";
import { canonical, sceneOf } from "../../ui/components/lens/scene.js";

const text = (cell) => JSON.stringify({ ...sceneOf(""), cell });

/** A keeper, what it told, and what it rescued. */
function listened(late = null) {
  const told = [];
  const saved = { late, put: (next) => (saved.late = next), take: () => saved.late, drop: () => (saved.late = null), hold: (next) => (saved.copy = next), held: () => saved.copy ?? null };
  const kept = keeper(saved);
  kept.tell((scene) => told.push(JSON.parse(scene).cell));
  return { kept, told, saved };
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

test("a change that waits when the page is left is told and rescued, with the scene it followed on", () => {
  const { kept, told, saved } = listened();
  kept.isNews(text([0, 1, 1]));
  kept.leave();
  assert.equal(saved.late, null, "nothing was waiting");
  kept.changed(() => text([0, 2, 2]));
  kept.leave();
  assert.deepEqual(told, [[0, 2, 2]]);
  assert.deepEqual(saved.late, { after: canonical(sceneOf(text([0, 1, 1]))), scene: text([0, 2, 2]) });
  kept.changed(() => text([0, 3, 3]));
  kept.now();
  assert.equal(saved.late, null, "who came back and went on has been heard");
});

test("a change that waits at the end is rescued", () => {
  const { kept, told, saved } = listened();
  kept.isNews(text([0, 1, 1]));
  kept.changed(() => text([0, 2, 2]));
  kept.close();
  assert.deepEqual(told, []);
  assert.equal(saved.late.scene, text([0, 2, 2]));
});

test("what was rescued comes back after the scene it followed on, and after no other", () => {
  const late = { after: canonical(sceneOf(text([0, 1, 1]))), scene: text([0, 2, 2]) };
  const { kept } = listened(late);
  kept.isNews(text([0, 1, 1]));
  assert.equal(kept.rescued(), late.scene);
  const other = listened(late).kept;
  other.isNews(text([0, 4, 4]));
  assert.equal(other.rescued(), null);
  const empty = listened().kept;
  empty.isNews("");
  assert.equal(empty.rescued(), null);
});

test("a picture that Python has lost comes from this tab's own copy, if nothing else differs", () => {
  const large = { kind: "pixels", shape: [1, 1, 2], data: "AAE=" };
  const own = canonical({ ...sceneOf(""), picture: large });
  const reloaded = (received, copy) => {
    const { kept, saved } = listened();
    saved.copy = copy;
    kept.isNews(received);
    return kept.rescued();
  };
  assert.equal(reloaded(text([0, 0, 0]), own), own);
  assert.equal(reloaded(text([0, 1, 1]), own), null, "another cell is another scene");
  assert.equal(reloaded(own, text([0, 0, 0])), null, "nothing is lost");
});

import assert from "node:assert/strict";
import test from "node:test";

import { begun, packed, redone, stepped, undone, unpacked } from "../../ui/components/builder/history.js";
import { reduced } from "../../ui/components/builder/state.js";
import { networkOf, nodeOf, placeOf, specOf, walked } from "../../ui/components/builder/tree.js";

const conv = (out_channels) => ({ kind: "conv2d", out_channels });
const spec = () => ({
  name: "mine",
  input_shape: [1, 28, 28],
  layers: [conv(4), { kind: "repeat", layers: [conv(8), conv(9)], times: 2 }, { kind: "parallel", branches: [[conv(1)], []] }, conv(5)],
});
const network = () => networkOf(spec());
const kinds = (one) => specOf(one).layers.map((layer) => layer.out_channels ?? layer.kind);
const idAt = (one, index) => one.layers[index].id;

test("a network comes back from its cards as it was", () => {
  assert.deepEqual(specOf(network()), spec());
});

test("every layer has an id of its own, also those inside blocks", () => {
  const ids = [...walked(network())].map(({ node }) => node.id);
  assert.equal(ids.length, 7);
  assert.equal(new Set(ids).size, 7);
});

test("a number is set, and a field set back to its default leaves the JSON", () => {
  const before = network();
  const after = reduced(before, { type: "set", id: idAt(before, 0), fields: { padding: 2 } });
  assert.equal(specOf(after).layers[0].padding, 2);
  const again = reduced(after, { type: "set", id: idAt(after, 0), fields: { padding: undefined } });
  assert.deepEqual(specOf(again), spec());
  assert.deepEqual(specOf(before), spec(), "what was is left alone");
});

test("what changes nothing is the same network, so that the history has no empty step", () => {
  const before = network();
  assert.equal(reduced(before, { type: "set", id: idAt(before, 0), fields: { out_channels: 4 } }), before);
  assert.equal(reduced(before, { type: "rename", name: "mine" }), before);
  assert.equal(reduced(before, { type: "resize", shape: [1, 28, 28] }), before);
  assert.equal(reduced(before, { type: "shift", id: idAt(before, 0), by: -1 }), before);
  assert.equal(reduced(before, { type: "move", id: idAt(before, 0), list: ["layers"], index: 1 }), before);
  assert.equal(reduced(before, { type: "remove", id: "gone" }), before);
});

test("layers are inserted, doubled and taken out anywhere", () => {
  const before = network();
  const inserted = reduced(before, { type: "insert", list: ["layers", 2, "branches", 1], index: 0, nodes: [nodeOf(conv(77))] });
  assert.equal(specOf(inserted).layers[2].branches[1][0].out_channels, 77);
  const doubled = reduced(before, { type: "duplicate", id: idAt(before, 1) });
  assert.deepEqual(specOf(doubled).layers[2], spec().layers[1]);
  assert.equal(new Set([...walked(doubled)].map(({ node }) => node.id)).size, 10);
  const inner = before.layers[1].layers[0].id;
  assert.equal(specOf(reduced(before, { type: "remove", id: inner })).layers[1].layers.length, 1);
});

test("a layer moves up and down, and out of its block at the end of it", () => {
  const before = network();
  assert.deepEqual(kinds(reduced(before, { type: "shift", id: idAt(before, 3), by: -1 })), [4, "repeat", 5, "parallel"]);
  assert.deepEqual(kinds(reduced(before, { type: "shift", id: idAt(before, 0), by: 1 })), ["repeat", 4, "parallel", 5]);
  const inner = before.layers[1].layers;
  assert.deepEqual(kinds(reduced(before, { type: "shift", id: inner[0].id, by: -1 })), [4, 8, "repeat", "parallel", 5]);
  assert.deepEqual(kinds(reduced(before, { type: "shift", id: inner[1].id, by: 1 })), [4, "repeat", 9, "parallel", 5]);
});

test("a dragged layer goes where it is dropped, into a block and out of it, but never into itself", () => {
  const before = network();
  const into = reduced(before, { type: "move", id: idAt(before, 0), list: ["layers", 1, "layers"], index: 1 });
  assert.deepEqual(specOf(into).layers[0].layers.map((layer) => layer.out_channels), [8, 4, 9]);
  assert.equal(into.layers.length, 3);
  const out = reduced(before, { type: "move", id: before.layers[1].layers[0].id, list: ["layers"], index: 0 });
  assert.deepEqual(kinds(out), [8, 4, "repeat", "parallel", 5]);
  const back = reduced(before, { type: "move", id: idAt(before, 3), list: ["layers", 2, "branches", 1], index: 0 });
  assert.equal(specOf(back).layers[2].branches[1][0].out_channels, 5);
  assert.equal(reduced(before, { type: "move", id: idAt(before, 1), list: ["layers", 1, "layers"], index: 0 }), before);
  assert.deepEqual(kinds(reduced(before, { type: "move", id: idAt(before, 0), list: ["layers"], index: 4 })), ["repeat", "parallel", 5, 4]);
});

for (const [fix, expected] of [
  [{ op: "set", path: ["layers", 0], fields: { out_channels: 6 } }, [6, "repeat", "parallel", 5]],
  [{ op: "remove", path: ["layers", 3] }, [4, "repeat", "parallel"]],
  [{ op: "insert_before", path: ["layers", 3], layer: { kind: "flatten" } }, [4, "repeat", "parallel", "flatten", 5]],
  [{ op: "insert_before", path: ["layers", 4], layer: { kind: "flatten" } }, [4, "repeat", "parallel", 5, "flatten"]],
  [{ op: "replace", path: ["layers", 0], layer: { kind: "flatten" } }, ["flatten", "repeat", "parallel", 5]],
]) {
  test(`the way out "${fix.op}" does what the server means (${fix.path.join(".")})`, () => {
    assert.deepEqual(kinds(reduced(network(), { type: "fix", fix })), expected);
  });
}

test("a way out reaches inside a block, and a replaced layer keeps its card", () => {
  const before = network();
  const after = reduced(before, { type: "fix", fix: { op: "replace", path: ["layers", 1, "layers", 0], layer: { kind: "flatten" } } });
  assert.equal(after.layers[1].layers[0].kind, "flatten");
  assert.equal(after.layers[1].layers[0].id, before.layers[1].layers[0].id);
});

test("branches come and go, and one stays", () => {
  const before = network();
  const id = idAt(before, 2);
  const more = reduced(before, { type: "branch", id });
  assert.equal(more.layers[2].branches.length, 3);
  const one = reduced(reduced(more, { type: "part", id, index: 0 }), { type: "part", id, index: 0 });
  assert.equal(one.layers[2].branches.length, 1);
  assert.equal(reduced(one, { type: "part", id, index: 0 }), one);
});

test("undo and redo walk through every step", () => {
  let history = begun(network());
  const first = history.present.network;
  for (const name of ["a", "b", "c"]) history = stepped(history, reduced(history.present.network, { type: "rename", name }));
  history = undone(undone(history));
  assert.equal(history.present.network.name, "a");
  assert.equal(redone(history).present.network.name, "b");
  assert.equal(undone(history).present.network, first);
  assert.equal(undone(undone(history)), null);
  const other = stepped(history, reduced(history.present.network, { type: "rename", name: "d" }));
  assert.equal(redone(other), null, "a new step forgets what was undone");
});

test("what is typed into one field within a moment is one step", () => {
  let history = begun(network());
  const type = (out_channels, now, topic = "n1.out_channels") => {
    const id = history.present.network.layers[0].id;
    history = stepped(history, reduced(history.present.network, { type: "set", id, fields: { out_channels } }), { topic, now });
  };
  type(1, 0);
  type(12, 300);
  type(128, 600);
  assert.equal(history.past.length, 1);
  type(64, 5000);
  assert.equal(history.past.length, 2);
  type(65, 5100, "n1.kernel_size");
  assert.equal(history.past.length, 3);
});

test("the history survives the tab's storage, with as many steps as have room", () => {
  let history = begun(network());
  for (let step = 0; step < 30; step += 1) history = stepped(history, reduced(history.present.network, { type: "rename", name: `n ${step}` }));
  const again = unpacked(packed(history));
  assert.deepEqual(specOf(again.present.network), specOf(history.present.network));
  assert.equal(again.past.length, 30);
  assert.ok(unpacked(packed(history, 5000)).past.length < 30);
  assert.equal(unpacked(packed(history, 5000)).present.network.name, "n 29");
  assert.equal(unpacked("[]"), null);
  assert.equal(unpacked(null), null);
  const fresh = nodeOf(conv(1));
  assert.ok(![...walked(again.present.network)].some(({ node }) => node.id === fresh.id), "a new card is never taken for an old one");
});

test("a place tells its list, its number and the block around it", () => {
  const one = network();
  const place = placeOf(one, one.layers[2].branches[0][0].id);
  assert.deepEqual(place.path, ["layers", 2, "branches", 0, 0]);
  assert.equal(place.parent.id, one.layers[2].id);
  assert.equal(place.depth, 2);
});

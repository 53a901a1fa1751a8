import assert from "node:assert/strict";
import test from "node:test";

import { accountant } from "../../ui/components/builder/account.js";
import { copiedText, pasted } from "../../ui/components/builder/clipboard.js";
import { nearest, scrolling } from "../../ui/components/builder/gaps.js";
import { canonical, keeper } from "../../ui/components/builder/keeper.js";
import { actionInField, actionOfKey } from "../../ui/components/builder/keys.js";
import { modelOf, nothingKnown, understood, visible } from "../../ui/components/builder/model.js";
import { labelOf, namesIn } from "../../ui/components/builder/naming.js";
import { found, grouped } from "../../ui/components/builder/search.js";
import { curve, miniature } from "../../ui/components/builder/sketch.js";
import { networkOf } from "../../ui/components/builder/tree.js";

// --- names ---

const KINDS = {
  conv2d: { prefix: "conv", label: "Convolution", family: "convolution", fields: [] },
  flatten: { prefix: "flatten", label: "Flatten", seldom_twice: true, fields: [] },
  linear: { prefix: "fc", label: "Dense", fields: [] },
  repeat: { prefix: "repeat", label: "Repeat", fields: [] },
  activation: {
    prefix: "activation", label: "Activation", named_by_choice: true,
    fields: [{ name: "function", type: "variant", options: [{ kind: "relu", label: "ReLU" }, { kind: "elu", label: "ELU" }] }],
  },
};

test("layers are called as the core calls them", () => {
  const layers = [{ kind: "conv2d" }, { kind: "activation", function: "relu" }, { kind: "conv2d" }, { kind: "activation", function: { kind: "relu" } }, { kind: "flatten" }, { kind: "flatten" }];
  assert.deepEqual(namesIn(layers, KINDS), ["conv1", "relu1", "conv2", "relu2", "flatten", "flatten2"]);
  assert.equal(labelOf(layers[1], KINDS), "ReLU");
  assert.equal(labelOf({ kind: "of tomorrow" }, KINDS), "of tomorrow");
});

// --- what the server said ---

const row = (path, name) => ({ path, name, shape: [1, 2, 2], shape_text: "1×2×2" });
const nested = () => networkOf({
  name: "n", input_shape: [1, 8, 8],
  layers: [{ kind: "conv2d" }, { kind: "repeat", layers: [{ kind: "conv2d" }, { kind: "linear" }] }, { kind: "linear" }],
});

test("numbers stay with their card while it moves", () => {
  const network = nested();
  const account = understood({ rows: [row(["layers", 0], "conv1")] }, network);
  const turned = { ...network, layers: [network.layers[2], network.layers[0]] };
  const model = modelOf(turned, KINDS, account);
  assert.equal(model.entries[1].row.name, "conv1");
  assert.equal(model.entries[0].row, null);
});

test("trouble stands at its card, also inside a block, and only what comes behind it waits", () => {
  const network = nested();
  const error = { path: ["layers", 1, "layers", 1], field: null, text: "no", fixes: [] };
  const model = modelOf(network, KINDS, understood({ rows: [row(["layers", 0], "conv1")], error }, network));
  const [first, block, last] = model.entries;
  assert.equal(first.waits, false);
  assert.equal(block.waits, false);
  assert.ok(block.holdsTrouble);
  assert.equal(block.lists[0].entries[0].waits, false);
  assert.equal(block.lists[0].entries[1].trouble.text, "no");
  assert.ok(last.waits);
});

test("trouble of the whole network belongs to no card", () => {
  const network = nested();
  const account = understood({ rows: [], error: { path: null, text: "too large", fixes: [] } }, network);
  assert.equal(account.trouble, null);
  assert.equal(account.general.text, "too large");
});

test("rows inside a block go to its cards; what no card shows is read only", () => {
  const network = nested();
  const inside = [{ branch: "body", rows: [row(["layers", 1, "layers", 0], "conv1")] }, { branch: "shortcut", rows: [row(["layers", 1, "shortcut", 0], "conv1")] }];
  const account = understood({ rows: [{ ...row(["layers", 1], "repeat1"), inside }] }, network);
  const block = modelOf(network, KINDS, account).entries[1];
  assert.equal(block.lists[0].entries[0].row.name, "conv1");
  assert.deepEqual(block.made.map(({ branch }) => branch), ["shortcut"]);
});

test("arrow keys walk through open blocks only", () => {
  const network = nested();
  const model = modelOf(network, KINDS, nothingKnown(network));
  assert.equal(visible(model, () => false).length, 3);
  assert.equal(visible(model, () => true).length, 5);
});

// --- asking ---

function clock() {
  let now = 0;
  let timers = [];
  return {
    setTimeout: (act, wait) => timers.push({ act, at: now + wait }) && timers.length,
    clearTimeout: (id) => id && (timers[id - 1] = { at: Infinity }),
    async pass(time) {
      now += time;
      const due = timers.filter(({ at }) => at <= now);
      timers = timers.map((timer) => (timer.at <= now ? { at: Infinity } : timer));
      for (const { act } of due) act();
      await new Promise((done) => setImmediate(done));
    },
  };
}

test("only the newest network is asked about, and only its answer counts", async () => {
  const time = clock();
  const asked = [];
  const heard = [];
  const answers = [];
  const accounts = accountant({
    ask: (network) => new Promise((answer) => { asked.push(network); answers.push(answer); }),
    onAnswer: (answer) => heard.push(answer), onSilence: () => heard.push("silence"), clock: time,
  });
  accounts.about("a");
  accounts.about("b");
  await time.pass(100);
  assert.deepEqual(asked, ["b"]);
  accounts.about("c");
  answers[0]("about b");
  await time.pass(100);
  answers[1]("about c");
  await time.pass(0);
  assert.deepEqual(heard, ["about c"]);
});

test("a server that does not answer is asked again", async () => {
  const time = clock();
  let count = 0;
  const heard = [];
  const accounts = accountant({
    ask: () => (count++ ? Promise.resolve("now") : Promise.reject(new Error("away"))),
    onAnswer: (answer) => heard.push(answer), onSilence: () => heard.push("silence"), clock: time,
  });
  accounts.about("a");
  await time.pass(100);
  await time.pass(5000);
  assert.deepEqual(heard, ["silence", "now"]);
});

// --- telling ---

test("Python is told once the learner has paused", async () => {
  const time = clock();
  const told = [];
  const keep = keeper({ send: async (text) => told.push(`sent ${text}`), clock: time });
  keep.tell((text) => told.push(text));
  keep.changed("a");
  await time.pass(300);
  keep.changed("b");
  await time.pass(300);
  assert.deepEqual(told, []);
  await time.pass(400);
  assert.deepEqual(told, ["b"]);
});

test("what was changed last is not lost by leaving, and a quiet page sends nothing", () => {
  const told = [];
  const keep = keeper({ send: async (text) => told.push(`sent ${text}`), clock: clock() });
  keep.tell((text) => told.push(text));
  keep.leave();
  keep.changed("a");
  keep.leave();
  keep.leave();
  assert.deepEqual(told, ["sent a", "a"]);
});

test("behind a link Python is told by the request alone: another word from the page would turn it back", async () => {
  const time = clock();
  const told = [];
  const keep = keeper({ send: async (text) => told.push(`sent ${text}`), clock: time });
  keep.tell((text) => told.push(text));
  keep.changed("a");
  keep.hand();
  keep.hand();
  await time.pass(1000);
  assert.deepEqual(told, ["sent a"]);
});

test("a network put in from outside is news once, and what was waiting gives way to it", async () => {
  const time = clock();
  const told = [];
  const keep = keeper({ send: () => {}, clock: time });
  keep.tell((text) => told.push(text));
  assert.equal(keep.isTurned(3), false, "the first is what the page begins with");
  assert.equal(keep.isTurned(3), false);
  keep.changed("a");
  assert.equal(keep.isTurned(4), true);
  await time.pass(1000);
  assert.deepEqual(told, []);
});

test("the same network is the same text", () => {
  assert.equal(canonical({ b: [1, { d: 2, c: 3 }], a: undefined }), canonical({ b: [1.0, { c: 3, d: 2 }] }));
  assert.notEqual(canonical({ a: 1 }), canonical({ a: 2 }));
});

// --- the palette ---

const ENTRIES = [
  { kind: "conv2d", label: "Convolución", help: "Desliza filtros", family: "convolution", layer: { kind: "conv2d" } },
  { kind: "max_pool2d", label: "Max pooling", help: "Se queda con el máximo", family: "pooling", layer: { kind: "max_pool2d" } },
  { kind: "activation", label: "ReLU", help: "", family: "activation", layer: { kind: "activation", function: "relu" } },
  { kind: "activation", label: "Leaky ReLU", help: "", family: "activation", layer: { kind: "activation", function: "leaky_relu" } },
  { kind: "flatten", label: "Aplanar", help: "Pone los valores de los mapas en una fila", also: "flatten vector", family: "shaping", layer: { kind: "flatten" } },
];
const labels = (text) => found(ENTRIES, text).map(({ label }) => label);

test("a layer is found by its name, its name in PyTorch and what it does, whatever the accents", () => {
  assert.equal(labels("convolucion")[0], "Convolución");
  assert.equal(labels("CONV2D")[0], "Convolución");
  assert.equal(labels("maxpool")[0], "Max pooling");
  assert.deepEqual(labels("relu"), ["ReLU", "Leaky ReLU"]);
  assert.deepEqual(labels("leaky relu"), ["Leaky ReLU"]);
  assert.equal(labels("fila")[0], "Aplanar");
  assert.equal(labels("vector")[0], "Aplanar", "what else people call it");
  assert.deepEqual(labels("xyz"), []);
  assert.equal(labels("").length, ENTRIES.length);
  assert.doesNotThrow(() => labels("a(b[*"));
});

test("the groups come in the order of the families, and none is empty", () => {
  const groups = grouped(ENTRIES, { pooling: "Pooling", block: "Blocks", convolution: "Convolution" });
  assert.deepEqual(groups.map(({ family }) => family), ["pooling", "convolution", "activation", "shaping"]);
});

// --- the clipboard ---

test("what is copied can be pasted: a layer, several, a whole network", () => {
  const layer = { kind: "conv2d", out_channels: 3 };
  assert.deepEqual(pasted(copiedText([layer]), KINDS), { layers: [layer] });
  assert.deepEqual(pasted(copiedText([layer, layer]), KINDS), { layers: [layer, layer] });
  assert.deepEqual(pasted(JSON.stringify({ name: "x", input_shape: [1, 2, 2], layers: [layer] }), KINDS), { layers: [layer] });
});

for (const [text, problem] of [
  ["hello", "unreadable"],
  ["42", "unreadable"],
  ["null", "unreadable"],
  ["[]", "unreadable"],
  ['{"kind": 3}', "unreadable"],
  ['{"kind": "capsule"}', "unknown"],
  ['{"kind": "__proto__"}', "unknown"],
  ['{"kind": "repeat", "layers": 3}', "unreadable"],
  ['{"kind": "repeat", "layers": [{"kind": "capsule"}]}', "unknown"],
  [JSON.stringify(Array.from({ length: 201 }, () => ({ kind: "conv2d" }))), "full"],
  [" ".repeat(200_001), "large"],
  [`${'{"kind":"repeat","layers":['.repeat(30)}${"]}".repeat(30)}`, "large"],
]) {
  test(`${text.slice(0, 40)} is refused as ${problem}`, () => assert.equal(pasted(text, KINDS).problem, problem));
}

// --- keys, drawing ---

test("keys mean something on a card, and most belong to the number while one is typed", () => {
  const key = (name, more = {}) => ({ key: name, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more });
  assert.deepEqual(actionOfKey(key("ArrowDown", { altKey: true })), { type: "shift", by: 1 });
  assert.deepEqual(actionOfKey(key("Z", { ctrlKey: true, shiftKey: true })), { type: "redo" });
  assert.deepEqual(actionOfKey(key("z", { metaKey: true })), { type: "undo" });
  assert.deepEqual(actionOfKey(key("7")), { type: "enter", text: "7" });
  assert.equal(actionOfKey(key("c", { ctrlKey: true })), null, "copying is an event of its own");
  assert.equal(actionOfKey(key("x")), null);
  assert.equal(actionInField(key("Delete")), null);
  assert.equal(actionInField(key("5")), null);
  assert.deepEqual(actionInField(key("Escape")), { type: "leave" });
  assert.deepEqual(actionInField(key("/")), { type: "add" });
});

test("a card is dropped at the nearest place, and the page follows a pointer at its edge", () => {
  const gaps = [{ y: 0 }, { y: 50 }, { y: 100 }];
  assert.equal(nearest(gaps, 60).y, 50);
  assert.equal(nearest([], 60), null);
  assert.equal(scrolling(400, 800), 0);
  assert.ok(scrolling(5, 800) < 0 && scrolling(795, 800) > 0);
});

test("every shape has a sketch within its room", () => {
  for (const shape of [[1, 1, 1], [1024, 1, 1], [3, 256, 256], [4096], [1]]) {
    const numbers = Object.values(miniature(shape, 256)).join(" ").split(/[ ,]/).map(Number);
    assert.ok(numbers.every((each) => Number.isFinite(each) && each >= -1 && each <= 57), JSON.stringify([shape, numbers]));
  }
  for (const kind of ["relu", "sigmoid", "tanh", "gelu", "silu", "step"]) assert.ok(curve({ kind }).length > 50);
  assert.equal(curve({ kind: "softmax" }), null);
});

test("what was told to a server that was away is told again, once; another tab's network is left alone", () => {
  const told = [];
  const clock = { setTimeout: (act) => act(), clearTimeout() {} };
  const keep = keeper({ send() {}, clock });
  keep.tell((text) => told.push(text));
  keep.changed('{"name":"a"}');
  keep.heard('{"name":"old"}');
  assert.deepEqual(told, ['{"name":"a"}', '{"name":"a"}']);
  keep.heard('{"name":"old"}');
  assert.equal(told.length, 2, "refused twice: it is not told for ever");
  keep.changed('{"name":"b"}');
  keep.heard('{"name":"b"}');
  keep.heard('{"name":"of another tab"}');
  assert.equal(told.length, 3);
});

test("what a field cannot show is not pasted", () => {
  const kinds = { conv2d: { fields: [{ name: "out_channels", type: "integer" }, { name: "bias", type: "flag" }] } };
  for (const wrong of [{ out_channels: true }, { out_channels: { a: 1 } }, { bias: 1 }]) {
    assert.equal(pasted(JSON.stringify({ kind: "conv2d", ...wrong }), kinds).problem, "value");
  }
  assert.ok(pasted(JSON.stringify({ kind: "conv2d", out_channels: 3, bias: false }), kinds).layers);
});

import assert from "node:assert/strict";
import { test } from "node:test";

import { asker } from "../../ui/components/drawing_pad/asking.js";
import { poller } from "../../ui/components/live_run/polling.js";
import { limited } from "../../ui/components/shared/asking.js";

/** A clock that stands still until told; timers fire in order. */
function clock() {
  let time = 0;
  let count = 0;
  const timers = new Map();
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    now: () => time,
    setTimeout: (call, wait) => (timers.set((count += 1), { at: time + wait, call }), count),
    clearTimeout: (id) => timers.delete(id),
    setInterval: () => null,
    clearInterval: () => {},
    waits: () => [...timers.values()].map((timer) => timer.at - time),
    async pass(milliseconds) {
      const end = time + milliseconds;
      for (;;) {
        await settle();
        const due = [...timers].filter(([, timer]) => timer.at <= end).sort((a, b) => a[1].at - b[1].at)[0];
        if (!due) break;
        time = due[1].at;
        timers.delete(due[0]);
        due[1].call();
      }
      time = end;
      await settle();
    },
  };
}

/** A server whose answers come when the test says so. */
function server() {
  const waiting = [];
  return {
    asked: 0,
    most: 0,
    ask() {
      this.asked += 1;
      return new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        this.most = Math.max(this.most, waiting.length);
      });
    },
    open: () => waiting.length,
    answer: (value) => waiting.shift().resolve(value),
    fail: (error = new Error("away")) => waiting.shift().reject(error),
  };
}

const running = { run: { state: "running", paused: false, step: 1, total_steps: 9, queue: null } };
const done = { run: { ...running.run, state: "done" } };

test("questions never pile up, however slow the server is", async () => {
  const [time, slow] = [clock(), server()];
  const polling = poller({ ask: () => slow.ask(), onAnswer: () => {}, onFailure: () => {}, clock: time });
  await time.pass(10_000);
  polling.soon();
  await time.pass(10_000);
  assert.equal(slow.asked, 1);
  slow.answer(running);
  await time.pass(10);
  assert.equal(slow.asked, 2, "the hurried question comes right after");
  assert.equal(slow.most, 1);
  polling.stop();
});

test("asking ends with the run", async () => {
  const [time, quick] = [clock(), server()];
  poller({ ask: () => quick.ask(), onAnswer: () => {}, onFailure: () => {}, clock: time });
  quick.answer(running);
  await time.pass(250);
  assert.equal(quick.asked, 2);
  quick.answer(done);
  await time.pass(60_000);
  assert.equal(quick.asked, 2);
});

test("a lost connection is found again", async () => {
  const [time, shaky] = [clock(), server()];
  const told = [];
  const polling = poller({
    ask: () => shaky.ask(),
    onAnswer: () => told.push("answer"),
    onFailure: (_, times) => told.push(times),
    clock: time,
  });
  shaky.fail();
  await time.pass(600);
  shaky.fail();
  await time.pass(1100);
  shaky.answer(running);
  await time.pass(250);
  assert.deepEqual(told, [1, 2, "answer"]);
  assert.equal(shaky.asked, 4);
  polling.stop();
});

test("what can never succeed is not tried again", async () => {
  const [time, gone] = [clock(), server()];
  const told = [];
  poller({ ask: () => gone.ask(), onAnswer: () => {}, onFailure: (error) => told.push(error.fatal), clock: time });
  gone.fail(Object.assign(new Error("no such run"), { fatal: true }));
  await time.pass(60_000);
  assert.deepEqual(told, [true]);
  assert.equal(gone.asked, 1);
});

test("nothing is heard after the end", async () => {
  const [time, late] = [clock(), server()];
  const told = [];
  const polling = poller({ ask: () => late.ask(), onAnswer: () => told.push("answer"), onFailure: () => told.push("failure"), clock: time });
  polling.stop();
  late.answer(running);
  await time.pass(1000);
  assert.deepEqual(told, []);
});

test("a moving pen asks some ten times a second, one question at a time, and once more at the end", async () => {
  const [time, network] = [clock(), server()];
  const asking = asker({ ask: () => network.ask(), onAnswer: () => {}, onFailure: () => {}, interval: 90, clock: time });
  for (let moved = 0; moved < 100; moved += 1) {
    asking.want();
    await time.pass(10);
    if (network.open()) network.answer({});
  }
  assert.ok(network.asked >= 8 && network.asked <= 12, `${network.asked} questions in a second`);
  assert.equal(network.most, 1);
  const before = network.asked;
  asking.want();
  asking.want();
  await time.pass(1000);
  assert.equal(network.asked, before + 1);
  asking.stop();
});

test("a question is given up when the server says nothing, or when nobody wants the answer any more", async () => {
  const closing = new AbortController();
  const silent = limited(closing.signal, 20);
  await new Promise((resolve) => setTimeout(resolve, 60));
  assert.equal(silent.reason.name, "TimeoutError");
  const unwanted = limited(closing.signal, 60_000);
  assert.ok(!unwanted.aborted);
  closing.abort();
  assert.ok(unwanted.aborted);
});

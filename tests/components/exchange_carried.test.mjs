// What of a file the server gets to see.

import assert from "node:assert/strict";
import { test } from "node:test";

import { carried, TooLarge } from "../../ui/components/exchange/carried.js";

const MOST = 1000;

/** A file of weights: the header's length, the header, the numbers. */
function weights(header, numbers) {
  const length = new DataView(new ArrayBuffer(8));
  length.setBigUint64(0, BigInt(header.length), true);
  return new Blob([length.buffer, header, new Uint8Array(numbers)]);
}

test("of a file of weights the header is enough, however many numbers follow", async () => {
  assert.equal((await carried(weights('{"a":1}', 100_000), MOST)).size, 8 + 7);
});

test("a text goes whole, up to what the server reads", async () => {
  assert.equal((await carried(new Blob(["x".repeat(MOST)]), MOST)).size, MOST);
  await assert.rejects(carried(new Blob(["x".repeat(MOST + 1)]), MOST), TooLarge);
  await assert.rejects(carried(weights(`{${" ".repeat(MOST)}}`, 0), MOST), TooLarge);
});

// The lens's arithmetic for a Python test: one call a line in, its answer a line out, until the input ends.
//
// In:  {"call": "convolution.convolve", "arguments": […], "take": 5}; {data, shape} becomes a tensor. `take` is how many
//      values to take of a generator.
// Out: the answer as JSON, typed arrays as lists.

import { createInterface } from "node:readline";

const FOLDER = new URL("../../../ui/components/lens/arithmetic/", import.meta.url);

for await (const line of createInterface({ input: process.stdin })) {
  const { call, arguments: given, take } = JSON.parse(line, tensors);
  const [file, name] = call.split(".");
  const answer = (await import(new URL(`${file}.js`, FOLDER)))[name](...given);
  console.log(JSON.stringify(take === undefined ? answer : taken(answer, take), lists) ?? "null");
}

function tensors(_, value) {
  return value?.data && value.shape ? { data: Float32Array.from(value.data), shape: value.shape } : value;
}

function lists(_, value) {
  return ArrayBuffer.isView(value) ? [...value] : value;
}

function taken(generator, count) {
  return Array.from({ length: count }, () => generator.next().value);
}

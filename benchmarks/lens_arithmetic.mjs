// How long the lens's arithmetic takes: `node benchmarks/lens_arithmetic.mjs`. Printed, never asserted.

import { apply } from "../ui/components/lens/arithmetic/activation.js";
import {
  backward, convolve, convolveMap, explain, explainBackward,
} from "../ui/components/lens/arithmetic/convolution.js";
import { fedBy, placesOf } from "../ui/components/lens/arithmetic/geometry.js";
import { explainPoolBackward, pool, poolBackward } from "../ui/components/lens/arithmetic/pooling.js";
import { random } from "../ui/components/lens/arithmetic/random.js";
import { transposed } from "../ui/components/lens/arithmetic/transposed.js";

const next = random(0);
const size = (shape) => shape.reduce((count, side) => count * side);
const noise = (...shape) => ({ data: Float32Array.from({ length: size(shape) }, () => 2 * next() - 1), shape });

const OP = {
  kind: "convolution", out_channels: 8, kernel_size: [3, 3], stride: [1, 1], padding: "same", padding_mode: "zeros",
  dilation: [1, 1], groups: 1, bias: true, flipped: false,
};
const LARGE = { ...OP, kernel_size: [7, 7] };
const GROWING = { ...OP, kind: "transposed_convolution", stride: [2, 2], padding: [1, 1], output_padding: [1, 1] };
const POOL = { kind: "max_pool", kernel_size: [2, 2], stride: [2, 2], padding: [0, 0] };
const DENSE_POOL = { kind: "avg_pool", kernel_size: [7, 7], stride: [1, 1], padding: [3, 3] };
const GELU = { kind: "gelu", approximate: "none" };
const LAST = [7, 60, 60];

const [x, weight, large, growing, bias] = [
  noise(3, 64, 64), noise(8, 3, 3, 3), noise(8, 3, 7, 7), noise(3, 8, 3, 3), noise(8).data,
];
const y = convolve(x, weight, bias, OP);
const [pooled, upstream] = [pool(y, POOL).y, noise(8, 64, 64)];

const FIGURES = {
  "convolve 64×64×3 → 8, 3×3": () => convolve(x, weight, bias, OP),
  "convolve 64×64×3 → 8, 7×7": () => convolve(x, large, bias, LARGE),
  "convolveMap 64×64×3, 3×3": () => convolveMap(x, weight, bias, OP, 3, y),
  "explain, 27 terms": () => explain(x, weight, bias, OP, LAST),
  "explain, 147 terms": () => explain(x, large, bias, LARGE, LAST),
  "backward 64×64×3 → 8, 3×3": () => backward(x, weight, OP, upstream),
  "explainBackward, near the end, 3×3": () => explainBackward(x, weight, OP, upstream, LAST),
  "explainBackward, near the end, 7×7": () => explainBackward(x, large, LARGE, upstream, LAST),
  "fedBy": () => fedBy(OP, x.shape, [30, 30]),
  "placesOf": () => placesOf(OP, x.shape, [1, 1]),
  "transposed 64×64×3 → 128×128×8": () => transposed(x, growing, bias, GROWING),
  "max pool 64×64×8": () => pool(y, POOL),
  "max pool backward": () => poolBackward(y, POOL, pooled),
  "explainPoolBackward": () => explainPoolBackward(y, POOL, pooled, [7, 30, 30]),
  "explainPoolBackward, 7×7 every px": () => explainPoolBackward(y, DENSE_POOL, upstream, [7, 30, 30]),
  "GELU 64×64×8": () => apply(GELU, y),
};

console.log(`Node ${process.version}, milliseconds\n${"".padEnd(38)}  first  median     95 %`);
for (const [name, run] of Object.entries(FIGURES)) {
  const times = Array.from({ length: 100 }, () => timed(run));
  const [first] = times;
  times.sort((a, b) => a - b);
  const shown = [first, times[50], times[95]].map((ms) => ms.toFixed(3).padStart(7));
  console.log(`${name.padEnd(36)}  ${shown.join("  ")}`);
}

function timed(run) {
  const start = performance.now();
  run();
  return performance.now() - start;
}

// "Learn this filter": a kernel finds, by gradient descent alone, the one that made a target.

import { activationBackward, apply } from "./activation.js";
import { convolve, mse } from "./convolution.js";
import { backward, biasGradient, weightGradient } from "./convolution_backward.js";
import { slidingWindow } from "./padded.js";
import { biasOf } from "./terms.js";

/**
 * Plain gradient descent on the mean squared error between what the kernel gives and the target. Yields
 * {step, weight, bias, loss}, each loss being that of the weights beside it; begins with the start, never ends. `then`
 * is the activation after the kernel, where there is one.
 */
export function* learn(x, target, start, op, { rate = steadyRate(x, start.weight, op), then = null } = {}) {
  const window = slidingWindow(op, x.shape);
  let { weight } = start;
  let bias = Float32Array.from({ length: op.bias === false ? 0 : weight.shape[0] }, (_, o) => biasOf(op, start.bias, o));
  for (let step = 0; ; step += 1) {
    const before = convolve(x, weight, bias, op, window);
    const { loss, upstream } = mse(then ? apply(then, before) : before, target);
    yield { step, weight, bias, loss };
    const g = then ? activationBackward(then, before, upstream) : upstream;
    const gradients = { dw: weightGradient(x, weight.shape, op, g, window), db: biasGradient(op, g) };
    ({ weight, bias } = descended({ weight, bias }, gradients, rate));
  }
}

/** One step against the gradient: weight − rate·dw, bias − rate·db (`bias` is empty where there is none). */
export function descended({ weight, bias }, { dw, db }, rate) {
  return {
    weight: { data: weight.data.map((w, at) => w - rate * dw.data[at]), shape: weight.shape },
    bias: Float32Array.from(bias, (b, o) => b - rate * db[o]),
  };
}

/**
 * A learning rate that is sure to go down. The loss is a parabola in every weight; descent converges below
 * 2 / (its largest curvature), and the curvatures of all directions together are 2/n · Σ x² over everything that the
 * weights of a map meet, the bias meeting a 1 at each place. Nine tenths of that bound is used.
 */
export function steadyRate(x, weight, op) {
  const places = convolve(x, weight, null, op);
  const ones = { ...places, data: new Float32Array(places.data.length).fill(1) };
  const squared = { ...x, data: x.data.map((value) => value * value) };
  const { dw, db } = backward(squared, weight, { ...op, bias: true }, ones);
  const own = dw.data.length / db.length;
  const reads = (o) => dw.data.subarray(o * own, (o + 1) * own).reduce((sum, each) => sum + each, 0);
  const met = Array.from(db, (ownPlaces, o) => ownPlaces + reads(o));
  return (0.9 * places.data.length) / Math.max(...met);
}

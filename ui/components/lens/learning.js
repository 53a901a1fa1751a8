// "Learn this filter" as it stands: the steps that were shown, which of them is looked at, and why it stopped. Pure:
// tested by Node.

import { weightOf as ofPreset } from "./arithmetic/kernels.js";
import { learn } from "./arithmetic/learn.js";
import { targetOf } from "./backward_layer.js";
import { isTaken } from "./limits.js";
import { weightOf } from "./scene.js";

/** Learnt: the loss is this part of the loss at the start, so the output is off by the root of it. */
export const ENOUGH = 1e-6;
/** So near is each weight to its target where the picture tells all of them apart. */
export const NEAR = 0.01;
const LONG = 50_000; // steps after which one may well stop looking
const SETTLED = 1000; // steps before which nothing counts as standing still
const STILL = 0.99; // of the loss at half as many steps
const KEPT = 400; // steps to scrub through; above twice as many every second one goes
const GROWTH = 0.03; // of the steps so far: the next step to be shown

/** The beginning: a random kernel drawn from `seed`, no bias, and what is wanted of it. */
export function begun(layer, scene, presets, { seed, rate }) {
  const { x, weight, op, then } = layer;
  const goal = weightOf({ operation: op, kernel: { preset: scene.upstream.preset } }, x.shape[0], presets);
  const task = { x, op, then, rate, goal, target: targetOf(layer, scene, presets) };
  const start = { weight: ofPreset({ id: "random" }, weight.shape, seed), bias: new Float32Array(op.out_channels) };
  const first = learn(x, task.target, start, op, task).next().value;
  const enough = ENOUGH * first.loss;
  return { task, seed, kept: [first], at: 0, enough, ending: first.loss <= enough ? "reached" : null };
}

/** The step that is looked at: {step, weight, bias, loss}. */
export const present = ({ kept, at }) => kept[at];

/** Whether plain play would go on from the present step. */
export function canGoOn({ kept, at, ending }) {
  return at < kept.length - 1 || ending === null || ending === "long";
}

/** How many steps to take before the next is shown: one at a time at first, later a few hundredths of those taken. */
export const pace = (learning) => Math.max(1, Math.round(GROWTH * present(learning).step));

/**
 * Up to `count` more steps from the present one; what had come after it is learnt anew, and is the same. Ends early where
 * it is done, or where `late()` says that the frame's time is over. Only the last of these steps is kept.
 */
export function advanced(learning, count, late = () => false) {
  const { task, enough } = learning;
  const from = present(learning);
  const steps = learn(task.x, task.target, from, task.op, task);
  steps.next(); // where it stands
  let [now, ending] = [from, null];
  while (now.step < from.step + count && !ending && !(now !== from && late())) {
    const next = steps.next().value;
    if (!isWithin(next)) ending = "too_far";
    else now = { ...next, step: now.step + 1 };
    ending ??= endingOf(now, learning.kept, enough);
  }
  const kept = now === from ? learning.kept.slice(0, learning.at + 1) : thinned([...learning.kept.slice(0, learning.at + 1), now]);
  return { ...learning, kept, at: kept.length - 1, ending };
}

/** Another of the kept steps is looked at. */
export function lookedBack(learning, at) {
  return { ...learning, at: Math.min(learning.kept.length - 1, Math.max(0, at)) };
}

/** The weight that is farthest from the target's, as a distance. */
export function distance({ task: { goal } }, { weight }) {
  return weight.data.reduce((most, w, at) => Math.max(most, Math.abs(w - goal.data[at])), 0);
}

/** A step as the lens can show it: numbers that the core takes. */
function isWithin({ weight, bias, loss }) {
  return Number.isFinite(loss) && weight.data.every(isTaken) && bias.every(isTaken);
}

function endingOf({ step, loss }, kept, enough) {
  if (loss <= enough) return "reached";
  if (step >= SETTLED && step % 100 === 0 && loss > STILL * lossAt(kept, step / 2)) return "still";
  return step % LONG === 0 ? "long" : null;
}

/** The loss of the last kept step up to `step`. */
function lossAt(kept, step) {
  return kept.findLast((each) => each.step <= step).loss;
}

/** As many steps as are needed to scrub: where there are too many, every second one, the first and the last included. */
function thinned(kept) {
  if (kept.length <= 2 * KEPT) return kept;
  return kept.filter((_, at) => at % 2 === 0 || at === kept.length - 1);
}

// How learning a filter stands, as one sentence: it is read out, so it changes only when play starts, stops or ends. Pure:
// tested by Node.

import { fill } from "../shared/format.js";
import { ENOUGH, NEAR, distance, present } from "./learning.js";
import { LARGEST } from "./limits.js";

export function learningSentence({ learning, gait }, { texts, write }) {
  const now = present(learning);
  const words = texts.learning;
  const numbers = {
    seed: learning.seed,
    count: texts.wholeNumber(now.step),
    share: write.power(Math.round(Math.log10(ENOUGH))),
    off: write.power(Math.round(Math.log10(ENOUGH) / 2)),
    distance: write.plain(distance(learning, now)),
    loss: write.plain(now.loss),
    largest: texts.wholeNumber(LARGEST),
  };
  return fill(words[stateOf(learning, gait, now)], numbers);
}

/** learns | begins | paused | looks_back | learnt | alike | still | long | too_far */
function stateOf(learning, gait, now) {
  if (gait) return "learns";
  if (learning.at < learning.kept.length - 1) return "looks_back";
  if (learning.kept[0].loss === 0) return "nothing";
  if (learning.ending !== "reached") return learning.ending ?? (now.step === 0 ? "begins" : "paused");
  return distance(learning, now) <= NEAR ? "learnt" : "alike";
}

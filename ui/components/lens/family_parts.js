// What each family of operations looks like: its controls and its two views, built when it first comes under the lens.
// One entry for each family of families.js.

import { backwardView } from "./backward_view.js";
import { controls, CAUSES } from "./controls.js";
import { forwardView } from "./forward_view.js";

/** id → (dispatch, events) → {controls, forward, backward, learns: whether it has a kernel to choose}. */
const BUILD = {
  convolution: (dispatch, events) => ({
    controls: controls({ onChange: (changes) => dispatch({ type: "operation", changes }), onThen: (then) => dispatch({ type: "then", then }) }),
    forward: forwardView(events, dispatch),
    backward: backwardView(events, dispatch),
    learns: true,
  }),
};

export function familyParts(dispatch, events) {
  const built = new Map();
  return {
    has: (id) => id in BUILD,
    of(id) {
      if (!built.has(id)) built.set(id, BUILD[id](dispatch, events));
      return built.get(id);
    },
  };
}

/** The controls whose values make a problem, the likeliest first. */
export const causesOf = (problem) => (problem ? (CAUSES[problem.code] ?? []) : []);

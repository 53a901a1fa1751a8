// What each family of operations looks like: its controls and its two views, built when it first comes under the lens.
// One entry for each family of families.js.

import { activationControls } from "./activation_controls.js";
import { activationBackward, activationForward } from "./activation_views.js";
import { backwardView } from "./backward_view.js";
import { controls, CAUSES } from "./controls.js";
import { denseControls } from "./dense_controls.js";
import { denseBackward, denseForward } from "./dense_views.js";
import { dropoutControls } from "./dropout_controls.js";
import { dropoutBackward, dropoutForward } from "./dropout_views.js";
import { exampleRow } from "./example_row.js";
import { familyOf } from "./families.js";
import { forwardView } from "./forward_view.js";
import { normalizationControls } from "./normalization_controls.js";
import { normalizationBackward, normalizationForward } from "./normalization_views.js";
import { poolingControls } from "./pooling_controls.js";
import { poolingBackward, poolingForward } from "./pooling_views.js";
import { separableBackward } from "./separable_backward_view.js";
import { separableForward } from "./separable_views.js";
import { upstreamBar } from "./value_views.js";

/**
 * id → (dispatch, events) → {controls, forward, backward, examples?, learns: whether it has a kernel to choose}. A kind
 * that looks different from the others of its family has views of its own: kinds: {kind: {forward?, backward?}}.
 */
const BUILD = {
  convolution: (dispatch, events) => ({
    controls: controls({
      onKind: (kind) => dispatch({ type: "kind", kind }),
      onChange: (changes) => dispatch({ type: "operation", changes }),
      onThen: (then) => dispatch({ type: "then", then }),
    }),
    forward: forwardView(events, dispatch),
    backward: backwardView(events, dispatch),
    examples: exampleRow("convolution", dispatch, { byKind: true }),
    learns: true,
    kinds: {
      transposed_convolution: { backward: backwardView(events, dispatch, { bar: upstreamBar(dispatch) }) },
      separable: { forward: separableForward(dispatch, events), backward: separableBackward(dispatch, events) },
    },
  }),
  pooling: (dispatch, events) => ({
    controls: poolingControls(dispatch),
    forward: poolingForward(dispatch, events),
    backward: poolingBackward(dispatch, events),
    examples: exampleRow("pooling", dispatch),
  }),
  activation: (dispatch, events) => ({
    controls: activationControls(dispatch),
    forward: activationForward(dispatch, events),
    backward: activationBackward(dispatch, events),
    examples: exampleRow("activation", dispatch),
  }),
  normalization: (dispatch, events) => ({
    controls: normalizationControls(dispatch),
    forward: normalizationForward(dispatch, events),
    backward: normalizationBackward(dispatch, events),
    examples: exampleRow("normalization", dispatch),
  }),
  dropout: (dispatch, events) => ({
    controls: dropoutControls(dispatch),
    forward: dropoutForward(dispatch, events),
    backward: dropoutBackward(dispatch, events),
    examples: exampleRow("dropout", dispatch),
  }),
  dense: (dispatch, events) => ({
    controls: denseControls(dispatch),
    forward: denseForward(dispatch, events),
    backward: denseBackward(dispatch, events),
    examples: exampleRow("dense", dispatch),
  }),
};

export function familyParts(dispatch, events) {
  const built = new Map();
  const of = (id) => {
    if (!built.has(id)) built.set(id, BUILD[id](dispatch, events));
    return built.get(id);
  };
  return {
    has: (id) => id in BUILD,
    of,
    viewOf({ kind }, direction) {
      const parts = of(familyOf({ kind }).id);
      return parts.kinds?.[kind]?.[direction] ?? parts[direction];
    },
  };
}

/** The controls whose values make a problem, the likeliest first. */
export const causesOf = (problem) => (problem ? (CAUSES[problem.code] ?? []) : []);

// Backwards: the stage, the bar that says where the gradient comes from, and the lines of totals.

import { backwardBar } from "./backward_bar.js";
import { backwardLine } from "./backward_line.js";
import { backwardStage } from "./backward_stage.js";
import { learningPanel } from "./learning_panel.js";

/** `bar` and `panel` are those of a layer that learns, unless it has others. */
export function backwardView(events, dispatch, { bar, panel } = learning(dispatch)) {
  const pickOutput = (cell) => {
    events.pickOutput(cell);
    bar.focusValue();
  };
  const stage = backwardStage({ ...events, pickOutput });
  const line = backwardLine();

  let look = null;
  function show(state) {
    look = state.look;
    stage.show(state);
  }

  function light(state, { write, texts }) {
    const { layer, scene, view, data, way, learner } = state;
    stage.light({ way, cell: scene.cell, pointed: view.pointed });
    bar.show({ scene, way, kernels: data.kernels, texts, write, taken: view.taken, learner });
    panel?.show({ layer, map: scene.cell[0], learner, look, texts, write });
    return line.show({ shares: way.shares, index: indexOf(layer, way.shares, view.pointed), place: texts.place(scene.cell, layer.shape), write, texts });
  }
  return { stage: stage.node, below: [bar.node, ...(panel ? [panel.node] : []), line.node], show, showMap: stage.showMap, light };
}

/** The bar of a layer that can take a gradient step, and what it shows of its learning. */
function learning(dispatch) {
  const bar = backwardBar({
    onUpstream: (upstream) => dispatch({ type: "upstream", upstream }),
    onValue: (value) => dispatch({ type: "upstream_value", value }),
    onStep: (rate) => dispatch({ type: "descend", rate }),
    onLearn: (event) => dispatch({ type: "learn", event }),
  });
  return { bar, panel: learningPanel((event) => dispatch({ type: "learn", event }), bar.focusLearn) };
}

/** The weight whose total is written down: the one pointed at, else the middle one or one that is not idle. */
function indexOf({ op }, { toWeight }, pointed) {
  const [height, width] = op.kernel_size;
  if (pointed?.kind === "weight") {
    const [plane, i, j] = pointed.weight;
    return (plane * height + i) * width + j;
  }
  const middle = Math.floor(height / 2) * width + Math.floor(width / 2);
  return toWeight[middle].idle ? Math.max(0, toWeight.findIndex(({ idle }) => !idle)) : middle;
}

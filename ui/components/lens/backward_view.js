// Backwards: the stage, the bar that says where the gradient comes from, and the lines of totals.

import { backwardBar } from "./backward_bar.js";
import { backwardLine } from "./backward_line.js";
import { backwardStage } from "./backward_stage.js";
import { learningPanel } from "./learning_panel.js";

export function backwardView(events, dispatch) {
  const bar = backwardBar({
    onUpstream: (upstream) => dispatch({ type: "upstream", upstream }),
    onValue: (value) => dispatch({ type: "upstream_value", value }),
    onStep: (rate) => dispatch({ type: "descend", rate }),
    onLearn: (event) => dispatch({ type: "learn", event }),
  });
  const panel = learningPanel((event) => dispatch({ type: "learn", event }), bar.focusLearn);
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
    panel.show({ layer, map: scene.cell[0], learner, look, texts, write });
    return line.show({ shares: way.shares, index: indexOf(layer, view.pointed), place: texts.place(scene.cell, layer.shape), write, texts });
  }
  return { stage: stage.node, below: [bar.node, panel.node, line.node], show, showMap: stage.showMap, light };
}

/** The weight whose total is written down: the one pointed at, else the middle one. */
function indexOf({ op }, pointed) {
  const [height, width] = op.kernel_size;
  const [plane, i, j] = pointed?.kind === "weight" ? pointed.weight : [0, Math.floor(height / 2), Math.floor(width / 2)];
  return (plane * height + i) * width + j;
}

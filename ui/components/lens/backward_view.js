// Backwards: the stage, the bar that says where the gradient comes from, and the lines of totals.

import { backwardBar } from "./backward_bar.js";
import { backwardLine } from "./backward_line.js";
import { backwardStage } from "./backward_stage.js";

export function backwardView(events, dispatch) {
  const bar = backwardBar({
    onUpstream: (upstream) => dispatch({ type: "upstream", upstream }),
    onValue: (value) => dispatch({ type: "upstream_value", value }),
    onStep: (rate) => dispatch({ type: "descend", rate }),
  });
  const pickOutput = (cell) => {
    events.pickOutput(cell);
    bar.focusValue();
  };
  const stage = backwardStage({ ...events, pickOutput });
  const line = backwardLine();

  function light(state, { write, texts }) {
    const { layer, scene, view, data, way } = state;
    stage.light({ way, cell: scene.cell, pointed: view.pointed });
    bar.show({ scene, way, kernels: data.kernels, texts, write, taken: view.taken });
    return line.show({ shares: way.shares, index: indexOf(layer, view.pointed), place: texts.place(scene.cell, layer.shape), write, texts });
  }
  return { stage: stage.node, below: [bar.node, line.node], show: stage.show, showMap: stage.showMap, light };
}

/** The weight whose total is written down: the one pointed at, else the middle one. */
function indexOf({ op }, pointed) {
  const [height, width] = op.kernel_size;
  const [plane, i, j] = pointed?.kind === "weight" ? pointed.weight : [0, Math.floor(height / 2), Math.floor(width / 2)];
  return (plane * height + i) * width + j;
}

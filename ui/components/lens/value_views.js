// What the views of layers on values share: their size, their mark, and the way back as planes and rows.

import { backwardBar } from "./backward_bar.js";
import { rangeOf } from "./colours.js";
import { element } from "./dom.js";
import { mapPlane } from "./layer.js";
import { planeStage } from "./plane_stage.js";
import { rowsLine } from "./rows_line.js";
import { gradientRange } from "./single_layer.js";

const TALL = 430; // px: one plane of a kind

export const flatter = (frame) => ({ ...frame, height: frame.projected ? frame.height : Math.min(TALL, frame.height) });
export const here = ([, row, column]) => ({ style: "window", rectangle: { top: row, left: column, rows: 1, columns: 1 } });

/** `more` of what backwardBar takes, where a layer offers more than ones and typed values. */
export function upstreamBar(dispatch, more = {}) {
  return backwardBar({
    onUpstream: (upstream) => dispatch({ type: "upstream", upstream }),
    onValue: (value) => dispatch({ type: "upstream_value", value }),
    kinds: ["ones", "values"],
    ...more,
  });
}

/** dL/dX as far as the player has come, and dL/dy. */
export function backPlanes(layer, way, map, texts) {
  return {
    dx: { grid: mapPlane(way.partial, map), range: gradientRange(way.total.dx, way.g), caption: texts.dxName },
    dy: { grid: mapPlane(way.g, map), range: rangeOf([way.g.data], { signed: true }), caption: texts.upstreamName(map, layer.shape) },
  };
}

/**
 * The view of a way back: `layout` of its stage, `grids(layer, way, map, texts)`, `rows(state, write)` of a cell,
 * `marks(layer, map)` beside the cell's own, `note(state, texts)`, `speak(layer, texts)` for texts of its own.
 */
export function wayBack(dispatch, on, { layout, grids, rows, marks = () => ({}), note = () => "", speak = (_, texts) => texts }) {
  const bar = upstreamBar(dispatch);
  const stage = planeStage(on, layout);
  const line = rowsLine();
  const remark = element("p", "remark", "", { role: "status" });
  const names = layout.filter((item) => item.plane).map((item) => item.plane);

  function show(state) {
    const { layer, way, map, frame } = state;
    const texts = speak(layer, state.texts);
    stage.show({ ...state, texts, frame: flatter(frame), grids: grids(layer, way, map, texts), tabsOf: way.g });
    line.release();
  }

  function light(state, { write, texts }) {
    const { layer, scene, data, way, view } = state;
    stage.repaint("dx", grids(layer, way, scene.cell[0], texts).dx);
    const more = marks(layer, scene.cell[0]);
    stage.light(Object.fromEntries(names.map((name) => [name, [...(more[name] ?? []), here(scene.cell)]])));
    bar.show({ scene, way, kernels: data.kernels, texts, write, taken: view.taken });
    remark.textContent = note(state, texts);
    return line.show({ place: speak(layer, texts).place(scene.cell, layer.shape), rows: rows(state, write), texts });
  }
  return { stage: stage.node, below: [bar.node, line.node, remark], show, light };
}

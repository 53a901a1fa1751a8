// Pooling on the stage, forwards and backwards.

import { poolParts, pooledBackParts } from "./map_sentences.js";
import { planeStage } from "./plane_stage.js";
import { poolWindow } from "./pool_window.js";
import { backwardGrids, backwardMarks, forwardGrids, forwardMarks } from "./pooling_grids.js";
import { explained } from "./pooling_layer.js";
import { rangeOf } from "./colours.js";
import { rowsLine } from "./rows_line.js";
import { slideBar } from "./slide_bar.js";
import { flatter, upstreamBar } from "./value_views.js";

const RECEIVERS = 4; // of a mean's gradient that are written down

export function poolingForward(dispatch, on) {
  const window = poolWindow();
  const stage = planeStage(on, [{ plane: "x", of: "input" }, { sign: "→" }, { part: window }, { sign: "→" }, { plane: "y", of: "output", main: true }]);
  const line = rowsLine({
    onPointTerm: (term) => dispatch({ type: "point", pointed: term === null ? null : { kind: "term", term } }),
    onOpen: (opened) => dispatch({ type: "open", opened }),
  });
  const slide = slideBar((by) => dispatch({ type: "slide", by }));
  let range = null;

  function show(state) {
    const { layer, map, texts, look, view } = state;
    range = rangeOf([layer.x.data], { signed: false });
    showWindow(explained(layer, state.scene.cell), { look, texts }); // first: the stage leaves it its room
    stage.show({ ...state, frame: flatter(state.frame), grids: forwardGrids(layer, map, texts) });
    slide.show({ by: view.slid, slid: layer.slid, texts, write: look.write });
    line.release();
    shown = { look, texts };
  }
  let shown = null;

  function showWindow(explanation, { look, texts }) {
    window.show({ ...explanation, look, range, caption: texts.pooling.window });
  }

  function light({ layer, scene, view }, { write, texts }) {
    const explanation = explained(layer, scene.cell);
    const { fed, ...marks } = forwardMarks(layer, explanation, scene.cell, view.pointed);
    stage.light(marks);
    showWindow(explanation, shown);
    const said = line.show({
      place: texts.place(scene.cell, layer.shape),
      rows: [{ parts: poolParts(layer.op, explanation, { write, opened: view.opened }) }],
      texts,
    });
    if (fed) return line.say(texts.feeds(fed, write), { alone: true });
    return said;
  }
  return { stage: stage.node, below: [line.node, slide.node], show, light };
}

export function poolingBackward(dispatch, on) {
  const bar = upstreamBar(dispatch);
  const stage = planeStage(on, [{ plane: "x", of: "input" }, { plane: "dx", of: "input" }, { sign: "←" }, { plane: "dy", of: "output", main: true }]);
  const line = rowsLine();

  function show(state) {
    const { layer, way, map, texts, frame } = state;
    stage.show({ ...state, frame: flatter(frame), grids: backwardGrids(layer, way, map, texts), tabsOf: way.g });
    line.release();
  }

  function light(state, { write, texts }) {
    const { layer, scene, data, way, view } = state;
    stage.repaint("dx", backwardGrids(layer, way, scene.cell[0], texts).dx);
    stage.light(backwardMarks(layer, way.shares, scene.cell));
    bar.show({ scene, way, kernels: data.kernels, texts, write, taken: view.taken });
    return line.show({ place: texts.place(scene.cell, layer.shape), rows: rowsOf(layer, way.shares, scene.cell, write), texts });
  }
  return { stage: stage.node, below: [bar.node, line.node], show, light };
}

function rowsOf(layer, { above, toInput }, cell, write) {
  const count = explained(layer, cell).terms.length;
  const rows = toInput.slice(0, RECEIVERS).map(({ source: [row, column], ...share }) => ({
    name: `dL/dX[${row + 1}, ${column + 1}] =`,
    parts: pooledBackParts(layer.op, { above, ...share }, count, write),
  }));
  return toInput.length > RECEIVERS ? [...rows, { name: "…", parts: [] }] : rows;
}

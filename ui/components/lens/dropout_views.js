// Dropout on the stage, forwards and backwards: the mask between what goes in and what comes out.

import { fill } from "../shared/format.js";
import { rangeOf } from "./colours.js";
import { element } from "./dom.js";
import { DRAWS, droppedCells, explained, means } from "./dropout_layer.js";
import { mapPlane } from "./layer.js";
import { planeStage } from "./plane_stage.js";
import { rowsLine } from "./rows_line.js";
import { dropoutBackRows, dropoutRows } from "./value_sentences.js";
import { backPlanes, flatter, here, wayBack } from "./value_views.js";

export function dropoutForward(dispatch, on) {
  const stage = planeStage(on, [
    { plane: "x", of: "input" }, { sign: "·" }, { plane: "mask", of: "input" }, { sign: "=" }, { plane: "y", of: "output", main: true },
  ]);
  const line = rowsLine();
  const balance = meansTable();
  let dropped = [];

  function show(state) {
    const { layer, map, texts, look, frame } = state;
    stage.show({ ...state, frame: flatter(frame), grids: gridsOf(layer, map, texts) });
    dropped = droppedMarks(layer, map);
    balance.show({ layer, texts, write: look.write });
    line.release();
  }

  function light({ layer, scene }, { write, texts }) {
    const mark = here(scene.cell);
    stage.light({ x: [mark], mask: [...dropped, mark], y: [mark] });
    return line.show({ place: texts.place(scene.cell, layer.shape), rows: dropoutRows(explained(layer, scene.cell), write), texts });
  }
  return { stage: stage.node, below: [line.node, balance.node], show, light };
}

const droppedMarks = (layer, map) => [{ style: "flat", cells: droppedCells(layer, map) }];

function gridsOf(layer, map, texts) {
  const input = rangeOf([layer.x.data], { signed: false });
  const output = rangeOf([layer.after.data], { signed: input.signed });
  return {
    x: { grid: mapPlane(layer.x, map), range: input, caption: texts.inputOf(layer, map) },
    mask: maskGrid(layer, map, texts),
    y: { grid: mapPlane(layer.after, map), range: output, caption: texts.outputName(map, layer.shape) },
  };
}

function maskGrid({ mask }, map, texts) {
  return { grid: mapPlane(mask, map), range: rangeOf([mask.data], { signed: false }), caption: texts.dropout.mask };
}

/** The mean of all values before, after, and as it would be without the scaling: as bars and numbers. */
function meansTable() {
  const node = element("div", "means", "", { role: "group" });
  const title = element("p", "name");
  const list = element("dl");
  node.append(title, list);
  let known = null;

  function show({ layer, texts, write }) {
    if (known?.layer === layer && known.texts === texts) return; // a hundred draws take their time
    known = { layer, texts };
    const found = means(layer);
    const words = texts.dropout;
    const largest = Math.max(...["before", "after", "unscaled", "many"].map((name) => Math.abs(found[name]))) || 1;
    node.setAttribute("aria-label", words.means);
    title.textContent = fill(words.kept, { kept: found.kept, count: found.count, percent: write.plain(Math.round((100 * found.kept) / found.count)) });
    const lines = layer.op.training ? ["before", "unscaled", "after", "many"] : ["before", "after"];
    list.replaceChildren(...lines.flatMap((name) => {
      const bar = element("i", name, "", { "aria-hidden": "true" });
      bar.style.width = `${(100 * Math.abs(found[name])) / largest}%`;
      const line = element("dd");
      const track = element("span", "track");
      track.append(bar);
      line.append(track, element("b", "", write.plain(found[name])));
      return [element("dt", "", fill(words[`mean_${name}`], { draws: DRAWS, p: write.plain(layer.op.p) })), line];
    }));
  }
  return { node, show };
}

export function dropoutBackward(dispatch, on) {
  return wayBack(dispatch, on, {
    layout: [{ plane: "dx", of: "input" }, { sign: "=" }, { plane: "mask", of: "input" }, { sign: "·" }, { plane: "dy", of: "output", main: true }],
    grids: (layer, way, map, texts) => ({ ...backPlanes(layer, way, map, texts), mask: maskGrid(layer, map, texts) }),
    rows: ({ way, scene }, write) => dropoutBackRows(way.shares, scene.cell, write),
    marks: (layer, map) => ({ mask: droppedMarks(layer, map) }),
  });
}

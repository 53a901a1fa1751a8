// Batch normalisation on the stage, forwards and backwards.

import { fill } from "../shared/format.js";
import { rangeOf } from "./colours.js";
import { mapPlane } from "./layer.js";
import { memoryPanel } from "./memory_panel.js";
import { explained, spreadOf } from "./normalization_layer.js";
import { planeStage } from "./plane_stage.js";
import { rowsLine } from "./rows_line.js";
import { spreadView } from "./spread_view.js";
import { backPlanes, flatter, here, wayBack } from "./value_views.js";
import { normBackRows, normRows } from "./value_sentences.js";

export function normalizationForward(dispatch, on) {
  const strips = spreadView();
  const stage = planeStage(on, [{ plane: "x", of: "input" }, { sign: "→" }, { part: strips }, { sign: "→" }, { plane: "y", of: "output", main: true }]);
  const line = rowsLine();
  const memory = memoryPanel(dispatch);

  function show(state) {
    const { layer, map, texts, look, frame } = state;
    const [before, after] = [layer.x, layer.after].map(({ data }) => ({ values: data, ...spreadOf(data) }));
    const { training } = layer.op;
    stage.show({ ...state, texts: ofSamples(layer, texts), frame: flatter(frame), grids: gridsOf(layer, map, texts) });
    const named = [{ ...before, name: texts.normalization.before }, { ...after, name: texts.normalization.after }];
    strips.show({ strips: named, width: strips.width(frame), write: look.write, label: labelOf(named, texts, look.write) });
    memory.show({ layer, training, texts, write: look.write });
    line.release();
  }

  function light({ layer, scene }, { write, texts }) {
    const marks = [here(scene.cell)];
    const found = explained(layer, scene.cell);
    stage.light({ x: marks, y: marks });
    strips.light([found.x, found.value]);
    return line.show({ place: ofSamples(layer, texts).place(scene.cell), rows: normRows(found, layer, write), texts });
  }
  return { stage: stage.node, below: [line.node, memory.node], show, light };
}

function labelOf(strips, texts, write) {
  const said = strips.map(({ name, mean, deviation }) => fill(texts.normalization.spread, { name, mean: write.plain(mean), deviation: write.plain(deviation) }));
  return said.join("; ");
}

function gridsOf(layer, map, texts) {
  const size = layer.shape.slice(1).join(" × ");
  const name = ofSamples(layer, texts).mapName(map);
  return {
    x: { grid: mapPlane(layer.x, map), range: rangeOf([layer.x.data], { signed: false }), caption: `${name} · ${size}` },
    y: { grid: mapPlane(layer.after, map), range: rangeOf([layer.after.data], { signed: true }), caption: `${texts.output} · ${size}` },
  };
}

/** The maps of the tensor are pictures here, and are called so. */
function ofSamples({ shape }, texts) {
  const words = texts.normalization;
  return {
    ...texts,
    maps: words.samples,
    mapName: (map) => fill(words.sample, { sample: map + 1, count: shape[0] }),
    place: ([map, row, column]) => fill(words.place, { sample: map + 1, row: row + 1, column: column + 1 }),
    upstreamName: (map) => `dL/dy · ${fill(words.sample, { sample: map + 1, count: shape[0] })}`,
  };
}

export function normalizationBackward(dispatch, on) {
  return wayBack(dispatch, on, {
    layout: [{ plane: "dx", of: "input" }, { sign: "←" }, { plane: "own", of: "input" }, { sign: "←" }, { plane: "dy", of: "output", main: true }],
    grids: (layer, way, map, texts) => ({
      ...backPlanes(layer, way, map, texts),
      own: { grid: mapPlane(layer.normalized, map), range: rangeOf([layer.normalized.data], { signed: true }), caption: "x̂ = (x − μ) / √(σ² + ε)" },
    }),
    speak: ofSamples,
    rows: ({ way, scene }, write) => normBackRows(way.shares, way.total, scene.cell, write),
    note: ({ layer, way }, texts) => (layer.op.training && way.upstream.data.every((each) => each === way.upstream.data[0]) ? texts.normalization.all_alike : ""),
  });
}

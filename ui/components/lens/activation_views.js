// An activation on the stage, forwards and backwards.

import { explained, flatCells, isSoftmax, pointOn, quiet } from "./activation_layer.js";
import { rangeOf } from "./colours.js";
import { binOf, reachOf } from "./curve.js";
import { curveView } from "./curve_view.js";
import { element } from "./dom.js";
import { mapPlane } from "./layer.js";
import { activationBackParts, activationRows, softmaxBackParts, softmaxRows } from "./map_sentences.js";
import { planeStage } from "./plane_stage.js";
import { rowsLine } from "./rows_line.js";
import { gradientRange } from "./single_layer.js";
import { softmaxBars } from "./softmax_bars.js";
import { flatter, here, upstreamBar } from "./value_views.js";

export function activationForward(dispatch, on) {
  const curve = curveView({ onPoint: (x) => dispatch({ type: "point", pointed: { kind: "curve", x } }), onLeave: on.leave });
  const bars = softmaxBars((channel) => on.map(channel));
  const middle = element("div", "function-part");
  middle.append(curve.node, bars.node);
  const part = { node: middle, width: curve.width };
  const stage = planeStage(on, [{ plane: "x", of: "input" }, { sign: "→" }, { part }, { sign: "→" }, { plane: "y", of: "output", main: true }]);
  const line = rowsLine();
  const counts = element("p", "quiet-counts", "", { role: "status" });
  let flat = [];

  function show(state) {
    const { layer, map, texts, look, frame } = state;
    const soft = isSoftmax(layer.op);
    curve.node.hidden = soft;
    bars.node.hidden = !soft;
    const tall = flatter(frame);
    stage.show({ ...state, frame: tall, grids: gridsOf(layer, map, texts) });
    if (!soft) curve.show({ layer, width: part.width(tall), texts, write: look.write, label: texts.curveOf(layer.op.function, state.data) });
    flat = soft ? [] : [{ style: "flat", cells: flatCells(layer, map) }];
    counts.textContent = soft ? sharesText(layer, texts.activation) : texts.quiet(quiet(layer), look.write);
    line.release();
  }

  function light({ layer, scene, view }, { write, texts }) {
    const found = explained(layer, scene.cell);
    const pointed = view.pointed?.kind === "curve" && !isSoftmax(layer.op) ? view.pointed.x : null;
    const alike = pointed === null ? [here(scene.cell)] : [{ style: "place", cells: cellsNear(layer, scene.cell[0], pointed) }];
    stage.light({ x: [...flat, ...alike], y: alike });
    if (isSoftmax(layer.op)) return lightShares({ layer, scene, found }, { write, texts });
    const point = pointed === null ? found : pointOn(layer, pointed);
    curve.light(point);
    const place = pointed === null ? texts.place(scene.cell, layer.shape) : texts.activation.on_curve;
    return line.show({ place, rows: activationRows(layer.op.function, point, write), texts });
  }

  function lightShares({ layer, scene, found }, { write, texts }) {
    const [channel] = scene.cell;
    const { temperature } = layer.op;
    const label = texts.activation.shares;
    bars.show({ softmax: found.softmax, temperature, chosen: channel, write, label, channelText: (c) => texts.mapName(c) });
    return line.show({ place: texts.place(scene.cell, layer.shape), rows: softmaxRows(found, channel, temperature, write), texts });
  }
  return { stage: stage.node, below: [line.node, counts], show, light };
}

/** A softmax over a single channel gives 1 everywhere: that is no mistake of the lens. */
function sharesText({ shape: [channels] }, words) {
  return channels > 1 ? words.softmax_quiet : words.softmax_alone;
}

function gridsOf(layer, map, texts) {
  const input = rangeOf([layer.x.data], { signed: false });
  return {
    x: { grid: mapPlane(layer.x, map), range: input, caption: texts.inputOf(layer, map) },
    y: { grid: mapPlane(layer.after, map), range: rangeOf([layer.after.data], { signed: input.signed }), caption: texts.outputName(map, layer.shape) },
  };
}

/** The cells of a map whose values lie in the same bin of the histogram as x. */
function cellsNear({ x: { data }, op, shape: [, rows, columns] }, map, x) {
  const reach = reachOf(data, op.function);
  const wanted = binOf(x, reach);
  const cells = [];
  for (let at = 0; at < rows * columns; at += 1) {
    if (binOf(data[map * rows * columns + at], reach) === wanted) cells.push([Math.floor(at / columns), at % columns]);
  }
  return cells;
}

export function activationBackward(dispatch, on) {
  const bar = upstreamBar(dispatch);
  const stage = planeStage(on, [
    { plane: "dx", of: "input" }, { sign: "=" }, { plane: "factor", of: "input" }, { sign: "·" }, { plane: "dy", of: "output", main: true },
  ]);
  const line = rowsLine();

  function show(state) {
    const { layer, way, map, texts, frame } = state;
    stage.sign(isSoftmax(layer.op) ? ["←", "←"] : ["=", "·"]);
    stage.show({ ...state, frame: flatter(frame), grids: backGrids(layer, way, map, texts), tabsOf: way.g });
    line.release();
  }

  function light(state, { write, texts }) {
    const { layer, scene, data, way, view } = state;
    stage.repaint("dx", backGrids(layer, way, scene.cell[0], texts).dx);
    const marks = [here(scene.cell)];
    stage.light({ dx: marks, factor: [{ style: "flat", cells: isSoftmax(layer.op) ? [] : flatCells(layer, scene.cell[0]) }, ...marks], dy: marks });
    bar.show({ scene, way, kernels: data.kernels, texts, write, taken: view.taken });
    const [, row, column] = scene.cell;
    const parts = isSoftmax(layer.op) ? softmaxBackParts({ ...way.shares, temperature: layer.op.temperature }, write) : activationBackParts(way.shares, write);
    return line.show({ place: texts.place(scene.cell, layer.shape), rows: [{ name: `dL/dX[${row + 1}, ${column + 1}] =`, parts }], texts });
  }
  return { stage: stage.node, below: [bar.node, line.node], show, light };
}

function backGrids(layer, way, map, texts) {
  // What goes back through softmax is no product of two planes, but it depends on the shares.
  const [factor, name] = isSoftmax(layer.op) ? [layer.after, "s"] : [layer.slopes, "f′(x)"];
  return {
    dx: { grid: mapPlane(way.partial, map), range: gradientRange(way.total.dx, way.g), caption: texts.dxName },
    factor: { grid: mapPlane(factor, map), range: rangeOf([factor.data], { signed: false }), caption: name },
    dy: { grid: mapPlane(way.g, map), range: rangeOf([way.g.data], { signed: true }), caption: texts.upstreamName(map, layer.shape) },
  };
}

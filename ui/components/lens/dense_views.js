// A fully connected layer on the stage, forwards and backwards.

import { fill } from "../shared/format.js";
import { rangeOf } from "./colours.js";
import { MOST_WRITTEN, counts, explained, isWritable } from "./dense_layer.js";
import { denseStage, planeOf } from "./dense_stage.js";
import { element } from "./dom.js";
import { arithmeticLine } from "./line.js";
import { numberField } from "./number_field.js";
import { rowsLine } from "./rows_line.js";
import { ofMap } from "./stage.js";
import { thenOf } from "./then_text.js";
import { countLines, denseBackRows } from "./value_sentences.js";
import { flatter, upstreamBar } from "./value_views.js";

export function denseForward(dispatch, on) {
  const stage = denseStage(on, { names: ["x", "w", "product"], signs: ["·", "=", "Σ"], keyed: "w" });
  const line = arithmeticLine({
    onPointTerm: (term) => dispatch({ type: "point", pointed: term && { kind: "input", cell: term.place, channel: term.channel } }),
    onOpen: (opened) => dispatch({ type: "open", opened }),
  });
  const weight = weightField(dispatch);
  const cost = element("p", "costs");
  let written = null; // what the line says: it may have thousands of terms, and a moving pointer changes none

  function show(state) {
    written = null;
    const { layer, map, look, texts, frame } = state;
    const products = productsOf(layer, map);
    stage.show({ ...state, frame: tall(frame, layer), grids: (channel) => forwardGrids(layer, map, channel, products, texts), name: "y", values: layer.after.data });
    weight.show({ layer, map, texts, write: look.write });
    cost.textContent = costsOf(layer, texts);
    line.release();
  }

  function light({ layer, scene, view, data }, { write, texts }) {
    const place = pixelOf(view.pointed);
    stage.light(place);
    if (place) weight.point(place);
    written ??= writeLine({ layer, scene, view, data }, { write, texts });
    line.say(place ? termText(layer, scene.cell[0], place, { write, texts }) : texts.dense.outputName(scene.cell[0]));
    return written;
  }

  function writeLine({ layer, scene, view, data }, { write, texts }) {
    return line.show({
      explanation: explained(layer, scene.cell),
      place: texts.dense.outputName(scene.cell[0]),
      write,
      texts,
      opened: view.opened,
      isOpen: false,
      channelNames: texts.channelNames(layer.x.shape[0]),
      then: thenOf(layer, scene.cell, data, write),
    });
  }
  return { stage: stage.node, below: [line.node, weight.node, cost], show, light };
}

/** Several channels stand below one another. */
const tall = (frame, { x: { shape } }) => (shape[0] > 1 ? frame : flatter(frame));

const pixelOf = (pointed) => (pointed?.kind === "input" ? { cell: pointed.cell, channel: pointed.channel } : null);

function termText(layer, o, { cell: [row, column], channel }, { write, texts }) {
  const at = indexOf(layer, channel, [row, column]);
  const [x, w] = [layer.x.data[at], layer.weight.data[o * layer.x.data.length + at]];
  const numbers = { x: write.factor(x), w: write.factor(w), product: write.plain(x * w) };
  return fill(texts.dense.term, { row: row + 1, column: column + 1, ...numbers });
}

function indexOf({ x: { shape: [, rows, columns] } }, channel, [row, column]) {
  return (channel * rows + row) * columns + column;
}

function productsOf({ x, weight }, map) {
  const own = ofMap(weight, map);
  return x.data.map((value, at) => value * own[at]);
}

function forwardGrids({ x, weight }, map, channel, products, texts) {
  const own = rangeOf([ofMap(weight, map)], { signed: true });
  return {
    x: { grid: planeOf(x.data, x.shape, channel), range: rangeOf([x.data], { signed: false }), caption: texts.inputName(channel, x.shape) },
    w: { grid: planeOf(weight.data, x.shape, channel, map), range: own, caption: fill(texts.dense.weights_of, { number: map + 1 }) },
    product: { grid: planeOf(products, x.shape, channel), range: rangeOf([products], { signed: true }), caption: texts.dense.products },
  };
}

/** The arithmetic of the parameters, and of a convolution's with as many outputs. */
function costsOf(layer, texts) {
  const found = counts(layer);
  const lines = countLines(found, texts.dense.count);
  const { height, width, dense } = found;
  return fill(texts.dense.costs, { ...lines, height, width, same: texts.dense.count(dense) });
}

/** The weight of the px that was pointed at last, to be typed. */
function weightField(dispatch) {
  const node = element("label", "weight-field");
  const name = element("span", "name");
  const field = numberField((value) => dispatch({ type: "weight", at: [shown.map, place.channel, ...place.cell], value }));
  node.append(name, field.node);
  let place = null;
  let shown = null;

  function show(next) {
    shown = next;
    place = fitting(place, next.layer.x.shape);
    write();
  }

  function write() {
    const { layer, map, texts, write: numbers } = shown;
    const { cell: [row, column], channel } = place;
    field.node.disabled = !isWritable(layer.op, layer.x.shape);
    name.textContent = field.node.disabled ? fill(texts.dense.too_many, { most: texts.wholeNumber(MOST_WRITTEN) }) : fill(texts.dense.weight_at, { row: row + 1, column: column + 1 });
    field.node.hidden = field.node.disabled;
    const value = layer.weight.data[map * layer.x.data.length + indexOf(layer, channel, [row, column])];
    field.show({ label: texts.weightName(channel, row, column), value, write: numbers });
  }

  function point(next) {
    if (field.node.getRootNode().activeElement === field.node) return;
    place = next;
    write();
  }
  return { node, show, point };
}

export function denseBackward(dispatch, on) {
  const bar = upstreamBar(dispatch, { kinds: ["ones", "values", "wanted"], onStep: (rate) => dispatch({ type: "descend", rate }) });
  const stage = denseStage(on, { names: ["dx", "w", "dw"], signs: ["", "", "←"], keyed: "dw" });
  const line = rowsLine();
  let shown = null;
  let last = null;

  function show(state) {
    shown = state;
    paint();
    line.release();
  }

  function paint() {
    const { layer, map, way, texts, frame } = shown;
    stage.show({ ...shown, frame: tall(frame, layer), grids: (channel) => backwardGrids(layer, way, map, channel, texts), name: "g", values: way.g.data });
  }

  function light(state, { write, texts }) {
    const { layer, scene, data, way, view } = state;
    const [o] = scene.cell;
    if (shown.map !== o || shown.way !== way) shown = { ...shown, ...state, map: o };
    const place = pixelOf(view.pointed);
    last = place ?? fitting(last, layer.x.shape);
    stage.light(last);
    bar.show({ scene, way, kernels: data.kernels, texts, write, taken: view.taken, blocked: blockedBy(layer, texts) });
    const at = indexOf(layer, last.channel, last.cell);
    const numbers = { x: layer.x.data[at], w: layer.weight.data[o * layer.x.data.length + at], at, place: last.cell, bias: layer.op.bias };
    return line.show({ place: texts.dense.outputName(o), rows: denseBackRows(way.shares, numbers, write), texts });
  }
  return { stage: stage.node, below: [bar.node, line.node], show, light };
}

/** Why no step can be taken, as a sentence; nothing where it can. */
function blockedBy({ op, x }, texts) {
  return isWritable(op, x.shape) ? "" : fill(texts.dense.no_step, { most: texts.wholeNumber(MOST_WRITTEN) });
}

/** The px looked at last, in a picture that may have become smaller; before that, the middle. */
function fitting(place, [channels, rows, columns]) {
  if (!place) return { cell: [Math.floor(rows / 2), Math.floor(columns / 2)], channel: 0 };
  const { cell: [row, column], channel } = place;
  return { cell: [Math.min(row, rows - 1), Math.min(column, columns - 1)], channel: Math.min(channel, channels - 1) };
}

function backwardGrids({ x, weight }, { partial, total }, map, channel, texts) {
  return {
    dx: { grid: planeOf(partial.data, x.shape, channel), range: rangeOf([total.dx.data], { signed: true }), caption: texts.dxName },
    w: { grid: planeOf(weight.data, x.shape, channel, map), range: rangeOf([ofMap(weight, map)], { signed: true }), caption: fill(texts.dense.weights_of, { number: map + 1 }) },
    dw: { grid: planeOf(total.dw.data, x.shape, channel, map), range: rangeOf([total.dw.data], { signed: true }), caption: texts.dwName },
  };
}

// A depthwise separable convolution on the stage, forwards.

import { rangeOf } from "./colours.js";
import { costPanel } from "./cost_panel.js";
import { write as put, element } from "./dom.js";
import { kernelPlane } from "./kernel_plane.js";
import { appliedAt, fedByPlace, inPlane, mapPlane, paddedPlane } from "./layer.js";
import { windowMarks } from "./lights.js";
import { lowered } from "./map_sentences.js";
import { rowsLine } from "./rows_line.js";
import { explained, window } from "./separable_layer.js";
import { separableRows, termAt } from "./separable_sentences.js";
import { separableStage } from "./separable_stage.js";
import { thenOf } from "./then_text.js";
import { here } from "./value_views.js";

const ROW = 190; // px of a channel's row at least
export const rowHigh = ({ frame, layer }) => ({ ...frame, height: frame.projected ? frame.height : Math.max(frame.height, ROW * layer.x.shape[0]) });

export function separableForward(dispatch, on) {
  const bias = biasBox(on);
  const stage = separableStage(on, { signs: ["∗", "=", "·", "Σ", "="], cells, bias, walked: true });
  const line = rowsLine({
    onPointTerm: (term) => dispatch({ type: "point", pointed: term === null ? null : { kind: "term", term } }),
    onOpen: (opened) => dispatch({ type: "open", opened }),
  });
  const cost = costPanel();
  let shown = null;

  function cells({ channel, part }) {
    const shared = { onLeave: on.leave, onExit: on.exit };
    if (part === "kernel") {
      return kernelPlane({ ...shared, onPoint: ([i, j]) => on.weight([channel, i, j]), onEdit: ([i, j], value) => on.edit([channel, i, j], value) });
    }
    const onPoint = () => dispatch({ type: "point", pointed: { kind: "mixing", channel } });
    return kernelPlane({ ...shared, onPoint, onEdit: (_, value) => dispatch({ type: "mixing", at: [shown.map, channel], value }) });
  }

  function show(state) {
    shown = state;
    const { layer, map, look, texts } = state;
    const sizes = stage.show({ ...state, frame: rowHigh(state), grids: forwardGrids(layer, map, texts), fill, tensor: layer.after });
    bias.show({ layer, map, look, texts, cell: sizes.weight });
    cost.show(layer, { texts, write: look.write });
    line.release();
  }

  function fill({ kernel, weight }, c, sizes) {
    const { layer, map, look, texts } = shown;
    const [height, width] = layer.op.kernel_size;
    const values = layer.weight.data.subarray(c * height * width, (c + 1) * height * width);
    const style = (data) => ({ ...look, ...look.diverging, range: rangeOf([data], { signed: true }) });
    put(kernel.caption, `${texts.kernel} W${lowered(c + 1)}`);
    kernel.cells.show(values, [height, width], { ...style(layer.weight.data), cell: sizes.kernel }, (i, j) => texts.weightName(c, i, j));
    put(weight.caption, `w${lowered(c + 1)}`);
    const w = layer.pointwise.data.subarray(map * layer.x.shape[0] + c, map * layer.x.shape[0] + c + 1);
    weight.cells.show(w, [1, 1], { ...style(layer.pointwise.data), cell: sizes.weight }, () => texts.mixingName(c, map));
  }

  function light({ layer, scene, view, data }, { write, texts }) {
    const found = explained(layer, scene.cell);
    const { fed = null, applied = null, ...marks } = marksOf(layer, found, scene.cell, view.pointed);
    stage.light({ ...marks, cell: ({ kernel, weight }, c) => cellsOf({ kernel, weight }, c, found, marks) });
    const said = line.show({
      place: texts.place(scene.cell, layer.shape),
      rows: separableRows(found, { write, opened: view.opened, then: thenOf(layer, scene.cell, data, write) }),
      texts,
    });
    if (fed) return line.say(texts.feeds(fed), { alone: true });
    if (applied) return line.say(texts.applied(view.pointed.weight, applied));
    return said;
  }
  return { stage: stage.node, below: [line.node, cost.node], show, light };
}

function cellsOf({ kernel, weight }, c, { terms, windows }, { lit, products = true }) {
  kernel.cells.products(products ? windows[c].terms : null);
  weight.cells.products(products ? [terms[c]] : null);
  kernel.cells.light(lit?.channel === c && lit.kernel ? lit.kernel : null);
  weight.cells.light(lit?.channel === c && !lit.kernel ? [0, 0] : null);
}

function forwardGrids(layer, map, texts) {
  const { x, middle, after, shape } = layer;
  const [input, between, output] = [rangeOf([x.data], { signed: false }), rangeOf([middle.data], { signed: true }), rangeOf([after.data], { signed: true })];
  return {
    input: (c) => ({ grid: paddedPlane(layer, c), range: input, caption: texts.inputName(c, x.shape) }),
    middle: (c) => ({ grid: mapPlane(middle, c), range: between, caption: texts.middleName(c, middle.shape) }),
    output: { grid: mapPlane(after, map), range: output, caption: texts.outputName(map, shape) },
  };
}

/** What is lit for a cell and what is pointed at: {input(c), middle(c), output, lit, fed, applied}. */
export function marksOf(layer, explanation, cell, pointed) {
  const frame = windowMarks(window(layer, cell));
  const own = here(cell);
  const base = { input: () => frame, middle: () => [own], output: [own] };
  const of = (channel, marks) => (c) => (c === channel ? marks : []);
  if (pointed?.kind === "input") {
    const fed = fedByPlace(layer, pointed.cell);
    const marks = [{ style: "fed", cells: fed.cells }];
    const tap = [{ style: "tap", cells: [pointed.cell] }];
    return { fed, products: false, input: of(pointed.channel, tap), middle: of(pointed.channel, marks), output: marks };
  }
  if (pointed?.kind === "weight") {
    const [channel, ...kernel] = pointed.weight;
    const cells = appliedAt(layer, kernel);
    return { ...base, applied: cells.length, lit: { channel, kernel }, input: (c) => [...frame, ...of(channel, [{ style: "place", cells }])(c)] };
  }
  if (pointed?.kind === "mixing") return { ...base, lit: { channel: pointed.channel } };
  if (pointed?.kind !== "term") return base;
  const { channel, term } = termAt(explanation, pointed.term);
  if (!term) return { ...base, lit: { channel } };
  const tap = { style: "tap", cells: [inPlane(layer, term.place)] };
  return { ...base, lit: { channel, kernel: term.kernel }, input: (c) => (c === channel ? [...frame, tap] : frame) };
}

function biasBox(on) {
  const node = element("figure", "bias-box");
  const caption = element("figcaption");
  const cells = kernelPlane({ onEdit: (_, value) => on.bias(value), onPoint: () => {}, onLeave: () => {}, onExit: on.exit });
  node.append(caption, cells.node);
  function show({ layer, map, look, texts, cell }) {
    node.hidden = !layer.op.bias;
    put(caption, texts.bias_short);
    const style = { ...look, ...look.diverging, range: rangeOf([layer.bias], { signed: true }), cell };
    cells.show([layer.bias[map]], [1, 1], style, () => texts.biasName(map));
  }
  return { node, show };
}

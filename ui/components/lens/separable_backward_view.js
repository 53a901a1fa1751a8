// A depthwise separable convolution on the stage, backwards: from dL/dy through the mixing to the maps between, and
// through each channel's kernel to the input.

import { rangeOf } from "./colours.js";
import { costPanel } from "./cost_panel.js";
import { write as put } from "./dom.js";
import { gradientPlane } from "./gradient_plane.js";
import { mapPlane, paddedPlane } from "./layer.js";
import { windowMarks } from "./lights.js";
import { lowered } from "./map_sentences.js";
import { rowsLine } from "./rows_line.js";
import { window } from "./separable_layer.js";
import { separableBackRows } from "./separable_sentences.js";
import { separableStage } from "./separable_stage.js";
import { rowHigh } from "./separable_views.js";
import { gradientRange } from "./single_layer.js";
import { here, upstreamBar } from "./value_views.js";

export function separableBackward(dispatch, on) {
  const bar = upstreamBar(dispatch);
  const stage = separableStage({ ...on, pickOutput: picked }, { signs: ["←", "←", "←", "←"], cells });
  const line = rowsLine();
  const cost = costPanel();
  let shown = null;

  function picked(cell) {
    on.pickOutput(cell);
    bar.focusValue();
  }

  function cells({ channel, part }) {
    const onPoint = ([i, j]) => (part === "kernel" ? on.weight([channel, i, j]) : dispatch({ type: "point", pointed: { kind: "mixing", channel } }));
    return gradientPlane({ onPoint, onLeave: on.leave });
  }

  function show(state) {
    shown = state;
    paint();
    cost.show(state.layer, { texts: state.texts, write: state.look.write });
    line.release();
  }

  function paint() {
    const { layer, map, way, texts } = shown;
    stage.show({ ...shown, frame: rowHigh(shown), grids: backwardGrids(layer, way, map, texts), fill, tensor: way.g });
  }

  function fill({ kernel, weight }, c, sizes) {
    const { layer, way, look, texts } = shown;
    const { toWeight, toPointwise } = way.shares.channels[c];
    const style = (total) => ({ ...look, ...look.diverging, range: rangeOf([total.data], { signed: true }) });
    const [whole, mixing] = [`dL/dW${lowered(c + 1)}`, `dL/dw${lowered(c + 1)}`];
    put(kernel.caption, whole);
    kernel.cells.show(toWeight, layer.op.kernel_size, { ...style(way.total.dw), cell: sizes.kernel }, whole);
    put(weight.caption, mixing);
    weight.cells.show([toPointwise], [1, 1], { ...style(way.total.dpointwise), cell: sizes.weight }, mixing);
  }

  function light(state, { write, texts }) {
    const { layer, scene, data, way, view } = state;
    shown = { ...shown, way, map: scene.cell[0] };
    paint();
    const frame = windowMarks(window(layer, scene.cell));
    const own = [here(scene.cell)];
    const channel = channelOf(view.pointed);
    const kernel = view.pointed?.kind === "weight" ? view.pointed.weight.slice(1) : null;
    stage.light({
      input: () => frame,
      middle: () => own,
      output: own,
      cell: (cells, c) => {
        cells.kernel.cells.light(kernel && c === channel ? kernel : null);
        cells.weight.cells.light(view.pointed?.kind === "mixing" && c === channel ? [0, 0] : null);
      },
    });
    bar.show({ scene, way, kernels: data.kernels, texts, write, taken: view.taken });
    const place = texts.place(scene.cell, layer.shape);
    return line.show({ place, rows: separableBackRows(way.shares, { channel, index: indexOf(layer, kernel) }, write), texts });
  }
  return { stage: stage.node, below: [bar.node, line.node, cost.node], show, light };
}

/** The channel whose arithmetic is written down: the one pointed at, else the first. */
function channelOf(pointed) {
  if (pointed?.kind === "weight") return pointed.weight[0];
  return pointed?.channel ?? 0;
}

/** The weight pointed at, else the middle one. */
function indexOf({ op: { kernel_size: [height, width] } }, kernel) {
  const [i, j] = kernel ?? [Math.floor(height / 2), Math.floor(width / 2)];
  return i * width + j;
}

function backwardGrids(layer, way, map, texts) {
  const { gathered, total, g } = way;
  const [dx, dz] = [gradientRange(total.dx, g), gradientRange(total.middle, g)];
  return {
    input: (c) => ({ grid: paddedPlane(layer, c, gathered.dx.data), range: dx, caption: texts.dxName }),
    middle: (c) => ({ grid: mapPlane(gathered.middle, c), range: dz, caption: `dL/dz${lowered(c + 1)}` }),
    output: { grid: mapPlane(g, map), range: rangeOf([g.data], { signed: true }), caption: texts.upstreamName(map, layer.shape) },
  };
}

// The way back on the stage: the gradient that arrives at the output, what the kernel gathers, what the input receives.

import { arrange, viewOf } from "./arrangement.js";
import { rangeOf } from "./colours.js";
import { element, write as put } from "./dom.js";
import { gradientPlane } from "./gradient_plane.js";
import { kernelPlane } from "./kernel_plane.js";
import { windowMarks } from "./lights.js";
import { channelsRead, kernelsOf, mapPlane, paddedPlane, windowInPlane } from "./layer.js";
import { plane } from "./plane.js";
import { mapTabs } from "./thumbnails.js";

/** `on` is as in stage.js. */
export function backwardStage(on) {
  const node = element("div", "stage backward");
  const tabs = mapTabs(on.map);
  const upstream = plane("output", { onPoint: on.output, onPick: on.pickOutput, onLeave: on.leave });
  upstream.sheet.tabIndex = 0;
  upstream.sheet.setAttribute("role", "application");
  const [inputColumn, kernelColumn, outputColumn] = ["input", "kernel", "output"].map((name) => element("div", `column ${name}-column`));
  outputColumn.append(tabs.node, upstream.node);
  const arrow = () => element("div", "operator", "←", { "aria-hidden": "true" });
  node.append(inputColumn, arrow(), kernelColumn, arrow(), outputColumn);
  let channels = [];
  let views = { input: null, output: null };
  let shown = null;

  function build(count) {
    channels = Array.from({ length: count }, (_, c) => channel(c));
    inputColumn.replaceChildren(...channels.map(({ values, gradient }) => paired(values.node, gradient.node)));
    kernelColumn.replaceChildren(...channels.map(({ weights, totals }) => paired(weights.node, totals.node)));
    node.classList.toggle("several", count > 1);
  }

  function channel(c) {
    const read = () => channelsRead(shown.layer, shown.map).indexOf(c);
    const events = { onPoint: ([i, j]) => on.weight([read(), i, j]), onLeave: on.leave };
    const input = { onPoint: (cell) => on.input(cell, c), onLeave: on.leave };
    const cells = kernelPlane({ ...events, onEdit: ([i, j], value) => on.edit([read(), i, j], value), onExit: on.exit });
    const gradient = gradientPlane(events);
    return { values: plane("input", input), gradient: plane("input", input), weights: framed(cells), totals: framed(gradient) };
  }

  /** Paint all of it. `way` is what backward_layer.js gives: {upstream, total, partial}. */
  function show(next) {
    shown = next;
    const { layer, zoom, focus, frame } = next;
    if (channels.length !== layer.x.shape[0]) build(layer.x.shape[0]);
    const planes = channels.map((_, c) => paddedPlane(layer, c));
    views = {
      input: viewOf(zoom, [planes[0].rows, planes[0].columns], focus.input, views.input),
      output: viewOf(zoom, layer.shape.slice(1), focus.output, views.output),
    };
    const several = channels.length > 1;
    const cells = arrange({
      ...frame,
      close: zoom === "arithmetic",
      rows: several ? channels.length : 2,
      across: several ? 2 : 1,
      input: [views.input.rows, views.input.columns],
      kernel: layer.op.kernel_size,
      output: [views.output.rows, views.output.columns],
    });
    shown = { ...next, cells, planes };
    node.classList.toggle("stacked", cells.stacked);
    showInputs();
    showOutput();
  }

  /** Paint again what an edit of one map changes; the rest follows from `light`. */
  function showMap(next) {
    shown = { ...shown, ...next };
    showOutput();
  }

  function showInputs() {
    const { layer, cells, planes, look, texts } = shown;
    const range = rangeOf([layer.x.data], { signed: false });
    planes.forEach((grid, c) => {
      const { values } = channels[c];
      put(values.caption, texts.inputName(c, layer.x.shape));
      values.show(grid, views.input, { ...look, ...(range.signed ? look.diverging : look.grey), range, cell: cells.input });
    });
  }

  function showOutput() {
    const { layer, map, way, cells, look, texts } = shown;
    const range = rangeOf([way.g.data], { signed: true });
    put(upstream.caption, texts.upstreamName(map, layer.shape));
    upstream.sheet.setAttribute("aria-label", texts.outputLabel);
    upstream.show(mapPlane(way.g, map), views.output, { ...look, ...look.diverging, range, cell: cells.output });
    tabs.show({ tensor: way.g, chosen: map, table: look.diverging.table, range, label: texts.maps, name: texts.mapName });
  }

  /** Everything that depends on how far the player has come: the totals so far, and what is lit. */
  function light({ way, cell, pointed }) {
    const { layer, cells, look, texts, map } = shown;
    const read = channelsRead(layer, map);
    const window = windowInPlane(layer, cell);
    const marks = windowMarks(window);
    const dxRange = rangeOf([way.total.dx.data], { signed: true });
    const dwRange = rangeOf([way.total.dw.data], { signed: true });
    const [height, width] = layer.op.kernel_size;
    const own = kernelsOf(layer, map);
    channels.forEach(({ values, gradient, weights, totals }, c) => {
      const index = read.indexOf(c);
      gradient.show(ownPlane(layer, way.partial, c), views.input, { ...look, ...look.diverging, range: dxRange, cell: cells.input });
      put(gradient.caption, texts.dxName);
      values.light(index < 0 ? [] : marks);
      gradient.light(index < 0 ? [] : marks);
      for (const box of [weights.node, totals.node]) box.classList.toggle("unread", index < 0);
      if (index < 0) return;
      const shares = way.shares.toWeight.slice(index * height * width, (index + 1) * height * width);
      showWeights(weights, c, { values: own[index], shares, way });
      put(totals.caption, texts.dwName);
      totals.cells.show(shares, [height, width], { ...look, ...look.diverging, range: dwRange, cell: cells.kernel }, texts.dwName);
      const lit = pointed?.kind === "weight" && pointed.weight[0] === index ? pointed.weight.slice(1) : null;
      totals.cells.light(lit);
      weights.cells.light(lit);
    });
    upstream.light([{ style: "window", rectangle: { top: cell[1], left: cell[2], rows: 1, columns: 1 } }]);
  }

  function showWeights({ caption, cells: grid }, c, { values, shares, way }) {
    const { layer, map, cells, look, texts } = shown;
    const { g } = way.shares;
    const style = { ...look, ...look.diverging, range: rangeOf(kernelsOf(layer, map), { signed: true }), cell: cells.kernel };
    put(caption, texts.kernelName(map, layer.op));
    grid.show(values, layer.op.kernel_size, style, (i, j) => texts.weightName(c, i, j));
    grid.products(Array.from(values, (w, at) => (shares[at].idle ? null : { x: g, product: g * w, source: [0, 0] })));
  }

  return { node, show, showMap, light };
}

/** The gradient by the input in the padded frame: what falls on the padding is lost, so it is drawn empty. */
function ownPlane(layer, dx, channel) {
  const zeros = { ...layer, op: { ...layer.op, padding_mode: "zeros" } };
  return paddedPlane(zeros, channel, dx.data);
}

function framed(cells) {
  const node = element("figure", "kernel");
  const caption = element("figcaption");
  node.append(caption, cells.node);
  return { node, caption, cells };
}

function paired(...nodes) {
  const node = element("div", "paired");
  node.append(...nodes);
  return node;
}

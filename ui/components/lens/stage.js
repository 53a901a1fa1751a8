// Input planes, kernel planes and the output map side by side; what is painted and what is lit.

import { arrange, viewOf } from "./arrangement.js";
import { element, write as put } from "./dom.js";
import { kernelPlane } from "./kernel_plane.js";
import { channelsRead, kernelsOf, mapPlane, paddedPlane } from "./layer.js";
import { plane } from "./plane.js";
import { rangeOf } from "./colours.js";
import { mapTabs } from "./thumbnails.js";

/**
 * `on` hears: input(cell, channel), pickInput, output(cell), pickOutput, weight([c, i, j]), leave(), edit([c, i, j],
 * value), bias(value), map(o), exit().
 */
export function stage(on) {
  const node = element("div", "stage");
  const tabs = mapTabs(on.map);
  const output = plane("output", { onPoint: on.output, onPick: on.pickOutput, onLeave: on.leave });
  output.sheet.tabIndex = 0;
  output.sheet.setAttribute("role", "application");
  const bias = kernelPlane({ onEdit: (_, value) => on.bias(value), onPoint: () => {}, onLeave: () => {}, onExit: on.exit });
  const biasBox = element("figure", "bias-box");
  const biasName = element("figcaption");
  biasBox.append(biasName, bias.node);
  const plus = element("div", "operator plus", "+", { "aria-hidden": "true" });
  const outputColumn = element("div", "column output-column");
  outputColumn.append(tabs.node, output.node);
  const times = element("div", "operator times", "∗", { "aria-hidden": "true" });
  const equals = element("div", "operator equals", "=", { "aria-hidden": "true" });
  const [inputColumn, kernelColumn] = [element("div", "column input-column"), element("div", "column kernel-column")];
  node.append(inputColumn, times, kernelColumn, plus, biasBox, equals, outputColumn);
  let inputs = [];
  let kernels = [];
  let views = { input: null, output: null };
  let shown = null;

  function build(channels) {
    inputs = Array.from({ length: channels }, (_, c) =>
      plane("input", { onPoint: (cell, aloud) => on.input(cell, c, aloud), onPick: (cell) => on.pickInput(cell, c), onLeave: on.leave, walked: true }));
    kernels = Array.from({ length: channels }, (_, c) => {
      const box = element("figure", "kernel");
      const caption = element("figcaption");
      const cells = kernelPlane({
        onEdit: ([i, j], value) => on.edit([indexRead(c), i, j], value),
        onPoint: ([i, j]) => on.weight([indexRead(c), i, j]),
        onLeave: on.leave,
        onExit: on.exit,
      });
      box.append(caption, cells.node);
      return { node: box, caption, cells };
    });
    inputColumn.replaceChildren(...inputs.map((each) => each.node));
    kernelColumn.replaceChildren(...kernels.map((each) => each.node));
  }

  const indexRead = (channel) => channelsRead(shown.layer, shown.map).indexOf(channel);

  /** Paint everything. `frame` is {width, height, projected}; `focus` the rectangles to keep in view when zoomed. */
  function show(next) {
    shown = next;
    const { layer, map, zoom, focus, frame, look, texts } = next;
    if (inputs.length !== layer.x.shape[0]) build(layer.x.shape[0]);
    const planes = inputs.map((_, channel) => paddedPlane(layer, channel));
    views = {
      input: viewOf(zoom, [planes[0].rows, planes[0].columns], focus.input, views.input),
      output: viewOf(zoom, layer.shape.slice(1), focus.output, views.output),
    };
    const cells = arrange({
      ...frame,
      close: zoom === "arithmetic",
      rows: inputs.length,
      tiled: inputs.length > 1,
      input: [views.input.rows, views.input.columns],
      kernel: layer.op.kernel_size,
      output: [views.output.rows, views.output.columns],
    });
    node.classList.toggle("stacked", cells.stacked);
    node.classList.toggle("several", inputs.length > 1);
    node.classList.toggle("tiled", cells.tiled);
    node.classList.toggle("grows", views.output.columns > views.input.columns);
    showInputs(planes, cells, next);
    showKernels(cells, next);
    showOutput(cells, next);
    biasName.textContent = texts.bias_short;
    shown = { ...next, cells };
  }

  /** Paint again what an edit of one map changes. */
  function showMap(next) {
    shown = { ...shown, ...next };
    showKernels(shown.cells, shown);
    showOutput(shown.cells, shown);
  }

  function showInputs(planes, cells, { layer, map, look, texts }) {
    const range = rangeOf([layer.x.data], { signed: false });
    const table = range.signed ? look.diverging : look.grey;
    const read = channelsRead(layer, map);
    planes.forEach((grid, channel) => {
      put(inputs[channel].caption, texts.inputName(channel, layer.x.shape));
      inputs[channel].sheet.setAttribute("aria-label", `${texts.inputName(channel, layer.x.shape)}. ${texts.inputHelp}`);
      inputs[channel].node.classList.toggle("last", channel === planes.length - 1);
      inputs[channel].node.classList.toggle("unread", !read.includes(channel));
      inputs[channel].show(grid, views.input, { ...look, ...table, range, cell: cells.input });
    });
  }

  function showKernels(cells, { layer, map, frame, look, texts }) {
    const own = kernelsOf(layer, map);
    const range = rangeOf(own, { signed: true });
    const style = { ...look, ...look.diverging, range, cell: cells.kernel };
    kernels.forEach(({ node: box, caption, cells: grid }, channel) => {
      const index = channelsRead(layer, map).indexOf(channel);
      box.classList.toggle("unread", index < 0);
      if (index < 0) return;
      put(caption, texts.kernelName(map, layer.op));
      grid.show(own[index], layer.op.kernel_size, style, (i, j) => texts.weightName(channel, i, j));
    });
    biasBox.hidden = plus.hidden = !layer.op.bias;
    bias.show([layer.bias[map]], [1, 1], { ...style, cell: Math.min(frame.projected ? 110 : 64, cells.kernel) }, () => texts.biasName(map));
  }

  function showOutput(cells, { layer, map, look, texts }) {
    const range = rangeOf([layer.after.data], { signed: true });
    const style = { ...look, ...look.diverging, range };
    put(output.caption, texts.outputName(map, layer.shape));
    output.sheet.setAttribute("aria-label", texts.outputLabel);
    output.show(mapPlane(layer.after, map), views.output, { ...style, cell: cells.output });
    tabs.show({ tensor: layer.after, chosen: map, table: look.diverging.table, range, label: texts.maps, name: texts.mapName });
  }

  /** Light up: `input` marks for each channel, `output` marks, `products` for each channel, `weight` [i, j]. */
  function light({ input, output: marks, products, weight }) {
    const read = channelsRead(shown.layer, shown.map);
    inputs.forEach((each, channel) => each.light(read.includes(channel) ? input(channel) : []));
    output.light(marks);
    kernels.forEach(({ cells }, channel) => {
      const index = read.indexOf(channel);
      if (index < 0) return;
      cells.products(products?.[index] ?? null);
      cells.light(weight && (weight[0] === null || weight[0] === index) ? weight.slice(1) : null);
    });
  }

  return { node, show, showMap, light };
}

/** The weights of one map. */
export function ofMap({ data, shape: [, channels, height, width] }, map) {
  const count = channels * height * width;
  return data.subarray(map * count, (map + 1) * count);
}

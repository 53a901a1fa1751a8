// Channel by channel: the input, its kernel, the map between and its 1×1 weight; beside them all the output. Forwards
// it shows values, backwards their gradients: what stands in the planes and in the cells is told by whoever shows it.

import { viewOf } from "./arrangement.js";
import { element, write as put } from "./dom.js";
import { arrangeSeparable } from "./separable_sizes.js";
import { plane } from "./plane.js";
import { mapTabs } from "./thumbnails.js";

/**
 * `cells({channel, part})` makes a plane of cells, for the "kernel" or the "weight" of a channel; `walked`: the arrow keys
 * walk over the input; `on` is as in stage.js.
 */
export function separableStage(on, { signs, cells, bias = null, walked = false }) {
  const node = element("div", "stage separable");
  const rows = element("div", "channels");
  const tabs = mapTabs(on.map);
  const output = plane("output", { onPoint: on.output, onPick: on.pickOutput, onLeave: on.leave });
  output.sheet.tabIndex = 0;
  output.sheet.setAttribute("role", "application");
  const column = element("div", "column output-column");
  column.append(tabs.node, output.node);
  node.append(rows, sign(signs[3]), ...(bias ? [bias.node, sign(signs[4])] : []), column);
  let channels = [];
  let views = { input: null, output: null };

  function build(count) {
    channels = Array.from({ length: count }, (_, c) => {
      const input = plane("input", { onPoint: (cell, aloud) => on.input(cell, c, aloud), onPick: (cell) => on.pickInput(cell, c), onLeave: on.leave, walked });
      const middle = plane("middle", { onPoint: on.output, onPick: on.pickOutput, onLeave: on.leave });
      const [kernel, weight] = ["kernel", "weight"].map((part) => framed(part, cells({ channel: c, part })));
      const row = element("div", "channel-row");
      row.append(input.node, sign(signs[0]), kernel.node, sign(signs[1]), middle.node, sign(signs[2]), weight.node);
      return { row, input, kernel, middle, weight };
    });
    rows.replaceChildren(...channels.map(({ row }) => row));
  }

  /**
   * Paint all of it. `grids` is {input(c), middle(c), output} of {grid, range, caption}, `fill(channel, c, sizes)` puts
   * numbers into the cells of a channel; `tensor` is that of the tabs.
   */
  function show({ layer, map, zoom, focus, frame, look, texts, grids, fill, tensor }) {
    const count = layer.x.shape[0];
    if (channels.length !== count) build(count);
    const { rows: high, columns: wide } = grids.input(0).grid;
    views = { input: viewOf(zoom, [high, wide], focus.input, views.input), output: viewOf(zoom, layer.shape.slice(1), focus.output, views.output) };
    const sizes = arrangeSeparable({
      ...frame,
      channels: count,
      input: [views.input.rows, views.input.columns],
      kernel: layer.op.kernel_size,
      output: [views.output.rows, views.output.columns],
      close: zoom === "arithmetic",
    });
    node.classList.toggle("stacked", sizes.stacked);
    const painted = (one, { grid, range, caption }, view, cell) => {
      put(one.caption, caption);
      one.show(grid, view, { ...look, ...(range.signed ? look.diverging : look.grey), range, cell });
    };
    channels.forEach((channel, c) => {
      painted(channel.input, grids.input(c), views.input, sizes.input);
      if (walked) channel.input.sheet.setAttribute("aria-label", `${grids.input(c).caption}. ${texts.inputHelp}`);
      painted(channel.middle, grids.middle(c), views.output, sizes.middle);
      fill(channel, c, sizes);
    });
    output.sheet.setAttribute("aria-label", texts.outputLabel);
    painted(output, grids.output, views.output, sizes.output);
    const { range } = grids.output;
    tabs.show({ tensor, chosen: map, table: look.diverging.table, range, label: texts.maps, name: texts.mapName });
    return sizes;
  }

  /** Light up: marks {input(c), middle(c), output}, and `cell(channel, c)` for the cells of each channel. */
  function light({ input, middle, output: marks, cell = () => {} }) {
    output.light(marks);
    channels.forEach((channel, c) => {
      channel.input.light(input(c));
      channel.middle.light(middle(c));
      cell(channel, c);
    });
  }
  return { node, show, light };
}

const sign = (text) => element("div", "operator", text, { "aria-hidden": "true" });

function framed(part, cells) {
  const node = element("figure", `kernel ${part}`);
  const caption = element("figcaption");
  node.append(caption, cells.node);
  return { node, caption, cells };
}

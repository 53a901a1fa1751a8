// A fully connected layer on the stage: for each channel rows of planes as large as the picture, and the column of
// outputs. Forwards x, the weights of one output and their products; backwards the gradients.

import { viewOf } from "./arrangement.js";
import { arrangePlanes } from "./plane_sizes.js";
import { element, write as put } from "./dom.js";
import { MOVES } from "./keys.js";
import { outputColumn } from "./output_column.js";
import { plane } from "./plane.js";

const OUTPUTS = 250; // px of the column
const LEGEND = 26; // px of a plane's title and its distance to the next

/**
 * `names` of the planes of a channel from left to right, `signs` between and behind them. `on` is as in stage.js;
 * `keyed` is the plane whose cells the arrow keys walk.
 */
export function denseStage(on, { names, signs, keyed }) {
  const node = element("div", "stage planes dense");
  const outputs = outputColumn(on.map);
  const columns = names.map(() => element("div", "column"));
  columns.forEach((column, at) => node.append(column, element("div", "operator", signs[at], { "aria-hidden": "true" })));
  node.append(outputs.node);
  let channels = [];
  let shown = null;
  let view = null;
  let at = { cell: [0, 0], channel: 0 }; // the px looked at last

  function build(count) {
    channels = Array.from({ length: count }, (_, channel) => Object.fromEntries(names.map((name) => [name, made(name, channel)])));
    columns.forEach((column, order) => column.replaceChildren(...channels.map((each) => each[names[order]].node)));
  }

  function made(name, channel) {
    const point = (cell) => on.input(cell, channel);
    const one = plane("input", { onPoint: point, onPick: (cell) => on.pickInput(cell, channel), onLeave: on.leave });
    if (name !== keyed) return one;
    one.sheet.tabIndex = 0;
    one.sheet.setAttribute("role", "application");
    one.sheet.addEventListener("keydown", (event) => walk(event, channel));
    one.sheet.addEventListener("blur", on.leave);
    return one;
  }

  function walk(event, channel) {
    const by = MOVES[event.key];
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    const [, rows, columns] = shown.layer.x.shape;
    on.input([within(at.cell[0] + by[0], rows), within(at.cell[1] + by[1], columns)], channel);
  }

  /** `grids(channel)` {name: {grid, range, caption}}; `values` of the outputs. */
  function show(next) {
    shown = next;
    const { layer: { x: { shape } }, map, look, texts, name, values } = next;
    if (channels.length !== shape[0]) build(shape[0]);
    if (!isIn({ top: 0, left: 0, rows: shape[1], columns: shape[2] }, at.cell)) at = { cell: [shape[1] >> 1, shape[2] >> 1], channel: 0 };
    node.classList.toggle("several", shape[0] > 1);
    paint();
    outputs.show({ name, values, chosen: map, label: texts.dense.outputs, nameOf: texts.dense.outputName, write: look.write });
  }

  function paint() {
    const { layer: { x: { shape } }, zoom, frame, look, texts, grids } = shown;
    view = viewOf(zoom, shape.slice(1), around(at.cell, zoom, shape), view);
    const tall = { ...frame, height: (frame.height - LEGEND * (shape[0] - 1)) / shape[0] };
    const { cells, stacked } = arrangePlanes({ ...tall, planes: names.map(() => [view.rows, view.columns]), part: OUTPUTS, close: zoom === "arithmetic" });
    node.classList.toggle("stacked", stacked);
    channels.forEach((planes, channel) => {
      const found = grids(channel);
      names.forEach((each, order) => {
        const { grid, range, caption } = found[each];
        put(planes[each].caption, caption);
        planes[each].node.classList.toggle("last", channel === shape[0] - 1);
        if (each === keyed) planes[each].sheet.setAttribute("aria-label", texts.dense.weights_help);
        planes[each].show(grid, view, { ...look, ...(range.signed ? look.diverging : look.grey), range, cell: cells[order] });
      });
    });
  }

  /** Light one px in every plane of its channel; null: none. */
  function light(pointed) {
    at = pointed ?? at;
    if (!isIn(view, at.cell)) paint();
    channels.forEach((planes, channel) => {
      const marks = pointed?.channel === channel ? [{ style: "window", rectangle: { top: pointed.cell[0], left: pointed.cell[1], rows: 1, columns: 1 } }] : [];
      for (const each of Object.values(planes)) each.light(marks);
    });
  }
  return { node, show, light };
}

/** One channel of numbers laid out as [channels, H, W], from map `o` on, as a plane. */
export function planeOf(values, [channels, rows, columns], channel, o = 0) {
  const from = (o * channels + channel) * rows * columns;
  return { values: values.subarray(from, from + rows * columns), rows, columns, inner: null };
}

/** The rectangle to keep in view: the px itself, closer up with its neighbours. */
function around([row, column], zoom, [, rows, columns]) {
  const near = zoom === "arithmetic" ? 1 : 0;
  const [top, left] = [Math.max(0, row - near), Math.max(0, column - near)];
  return { top, left, rows: Math.min(rows - 1, row + near) - top + 1, columns: Math.min(columns - 1, column + near) - left + 1 };
}

function isIn({ top, left, rows, columns }, [row, column]) {
  return row >= top && column >= left && row < top + rows && column < left + columns;
}

function within(value, count) {
  return Math.min(count - 1, Math.max(0, value));
}

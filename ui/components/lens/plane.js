// One plane of numbers: a canvas of one px a cell, scaled; above it the numbers, above them what is lit.

import { walking } from "./cell_walk.js";
import { element } from "./dom.js";
import { paintLights, paintNumbers } from "./ink.js";
import { paint } from "./colours.js";

const TAP = 6; // px a finger may wander and still have tapped

/**
 * A plane; `onPoint` hears of the cell under the pointer, `onPick` of a click or tap, `onLeave` when it has gone. Where it
 * is `walked`, the arrow keys walk over its cells, and `onPoint` hears that the cell is to be read out, too.
 */
export function plane(name, { onPoint = () => {}, onPick = () => {}, onLeave = () => {}, walked = false } = {}) {
  const node = element("figure", `plane ${name}`);
  const caption = element("figcaption");
  const sheet = element("div", "sheet");
  const [pixels, numbers, lights] = ["pixels", "numbers", "lights"].map((layer) => element("canvas", layer, "", { "aria-hidden": "true" }));
  const scale = element("div", "scale", "", { "aria-hidden": "true" });
  const ends = [element("span"), element("i"), element("span")];
  scale.append(...ends);
  sheet.append(pixels, numbers, lights);
  node.append(caption, sheet, scale);
  let shown = null;

  if (walked) walking(sheet, { view: () => shown?.view, onPoint, onLeave });
  sheet.addEventListener("pointermove", (event) => {
    const cell = cellAt(event);
    if (cell) onPoint(cell);
  });
  sheet.addEventListener("pointerleave", onLeave);
  let pressed = null;
  sheet.addEventListener("pointerdown", (event) => {
    pressed = [event.clientX, event.clientY];
    const cell = cellAt(event);
    if (cell && event.pointerType !== "mouse") onPoint(cell);
  });
  sheet.addEventListener("pointerup", (event) => {
    const still = pressed && Math.hypot(event.clientX - pressed[0], event.clientY - pressed[1]) < TAP;
    pressed = null;
    const cell = cellAt(event);
    if (still && cell) onPick(cell);
  });

  function cellAt(event) {
    if (!shown) return null;
    const { view, cell } = shown;
    const box = sheet.getBoundingClientRect();
    const row = Math.floor((event.clientY - box.top) / cell);
    const column = Math.floor((event.clientX - box.left) / cell);
    const inside = row >= 0 && column >= 0 && row < view.rows && column < view.columns;
    return inside ? [row + view.top, column + view.left] : null;
  }

  /**
   * Paint the part in view. `grid` is {values, rows, columns, inner?: the rectangle that is not padding};
   * `look` is {table, range, colours, write, cell (px)}.
   */
  function show(grid, view, look) {
    shown = { grid, view, ...look };
    const part = cropped(grid, view);
    const context = sized(pixels, view.columns, view.rows).getContext("2d");
    const image = context.createImageData(view.columns, view.rows);
    paint(new Uint32Array(image.data.buffer), part, look.table, look.range);
    context.putImageData(image, 0, 0);
    const [width, height] = [view.columns * look.cell, view.rows * look.cell];
    sheet.style.width = `${width}px`;
    sheet.style.height = `${height}px`;
    const sharp = devicePixelRatio || 1;
    for (const canvas of [numbers, lights]) sized(canvas, Math.round(width * sharp), Math.round(height * sharp));
    paintNumbers(numbers.getContext("2d"), part, shown, sharp);
    ends[0].textContent = look.write.plain(look.range.low);
    ends[2].textContent = look.write.plain(look.range.high);
    ends[1].style.background = `linear-gradient(90deg, ${look.stops.join(",")})`;
  }

  /** Light up cells: a list of {cells | rectangle, style}, in the plane's own rows and columns. */
  function light(marks) {
    if (!shown) return;
    paintLights(lights.getContext("2d"), marks, shown, devicePixelRatio || 1);
  }

  return { node, caption, sheet, show, light };
}

function cropped({ values, columns }, { top, left, rows, columns: across }) {
  const part = new Float32Array(rows * across);
  for (let row = 0; row < rows; row += 1) {
    const from = (top + row) * columns + left;
    part.set(values.subarray(from, from + across), row * across);
  }
  return part;
}

function sized(canvas, width, height) {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  return canvas;
}

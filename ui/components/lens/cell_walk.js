// The arrow keys walk over a plane's cells as the pointer moves over them.

import { MOVES } from "./keys.js";

/**
 * Let `sheet` take the keyboard. `view()` is the rectangle of cells in view, `onPoint(cell, aloud)` hears of every cell
 * walked to, `onLeave` when the keyboard goes elsewhere.
 */
export function walking(sheet, { view, onPoint, onLeave }) {
  let cell = null;
  sheet.tabIndex = 0;
  sheet.setAttribute("role", "application");
  sheet.addEventListener("keydown", (event) => {
    const by = MOVES[event.key];
    if (!by || !view() || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    cell = cell ? moved(cell, by, view()) : middle(view());
    onPoint(cell, true);
  });
  sheet.addEventListener("blur", () => {
    cell = null;
    onLeave();
  });
}

const middle = ({ top, left, rows, columns }) => [top + (rows >> 1), left + (columns >> 1)];

function moved([row, column], [down, right], { top, left, rows, columns }) {
  return [within(row + down, top, rows), within(column + right, left, columns)];
}

function within(place, first, count) {
  return Math.min(first + count - 1, Math.max(first, place));
}

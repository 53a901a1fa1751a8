// What is drawn over a plane's pixels: grid, padding, numbers, and the marks that follow the pointer.

import { NUMBERS_FROM } from "./arrangement.js";
import { colourOf, inkOf } from "./colours.js";
import { MARKS } from "./marks.js";

const GRID_FROM = 9; // px a cell must have for lines between cells
const MINUS_FROM = 5; // px a cell must have for a minus
const FAINT = 0.08; // share of the scale below which a value's sign does not matter to the eye

/** Grid lines, the hatching of the padding, and the numbers where cells are large enough. */
export function paintNumbers(context, part, { grid, view, cell, table, range, colours, write }, sharp) {
  const [width, height] = [view.columns * cell, view.rows * cell];
  context.setTransform(sharp, 0, 0, sharp, 0, 0);
  context.clearRect(0, 0, width, height);
  if (grid.inner) hatch(context, grid.inner, view, cell, colours);
  if (cell >= GRID_FROM) lines(context, view, cell, colours);
  if (cell < NUMBERS_FROM) return range.signed && cell >= MINUS_FROM ? minuses(context, part, { view, cell, table, range }) : undefined;
  const size = Math.min(46, Math.max(8.5, cell * (cell >= 36 ? 0.36 : 0.34)));
  const room = Math.floor((0.92 * cell) / (size * 0.6)); // neighbours stay apart
  context.font = `500 ${size}px ${colours.numberFont}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (let row = 0; row < view.rows; row += 1) {
    for (let column = 0; column < view.columns; column += 1) {
      const value = part[row * view.columns + column];
      const padding = grid.inner && !inside(grid.inner, row + view.top, column + view.left);
      context.fillStyle = padding ? colours.text : inkOf(colourOf(value, table, range));
      context.fillText(write.cell(value, room), (column + 0.5) * cell, (row + 0.54) * cell);
    }
  }
}

/** A minus in negative cells without room for their number: in grey both ends of the scale are equally dark. */
function minuses(context, part, { view, cell, table, range }) {
  const [length, height] = [Math.round(cell * 0.5), Math.max(1, Math.round(cell * 0.1))];
  context.globalAlpha = 0.75;
  part.forEach((value, index) => {
    if (value >= FAINT * range.low) return;
    context.fillStyle = inkOf(colourOf(value, table, range));
    const [row, column] = [Math.floor(index / view.columns), index % view.columns];
    context.fillRect(column * cell + (cell - length) / 2, row * cell + (cell - height) / 2, length, height);
  });
  context.globalAlpha = 1;
}

/** Padding is no part of the picture: the paper's colour with slanted lines; mirrored values shine through. */
function hatch(context, inner, view, cell, colours) {
  const [width, height] = [view.columns * cell, view.rows * cell];
  context.save();
  context.beginPath();
  context.rect(0, 0, width, height);
  context.rect((inner.left - view.left) * cell, (inner.top - view.top) * cell, inner.columns * cell, inner.rows * cell);
  context.clip("evenodd");
  context.globalAlpha = inner.copies ? 0.55 : 1;
  context.fillStyle = colours.panel;
  context.fillRect(0, 0, width, height);
  context.globalAlpha = 0.35;
  context.strokeStyle = colours.text;
  context.lineWidth = 1;
  context.beginPath();
  for (let start = -height; start < width; start += 7) {
    context.moveTo(start, height);
    context.lineTo(start + height, 0);
  }
  context.stroke();
  context.restore();
  context.strokeStyle = colours.text;
  context.lineWidth = 1.5;
  context.strokeRect((inner.left - view.left) * cell, (inner.top - view.top) * cell, inner.columns * cell, inner.rows * cell);
}

function lines(context, view, cell, colours) {
  context.strokeStyle = colours.text;
  context.globalAlpha = cell >= NUMBERS_FROM ? 0.2 : 0.1;
  context.lineWidth = 1;
  context.beginPath();
  for (let row = 1; row < view.rows; row += 1) {
    context.moveTo(0, row * cell + 0.5);
    context.lineTo(view.columns * cell, row * cell + 0.5);
  }
  for (let column = 1; column < view.columns; column += 1) {
    context.moveTo(column * cell + 0.5, 0);
    context.lineTo(column * cell + 0.5, view.rows * cell);
  }
  context.stroke();
  context.globalAlpha = 1;
}

function inside({ top, left, rows, columns }, row, column) {
  return row >= top && column >= left && row < top + rows && column < left + columns;
}

// --- what follows the pointer ---
// Each style differs by its line, not only by its colour: "window" is a frame, "tap" a thin cell, "fed" is dashed,
// "place" a dot. Nothing veils the values: a colour always means its number.

export function paintLights(context, marks, { grid, view, cell, colours }, sharp) {
  const [width, height] = [view.columns * cell, view.rows * cell];
  context.setTransform(sharp, 0, 0, sharp, 0, 0);
  context.clearRect(0, 0, width, height);
  const box = ({ top, left, rows, columns }) => [
    (top - view.top) * cell, (left - view.left) * cell, rows * cell, columns * cell,
  ];
  for (const mark of marks) STYLES[mark.style](context, mark, { box, cell, colours, width, height, grid });
}

const STYLES = {
  ...MARKS,
  window(context, { rectangle, dashed = false }, { box, colours, cell, width, height }) {
    const [top, left, rows, columns] = box(rectangle);
    const line = cell >= 14 ? 3 : 2;
    const at = held([left, top, columns, rows], line, width, height);
    framed(context, at, { line, colours, dash: dashed ? [5, 4] : [] });
  },
  tap(context, { cells }, { box, colours, cell, width, height }) {
    for (const [row, column] of cells) {
      const [top, left, rows, columns] = box({ top: row, left: column, rows: 1, columns: 1 });
      framed(context, held([left, top, columns, rows], 1.5, width, height), { line: cell >= 14 ? 2 : 1, colours });
    }
  },
  fed(context, { cells }, { box, colours, cell, width, height }) {
    context.globalAlpha = 0.4;
    context.fillStyle = colours.primary;
    for (const [row, column] of cells) {
      const [top, left, rows, columns] = box({ top: row, left: column, rows: 1, columns: 1 });
      context.fillRect(left, top, columns, rows);
    }
    context.globalAlpha = 1;
    for (const [row, column] of cell >= 8 ? cells : []) {
      const [top, left, rows, columns] = box({ top: row, left: column, rows: 1, columns: 1 });
      framed(context, held([left, top, columns, rows], 1.5, width, height), { line: 1.5, colours, dash: [3, 2] });
    }
  },
  place(context, { cells }, { box, colours, cell }) {
    if (cell < 6) {
      context.globalAlpha = 0.45;
      context.fillStyle = colours.primary;
      for (const [row, column] of cells) {
        const [top, left] = box({ top: row, left: column, rows: 1, columns: 1 });
        context.fillRect(left, top, cell, cell);
      }
      context.globalAlpha = 1;
      return;
    }
    const radius = Math.max(0.8, Math.min(5, cell * 0.16));
    const middle = cell >= NUMBERS_FROM ? cell - radius - 2.5 : cell / 2; // a number keeps the middle for itself
    for (const [fill, more] of [[colours.background, 1.5], [colours.primary, 0]]) {
      context.fillStyle = fill;
      context.beginPath();
      for (const [row, column] of cells) {
        const [top, left] = box({ top: row, left: column, rows: 1, columns: 1 });
        context.moveTo(left + middle + radius + more, top + middle);
        context.arc(left + middle, top + middle, radius + (cell >= 6 ? more : 0), 0, 7);
      }
      context.fill();
    }
  },
};

/** A frame with a halo, so that it stands out on light and on dark, in colour and in grey. */
function framed(context, [left, top, width, height], { line, colours, dash = [] }) {
  context.lineJoin = "round";
  context.setLineDash([]);
  context.strokeStyle = colours.background;
  context.lineWidth = line + 2.5;
  context.strokeRect(left, top, width, height);
  context.setLineDash(dash);
  context.strokeStyle = colours.primary;
  context.lineWidth = line;
  context.strokeRect(left, top, width, height);
  context.setLineDash([]);
}

/** The same rectangle, with its line inside the canvas. */
function held([left, top, width, height], line, most, tall) {
  const half = line / 2 + 0.5;
  const [x, y] = [Math.max(half, left), Math.max(half, top)];
  return [x, y, Math.min(left + width, most - half) - x, Math.min(top + height, tall - half) - y];
}

// Small numbers written over a kernel's cells. On a canvas and not in elements: every one of them changes with every
// move of the pointer, and to lay out fifty texts costs more than everything else that a move does.

import { element } from "./dom.js";

export const GAP = 2; // px between two cells, as in style.css
const ROOM = 0.94; // of a cell's width: a longer number is drawn narrower

/**
 * `node` lies over the cells. `write(cells, look)`, `cells`: for each a list of {text, at, size, bold?, quiet?, dotted?},
 * `at` the middle of the line and `size` its height, as shares of the cell; `look` is {columns, cell (px), colours,
 * inks: the colour of each cell's letters}.
 */
export function cellInk() {
  const node = element("canvas", "ink", "", { "aria-hidden": "true" });

  function write(cells, { columns, cell, colours, inks }) {
    const pitch = cell + GAP;
    const sharp = devicePixelRatio || 1;
    const [width, height] = [columns * pitch - GAP, Math.ceil(cells.length / columns) * pitch - GAP];
    const context = fitted(node, width, height, sharp);
    context.textAlign = "center";
    context.textBaseline = "middle";
    // Line by line and not cell by cell: to set a font costs more than to write with it.
    for (let order = 0; cells.some((lines) => lines.length > order); order += 1) {
      let style = null;
      cells.forEach(({ [order]: line }, index) => {
        if (!line) return;
        style = styled(context, line, cell, colours.numberFont, style);
        const [left, top] = [(index % columns) * pitch, Math.floor(index / columns) * pitch];
        context.fillStyle = inks[index];
        paint(context, line, left + cell / 2, top + line.at * cell, cell);
      });
    }
    context.globalAlpha = 1;
  }
  return { node, write, clear: () => node.getContext("2d").clearRect(0, 0, node.width, node.height) };
}

function fitted(node, width, height, sharp) {
  const [across, down] = [Math.round(width * sharp), Math.round(height * sharp)];
  if (node.width !== across || node.height !== down) {
    [node.width, node.height] = [across, down];
    [node.style.width, node.style.height] = [`${width}px`, `${height}px`];
  }
  const context = node.getContext("2d");
  context.setTransform(sharp, 0, 0, sharp, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

/** Set what a line of this kind needs, unless it is `set` already; returns what is set. */
function styled(context, { size, bold = false, quiet = false }, cell, font, set) {
  const style = `${size} ${bold} ${quiet}`;
  if (style === set) return set;
  const px = Math.max(9, size * cell);
  context.font = `${bold ? 700 : 400} ${px}px ${font}`;
  context.letterSpacing = `${-0.04 * px}px`;
  context.globalAlpha = quiet ? 0.88 : 1;
  return style;
}

function paint(context, { text, size, dotted = false }, x, y, cell) {
  context.fillText(text, x, y, ROOM * cell);
  if (dotted) underline(context, x, y + 0.62 * Math.max(9, size * cell), Math.min(ROOM * cell, context.measureText(text).width));
}

function underline(context, x, y, width) {
  context.strokeStyle = context.fillStyle;
  context.setLineDash([1.5, 1.5]);
  context.beginPath();
  context.moveTo(x - width / 2, y);
  context.lineTo(x + width / 2, y);
  context.stroke();
  context.setLineDash([]);
}

// More marks for cells (ink.js), told apart by their shape: a ring for the winner of a window, a bead in the corner for
// every winner, a wedge for what has changed, a slanted line for what lets no gradient pass.

export const MARKS = {
  winner: (context, { cells }, look) => eachCell(context, cells, look, (x, y, { cell, colours }) => {
    const inset = cell >= 14 ? 3.5 : 1; // round corners, where a window's are sharp; the number stays free
    const side = cell - 2 * inset;
    for (const [style, line] of [[colours.background, 5], [colours.primary, 2.5]]) {
      context.strokeStyle = style;
      context.lineWidth = cell >= 14 ? line : line / 2;
      context.beginPath();
      context.roundRect(x + inset, y + inset, side, side, side * 0.4);
      context.stroke();
    }
  }),
  bead: (context, { cells }, look) => eachCell(context, cells, look, (x, y, { cell, colours }) => {
    const radius = Math.max(1, Math.min(4, cell * 0.13));
    for (const [style, more] of [[colours.background, 1.5], [colours.primary, 0]]) {
      context.fillStyle = style;
      context.beginPath();
      context.arc(x + cell - radius - 2, y + radius + 2, radius + (cell >= 8 ? more : 0), 0, 7);
      context.fill();
    }
  }),
  changed: (context, { cells }, look) => eachCell(context, cells, look, (x, y, { cell, colours }) => {
    const side = Math.max(2, cell * 0.34);
    for (const [style, more] of [[colours.background, 2], [colours.primary, 0]]) {
      context.fillStyle = style;
      context.beginPath();
      context.moveTo(x, y);
      context.lineTo(x + side + more, y);
      context.lineTo(x, y + side + more);
      context.fill();
    }
  }),
  flat(context, { cells }, look) {
    const { cell, colours } = look;
    context.beginPath();
    eachCell(context, cells, look, (x, y) => {
      context.moveTo(x + cell * 0.12, y + cell * 0.88);
      context.lineTo(x + cell * 0.88, y + cell * 0.12);
    });
    for (const [style, line, alpha] of [[colours.background, 2.4, 0.7], [colours.text, 1, 0.75]]) {
      context.globalAlpha = alpha;
      context.strokeStyle = style;
      context.lineWidth = cell >= 10 ? line : line / 2;
      context.stroke();
    }
    context.globalAlpha = 1;
  },
};

function eachCell(context, cells, look, draw) {
  for (const [row, column] of cells) {
    const [y, x] = look.box({ top: row, left: column, rows: 1, columns: 1 });
    draw(x, y, look);
  }
}

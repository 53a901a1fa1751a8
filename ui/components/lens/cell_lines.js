// What is written into the cells of a kernel, line by line, for cell_ink.js to paint. Pure: tested by Node.

const SMALL = 56; // px of a cell that has room for one line only

export const isSmall = (cell) => cell < SMALL;

/** What a weight meets, above it, and what the two make, below it. */
export function productLines({ x, product, source }, { cell, write }) {
  if (isSmall(cell)) return [{ text: `= ${write.plain(product)}`, at: 0.7, size: 0.21, bold: true }];
  return [
    { text: `${write.plain(x)} ·`, at: 0.25, size: 0.165, quiet: true, dotted: source === null },
    { text: `= ${write.plain(product)}`, at: 0.76, size: 0.165, bold: true },
  ];
}

/** What a weight's gradient was before the present window, what this adds, and what it is after it. */
export function gatheringLines({ before, product, after }, { cell, write }) {
  if (isSmall(cell)) return [{ text: write.plain(after), at: 0.5, size: 0.28, bold: true }];
  return [
    { text: write.plain(before), at: 0.19, size: 0.15, quiet: true },
    { text: `+ ${write.factor(product)}`, at: 0.45, size: 0.15 },
    { text: `= ${write.plain(after)}`, at: 0.77, size: 0.2, bold: true },
  ];
}

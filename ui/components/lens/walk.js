// The way of the player through the output: the places of one map, or, where every map is a single number, the maps
// themselves, read as one column. Pure: tested by Node.

export const isColumn = ([maps, rows, columns]) => rows * columns === 1 && maps > 1;

/** {count, position, size, cell}: how many places, which one, and both as rows and columns to read. */
export function walk(shape, cell) {
  const [maps, rows, columns] = shape;
  if (isColumn(shape)) return { count: maps, position: cell[0], size: [maps, 1], cell: [0, cell[0], 0] };
  return { count: rows * columns, position: cell[1] * columns + cell[2], size: [rows, columns], cell };
}

/** The cell at a position of the way, seen from map `o`. */
export function cellAt(shape, o, position) {
  const columns = isColumn(shape) ? 1 : shape[2];
  return placed(shape, o, [Math.floor(position / columns), position % columns]);
}

/** The cell in a row and column as `walk` numbers them. */
export function placed(shape, o, [row, column]) {
  return isColumn(shape) ? [row, 0, 0] : [o, row, column];
}

/** One step down and along from a cell; in a column both go on. */
export function stepped(shape, [o, row, column], [down, along]) {
  return isColumn(shape) ? [o + down + along, 0, 0] : [o, row + down, column + along];
}

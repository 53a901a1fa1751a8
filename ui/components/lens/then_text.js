// The activation after a layer, as the arithmetic line ends with it.

/** {name, text} of the activated value of one cell, or null where nothing follows. */
export function thenOf({ then, after }, [o, row, column], { activations }, write) {
  if (!then) return null;
  const [, rows, columns] = after.shape;
  const name = activations?.find(({ kind }) => kind === then.kind)?.label ?? then.kind;
  return { name, text: write.plain(after.data[(o * rows + row) * columns + column]) };
}

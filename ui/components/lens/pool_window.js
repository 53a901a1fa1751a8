// The window of a pooling, large enough to read: its values, the winner ringed, the padding hatched.

import { element, write as put } from "./dom.js";
import { plane } from "./plane.js";

const LARGEST = 7; // cells a side; a larger window is read in the input itself
const WIDE = 210; // px

export function poolWindow() {
  const node = element("div", "pool-window");
  const cells = plane("window");
  node.append(cells.node);
  let size = 0;

  /** `terms` as pooling_layer.js explains them, in `columns`; `range` as the input's. */
  function show({ terms, look, range, caption }) {
    const columns = new Set(terms.map(({ place }) => place[1])).size;
    const rows = terms.length / columns;
    node.hidden = Math.max(rows, columns) > LARGEST;
    if (node.hidden) return;
    size = Math.floor(Math.min(80, WIDE / Math.max(rows, columns)));
    const values = Float32Array.from(terms, ({ x }) => x);
    put(cells.caption, caption);
    const grid = { values, rows, columns, inner: insideOf(terms, rows, columns) };
    cells.show(grid, { top: 0, left: 0, rows, columns }, { ...look, ...(range.signed ? look.diverging : look.grey), range, cell: size });
    const winner = terms.findIndex(({ wins }) => wins);
    cells.light(winner < 0 ? [] : [{ style: "winner", cells: [[Math.floor(winner / columns), winner % columns]] }]);
  }
  return { node, show, width: ({ width }) => (width < 640 || node.hidden ? 0 : WIDE) };
}

/** The part of the window inside the picture, or null when all of it is. */
function insideOf(terms, rows, columns) {
  const own = terms.map(({ source }, at) => source && [Math.floor(at / columns), at % columns]).filter(Boolean);
  if (own.length === rows * columns) return null;
  const [[top, left], [bottom, right]] = [own[0], own.at(-1)];
  return { top, left, rows: bottom - top + 1, columns: right - left + 1, copies: false };
}

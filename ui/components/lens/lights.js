// What is lit when the learner points at a cell: marks for the planes, a sentence for the line. Tested by Node.

import { appliedAt, explained, fedByPlace, inPlane, windowInPlane } from "./layer.js";

/** {input(channel), output, products, weight, explanation} for a layer, the current cell and what is pointed at. */
export function lightsOf(layer, cell, pointed) {
  const explanation = explained(layer, cell);
  const count = explanation.planeSums.length;
  const each = explanation.terms.length / count;
  const products = explanation.planeSums.map((_, plane) => inKernelOrder(explanation.terms.slice(plane * each, (plane + 1) * each), layer.op));
  const window = windowInPlane(layer, cell);
  const here = { style: "window", rectangle: { top: cell[1], left: cell[2], rows: 1, columns: 1 } };
  const base = { explanation, products, weight: null, output: [here], input: () => windowMarks(window) };
  return pointed ? POINTED[pointed.kind](layer, base, pointed, window) : base;
}

function windowMarks({ rectangle, cells }) {
  const frame = { style: "window", rectangle, dashed: cells.length > 0 };
  return [frame, ...(cells.length ? [{ style: "tap", cells }] : [])];
}

const POINTED = {
  /** An input cell: every output it feeds. */
  input(layer, base, { cell }) {
    const fed = fedByPlace(layer, cell);
    return { ...base, fed, output: [{ style: "fed", cells: fed.cells }], input: () => [{ style: "tap", cells: [cell] }], products: null };
  },
  /** A weight: every place where it is applied. */
  weight(layer, base, { weight: [plane, i, j] }) {
    const cells = appliedAt(layer, [i, j]);
    const { channel: read } = base.products[plane][0];
    const input = (channel) => (channel === read ? [{ style: "place", cells }] : []);
    return { ...base, applied: cells.length, weight: [plane, i, j], input };
  },
  /** A term of the arithmetic line: its two cells. */
  term(layer, base, { term }, window) {
    const index = base.explanation.terms.findIndex((each) => each.channel === term.channel && String(each.kernel) === String(term.kernel));
    const plane = Math.floor(index / base.products[0].length);
    const place = inPlane(layer, term.place);
    const own = { style: "window", rectangle: { top: place[0], left: place[1], rows: 1, columns: 1 } };
    const input = (channel) => [...windowMarks(window), ...(channel === term.channel ? [own] : [])];
    return { ...base, weight: [plane, ...term.kernel], input };
  },
};

/** Terms come in the order of the kernel's cells already; a flipped kernel meets them in the same order. */
function inKernelOrder(terms, op) {
  const ordered = new Array(op.kernel_size[0] * op.kernel_size[1]);
  for (const term of terms) ordered[term.kernel[0] * op.kernel_size[1] + term.kernel[1]] = term;
  return ordered;
}

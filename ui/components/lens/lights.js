// What is lit when the learner points at a cell: marks for the planes, a sentence for the line. Tested by Node.

import { appliedAt, channelsRead, explained, fedByPlace, inPlane, kernelsOf, windowInPlane } from "./layer.js";
import { fedBy } from "./arithmetic/geometry.js";

/** {input(channel), output, products, weight, explanation} for a layer, the current cell and what is pointed at. */
export function lightsOf(layer, cell, pointed) {
  const explanation = explained(layer, cell);
  const channels = channelsRead(layer, cell[0]);
  const products = channels.map((channel) => inKernelOrder(explanation.terms.filter((term) => term.channel === channel), layer.op));
  const window = windowInPlane(layer, cell);
  const here = { style: "window", rectangle: { top: cell[1], left: cell[2], rows: 1, columns: 1 } };
  const base = { explanation, products, channels, weight: null, output: [here], input: () => windowMarks(window) };
  if (!pointed) return base;
  const lit = POINTED_IN[layer.op.kind]?.[pointed.kind] ?? POINTED[pointed.kind];
  return lit(layer, base, pointed, { window, cell });
}

/** The frame of a window, and its cells where it has gaps; nothing of one that reads nothing. */
export function windowMarks({ rectangle, cells }) {
  if (!rectangle) return [];
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
    const input = (channel) => (channel === base.channels[plane] ? [{ style: "place", cells }] : []);
    return { ...base, applied: cells.length, weight: [plane, i, j], input };
  },
  /** A term of the arithmetic line: its two cells. */
  term(layer, base, { term }, { window }) {
    const place = inPlane(layer, term.place);
    const own = { style: "window", rectangle: { top: place[0], left: place[1], rows: 1, columns: 1 } };
    const input = (channel) => [...windowMarks(window), ...(channel === term.channel ? [own] : [])];
    return { ...base, weight: [base.channels.indexOf(term.channel), ...term.kernel], input };
  },
};

/** Where a kind of layer lights something else. */
const POINTED_IN = {
  transposed_convolution: {
    /** An input cell: the kernel as it is stamped, multiplied by the cell's value, and where it lands. */
    input(layer, base, { cell, channel = 0 }, { cell: [o] }) {
      const plane = base.channels.indexOf(channel);
      const landed = plane < 0 ? [] : fedBy(layer.op, layer.x.shape, cell);
      const { data, shape: [, rows, columns] } = layer.x;
      const x = data[(channel * rows + cell[0]) * columns + cell[1]];
      const weights = kernelsOf(layer, o)[plane];
      const stamped = landed.map(({ kernel: [i, j] }) => {
        const w = weights[i * layer.op.kernel_size[1] + j];
        return { kernel: [i, j], x, w, product: x * w, source: cell };
      });
      const cells = landed.map(({ output }) => output);
      return {
        ...base,
        fed: { source: cell, cells, value: x },
        output: [{ style: "fed", cells }],
        input: (each) => (each === channel ? [{ style: "tap", cells: [cell] }] : []),
        products: base.channels.map((each) => (each === channel ? inKernelOrder(stamped, layer.op) : null)),
      };
    },
  },
};

/** Terms by the kernel's cells; where a weight meets nothing there is a gap. */
function inKernelOrder(terms, op) {
  const ordered = new Array(op.kernel_size[0] * op.kernel_size[1]);
  for (const term of terms) ordered[term.kernel[0] * op.kernel_size[1] + term.kernel[1]] = term;
  return ordered;
}

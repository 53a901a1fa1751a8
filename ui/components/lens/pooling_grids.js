// The planes of a pooling as the stage takes them: grids, ranges of colours, marks. Pure: tested by Node.

import { rangeOf } from "./colours.js";
import { fedByPlace, inPlane, mapPlane, paddedPlane } from "./layer.js";
import { isMax, winnersOf, window } from "./pooling_layer.js";

/** A plane of the input with its padding: zeros, or minus infinity where the largest value is looked for. */
export function inputGrid({ op, x }, map, values = x.data) {
  const grid = paddedPlane({ op: { ...op, padding_mode: "zeros" }, x }, map, values);
  if (!isMax(op) || values !== x.data || !grid.inner) return grid;
  const { top, left, rows, columns } = grid.inner;
  const isInside = (row, column) => row >= top && row < top + rows && column >= left && column < left + columns;
  grid.values.forEach((_, at) => {
    if (!isInside(Math.floor(at / grid.columns), at % grid.columns)) grid.values[at] = -Infinity;
  });
  return grid;
}

/** Input and output share one scale: a pooling makes nothing larger. */
export function forwardGrids(layer, map, texts) {
  const range = rangeOf([layer.x.data], { signed: false });
  return {
    x: { grid: inputGrid(layer, map), range, caption: texts.inputOf(layer, map) },
    y: { grid: mapPlane(layer.after, map), range, caption: texts.outputName(map, layer.shape) },
  };
}

/** The input with the winners, the gradient it has received so far, and the one that comes from above. */
export function backwardGrids(layer, way, map, texts) {
  const gradients = rangeOf([way.total.dx.data], { signed: true });
  return {
    x: { grid: inputGrid(layer, map), range: rangeOf([layer.x.data], { signed: false }), caption: texts.inputOf(layer, map) },
    dx: { grid: inputGrid(layer, map, way.partial.data), range: gradients, caption: texts.dxName },
    dy: { grid: mapPlane(way.g, map), range: rangeOf([way.g.data], { signed: true }), caption: texts.upstreamName(map, layer.shape) },
  };
}

/** What is lit for a cell, what is pointed at and what has slid: {x, y, fed}. */
export function forwardMarks(layer, explanation, cell, pointed) {
  const [map, row, column] = cell;
  const slid = slidMarks(layer, map);
  const here = { style: "window", rectangle: { top: row, left: column, rows: 1, columns: 1 } };
  if (pointed?.kind === "input") {
    const fed = fedByPlace({ ...layer, op: { ...layer.op, padding_mode: "zeros" } }, pointed.cell);
    return { fed, x: [...slid.x, { style: "tap", cells: [pointed.cell] }], y: [...slid.y, { style: "fed", cells: fed.cells }] };
  }
  return { x: [...slid.x, ...windowMarks(layer, explanation, cell, pointed)], y: [...slid.y, here] };
}

function windowMarks(layer, { terms }, cell, pointed) {
  const winner = terms.find(({ wins }) => wins);
  const term = pointed?.kind === "term" ? terms[pointed.term] : null;
  return [
    { style: "window", rectangle: window(layer, cell).rectangle },
    ...(winner ? [{ style: "winner", cells: [winner.inPlane] }] : []),
    ...(term ? [{ style: "tap", cells: [term.inPlane] }] : []),
  ];
}

function slidMarks({ op, x, shape, slid }, map) {
  if (!slid) return { x: [], y: [] };
  const places = changedCells(slid.input.marks, x.shape, map).map((place) => inPlane({ op, x }, place));
  return { x: [{ style: "changed", cells: places }], y: [{ style: "changed", cells: changedCells(slid.output.marks, shape, map) }] };
}

function changedCells(marks, [, rows, columns], map) {
  const cells = [];
  for (let at = 0; at < rows * columns; at += 1) if (marks[map * rows * columns + at]) cells.push([Math.floor(at / columns), at % columns]);
  return cells;
}

export function backwardMarks(layer, shares, cell) {
  const [map, row, column] = cell;
  const receivers = shares.toInput.map(({ source }) => inPlane(layer, source));
  const frame = { style: "window", rectangle: window(layer, cell).rectangle };
  const wins = layer.winners ? [{ style: "winner", cells: receivers }] : [];
  return {
    x: [{ style: "bead", cells: winnersOf(layer, map) }, frame, ...wins],
    dx: [frame, ...(layer.winners ? wins : [{ style: "tap", cells: receivers }])],
    dy: [{ style: "window", rectangle: { top: row, left: column, rows: 1, columns: 1 } }],
  };
}

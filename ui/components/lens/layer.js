// The layer a scene describes, computed: what the stage shows. No document: tested by Node and against torch.

import { convolve, convolveMap, explain } from "./arithmetic/convolution.js";
import {
  channelsOf, coveredBy, fedBy, outputShape, paddingOf, placesOf, problemOf, sourceOf, windowOf,
} from "./arithmetic/geometry.js";
import { kernelIndex } from "./arithmetic/terms.js";
import { weightOf } from "./scene.js";
import { activated } from "./then.js";

/** {op, x, weight, bias, before, after, shape} of a scene on a picture, or {problem}. */
export function layerOf(scene, x, presets) {
  const op = scene.operation;
  const problem = problemOf(op, x.shape);
  if (problem) return { op, x, problem };
  const weight = weightOf(scene, x.shape[0], presets);
  const bias = Float32Array.from(scene.bias);
  const before = convolve(x, weight, bias, op);
  return { op, x, weight, bias, before, after: activated(scene.then, before), shape: outputShape(op, x.shape), then: scene.then };
}

/** The same layer after one weight or bias of map `o` has changed: only that map is computed anew. */
export function withMap(layer, scene, presets, o) {
  const { op, x, then, before } = layer;
  const weight = weightOf(scene, x.shape[0], presets);
  const bias = Float32Array.from(scene.bias);
  convolveMap(x, weight, bias, op, o, before);
  return { ...layer, weight, bias, after: activated(then, before) };
}

/** The arithmetic of one output cell; `bias` is null where the layer has none. */
export function explained({ op, x, weight, bias }, cell) {
  const found = explain(x, weight, bias, op, cell);
  return { ...found, bias: op.bias ? found.bias : null };
}

/** One channel with its padding written out: {values, rows, columns, inner}. `inner` is null without padding. */
export function paddedPlane({ op, x }, channel, values = x.data) {
  const [, height, width] = x.shape;
  const { before, after } = paddingOf(op, x.shape);
  const [rows, columns] = [height + before[0] + after[0], width + before[1] + after[1]];
  const padded = new Float32Array(rows * columns);
  const from = channel * height * width;
  for (let row = 0; row < rows; row += 1) {
    const r = sourceOf(row - before[0], height, op.padding_mode);
    for (let column = 0; column < columns; column += 1) {
      const c = sourceOf(column - before[1], width, op.padding_mode);
      if (r !== null && c !== null) padded[row * columns + column] = values[from + r * width + c];
    }
  }
  const isPadded = rows !== height || columns !== width;
  const inner = { top: before[0], left: before[1], rows: height, columns: width, copies: op.padding_mode !== "zeros" };
  return { values: padded, rows, columns, inner: isPadded ? inner : null };
}

/** One map of the output as a plane. */
export function mapPlane(tensor, o) {
  const [, rows, columns] = tensor.shape;
  return { values: tensor.data.subarray(o * rows * columns, (o + 1) * rows * columns), rows, columns, inner: null };
}

/** The kernels of map `o` as parts of the weights, one for each channel it reads. */
export function kernelsOf(layer, o) {
  const { op, weight: { data, shape } } = layer;
  return channelsRead(layer, o).map((channel) => {
    const from = kernelIndex(op, shape, o, channel);
    return data.subarray(from, from + shape[2] * shape[3]);
  });
}

/** The window of an output cell in padded rows and columns: its frame (null where it reads nothing), and its cells where dilation leaves gaps. */
export function windowInPlane({ op, x }, [, row, column]) {
  const cells = windowOf(op, x.shape, [row, column]).map(({ place }) => inPlane({ op, x }, place));
  return { rectangle: around(cells), cells: op.dilation.some((gap) => gap > 1) ? cells : [] };
}

/** The output cells that a cell of the padded input feeds; `source` is null for a zero of the padding. */
export function fedByPlace({ op, x }, [row, column]) {
  const { before } = paddingOf(op, x.shape);
  const place = [row - before[0], column - before[1]];
  const source = [0, 1].map((axis) => sourceOf(place[axis], x.shape[1 + axis], op.padding_mode));
  const isZero = source.includes(null);
  const found = isZero ? coveredBy(op, x.shape, place) : fedBy(op, x.shape, source);
  return { source: isZero ? null : source, cells: found.map(({ output }) => output) };
}

/** Where a weight is applied, in rows and columns of the padded input. */
export function appliedAt({ op, x }, kernel) {
  const { before: [above, left] } = paddingOf(op, x.shape);
  return placesOf(op, x.shape, kernel).map(({ place: [row, column] }) => [row + above, column + left]);
}

/** A place of the input in the rows and columns of its padded plane. */
export function inPlane({ op, x }, [row, column]) {
  const { before } = paddingOf(op, x.shape);
  return [row + before[0], column + before[1]];
}

/** The channels of the input that map `o` reads. */
export function channelsRead({ op, x }, o) {
  const [first, count] = channelsOf(op, x.shape[0], o);
  return Array.from({ length: count }, (_, index) => first + index);
}

export function around(cells) {
  if (cells.length === 0) return null;
  const [rows, columns] = [cells.map(([row]) => row), cells.map(([, column]) => column)];
  const [top, left] = [Math.min(...rows), Math.min(...columns)];
  return { top, left, rows: Math.max(...rows) - top + 1, columns: Math.max(...columns) - left + 1 };
}

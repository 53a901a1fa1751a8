// Examples one click away: a small picture that shows one thing, with the layer set up for it. Data, no document.

import { DEFAULTS } from "./operations.js";

/** A point in the first cell of every second window: one px to the right or down changes no window's largest value. */
const POINTS = Array.from({ length: 8 }, (_, row) => Array.from({ length: 8 }, (_, column) => Number(row % 4 === 0 && column % 4 === 0 || (row % 4 === 2 && column % 4 === 2))));

const ONES = { values: [[[[1, 1, 1], [1, 1, 1], [1, 1, 1]]]] };
const filled = (side, value) => Array.from({ length: side }, (_, row) => Array.from({ length: side }, (_, column) => value(row, column)));

export const EXAMPLES = {
  convolution: [
    { id: "stamps", values: [[[1, 2], [3, 4]]], operation: DEFAULTS.transposed_convolution, more: { kernel: ONES, bias: [0], then: null, cell: [0, 2, 2] } },
    { id: "checkerboard", values: [filled(6, () => 1)], operation: DEFAULTS.transposed_convolution, more: { kernel: ONES, bias: [0], then: null, cell: [0, 4, 4] } },
    {
      id: "mixed",
      values: [filled(8, (_, column) => Number(column > 3)), filled(8, (row) => Number(row > 3)), filled(8, (row, column) => Number(row === column))],
      operation: { ...DEFAULTS.separable, out_channels: 2 },
      more: { kernel: { preset: "sobel_x" }, pointwise: [[1, 1, 1], [1, 0, -1]], bias: [0, 0], then: null, cell: [0, 3, 3] },
    },
  ],
  pooling: [
    { id: "course", values: [[[1, 3], [2, 4]]], operation: DEFAULTS.max_pool },
    { id: "course_mean", values: [[[1, 3], [2, 4]]], operation: DEFAULTS.avg_pool },
    { id: "points", values: [POINTS], operation: DEFAULTS.max_pool },
  ],
  activation: [
    { id: "signed", values: [[[-3, -2, -1], [-0.5, 0, 0.5], [1, 2, 3]]], operation: DEFAULTS.activation },
    { id: "scores", values: [[[2]], [[1]], [[0.1]]], operation: { ...DEFAULTS.activation, function: { kind: "softmax" } } },
  ],
  normalization: [
    { id: "four", values: [[[1, 3], [5, 7]]], operation: DEFAULTS.batch_norm, more: { batch: [], memory: { scale: 1, shift: 0, mean: 0, variance: 1 } } },
  ],
  dropout: [
    { id: "ones", values: [Array.from({ length: 8 }, () => new Array(8).fill(1))], operation: DEFAULTS.dropout },
  ],
  dense: [
    { id: "two", values: [[[1, 2]]], operation: DEFAULTS.linear, more: { kernel: { values: [[[[3, 4]]]] }, bias: [0.5], then: null } },
  ],
};

/** The action that puts an example under the lens. */
export function exampleAction({ values, operation, more = {} }) {
  const shape = [values.length, values[0].length, values[0][0].length];
  const part = { picture: { kind: "values", values }, operation, first: null, upstream: { kind: "ones" }, cell: [0, 0, 0], ...more };
  return { type: "example", part, tensor: { data: Float32Array.from(values.flat(2)), shape } };
}

// Examples one click away: a small picture that shows one thing, with the layer set up for it. Data, no document.

import { DEFAULTS } from "./operations.js";

/** A point in the first cell of every second window: one px to the right or down changes no window's largest value. */
const POINTS = Array.from({ length: 8 }, (_, row) => Array.from({ length: 8 }, (_, column) => Number(row % 4 === 0 && column % 4 === 0 || (row % 4 === 2 && column % 4 === 2))));

export const EXAMPLES = {
  pooling: [
    { id: "course", values: [[[1, 3], [2, 4]]], operation: DEFAULTS.max_pool },
    { id: "course_mean", values: [[[1, 3], [2, 4]]], operation: DEFAULTS.avg_pool },
    { id: "points", values: [POINTS], operation: DEFAULTS.max_pool },
  ],
  activation: [
    { id: "signed", values: [[[-3, -2, -1], [-0.5, 0, 0.5], [1, 2, 3]]], operation: DEFAULTS.activation },
    { id: "scores", values: [[[2]], [[1]], [[0.1]]], operation: { ...DEFAULTS.activation, function: { kind: "softmax" } } },
  ],
};

/** The action that puts an example under the lens. */
export function exampleAction({ values, operation }) {
  const shape = [values.length, values[0].length, values[0][0].length];
  const part = { picture: { kind: "values", values }, operation, first: null, upstream: { kind: "ones" }, cell: [0, 0, 0] };
  return { type: "example", part, tensor: { data: Float32Array.from(values.flat(2)), shape } };
}

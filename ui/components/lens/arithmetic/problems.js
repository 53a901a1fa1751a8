// What makes a setting impossible, before anything is computed. The same codes and numbers, in the same order of
// checks, as cnn_core/stepping gives (cnn_core/layers/errors.py, cnn_core/stepping/errors.py).

import { dilationOf, extent, padding } from "./axis.js";

/** Why `op` cannot take an input of `shape`, as {code, ...numbers for the sentence}; null when it can. */
export function problemOf(op, shape) {
  for (const check of CHECKS[op.kind] ?? []) {
    const problem = check(op, shape);
    if (problem) return problem;
  }
  return null;
}

const CHECKS = {
  convolution: [reflection, groups, sameStride, roomForKernel],
  separable: [sameStride, roomForKernel],
  transposed_convolution: [groups, spreading],
  max_pool: [poolPadding, roomForKernel],
  avg_pool: [poolPadding, roomForKernel],
  batch_norm: [oneValue],
};

function groups({ out_channels, groups: parts = 1 }, [in_channels]) {
  const divides = (n) => in_channels % n === 0 && out_channels % n === 0;
  if (divides(parts)) return null;
  const fitting = upTo(Math.min(in_channels, out_channels)).filter(divides);
  const nearest = Math.max(...fitting.filter((n) => n <= parts));
  return { code: "groups", in_channels, out_channels, groups: parts, fitting, fixes: [set("groups", nearest)] };
}

/** Padding "same" keeps the size, which no stride above 1 can do. */
function sameStride(op) {
  if (op.padding !== "same" || op.stride.every((px) => px === 1)) return null;
  const centred = BOTH.map((axis) => padding(op, axis)[1]);
  return {
    code: "same_padding_stride",
    stride: pairText(op.stride),
    fitting_padding: pairText(centred),
    fixes: [set("stride", 1), set("padding", shortest(centred))],
  };
}

/** A mirror can give back only what stands before it: one px less than there are. */
function reflection(op, [, ...sizes]) {
  if (op.padding_mode !== "reflect") return null;
  const axis = BOTH.find((each) => Math.max(...padding(op, each)) >= sizes[each]);
  if (axis === undefined) return null;
  return {
    code: "reflect_too_large",
    axis: NAMES[axis],
    padding: Math.max(...padding(op, axis)),
    size: sizes[axis],
    fitting_padding: sizes[axis] - 1,
    fixes: [],
  };
}

/** A transposed convolution: axis by axis, what is added behind the end and what is cut off. */
function spreading(op, [, ...sizes]) {
  return outputPadding(op, 0) ?? nothingLeft(op, sizes[0], 0) ?? outputPadding(op, 1) ?? nothingLeft(op, sizes[1], 1);
}

function outputPadding(op, axis) {
  const [added, stride, dilation] = [op.output_padding[axis], op.stride[axis], op.dilation[axis]];
  const most = Math.max(stride, dilation) - 1;
  if (added <= most) return null;
  const shown = { output_padding: added, stride, dilation, fitting_padding: most };
  return { code: "output_padding", axis: NAMES[axis], ...shown, fixes: [] };
}

function nothingLeft(op, size, axis) {
  const cut = op.padding[axis];
  const grown = (size - 1) * op.stride[axis] + extent(op.kernel_size[axis], op.dilation[axis]) + op.output_padding[axis];
  if (grown > 2 * cut) return null;
  return {
    code: "nothing_left",
    axis: NAMES[axis],
    padding: cut,
    arithmetic: minus(`${grown} − 2·${cut} = ${grown - 2 * cut}`),
    fitting_padding: Math.floor((grown - 1) / 2),
    fixes: [],
  };
}

/** The variance of a single value is none. */
function oneValue({ training }, shape) {
  return training && shape.every((side) => side === 1) ? { code: "one_value", fixes: [] } : null;
}

/** At most half the kernel, or some windows would see nothing but padding. */
function poolPadding(op) {
  const most = op.kernel_size.map((kernel) => Math.floor(kernel / 2));
  if (BOTH.every((axis) => padding(op, axis)[0] <= most[axis])) return null;
  const fitting = BOTH.map((axis) => Math.min(padding(op, axis)[0], most[axis]));
  return {
    code: "pool_padding",
    padding: pairText(op.padding),
    kernel: pairText(op.kernel_size),
    fitting_padding: pairText(fitting),
    fixes: [set("padding", shortest(fitting))],
  };
}

/** The dilated kernel must fit into the padded input at least once. */
function roomForKernel(op, [, ...sizes]) {
  const windows = BOTH.map((axis) => measured(op, sizes[axis], axis));
  const axis = BOTH.find((each) => windows[each].extent > windows[each].room);
  if (axis === undefined) return null;
  const fits = fitting(op, windows);
  const { before, stride, ...shown } = windows[axis];
  return {
    code: "kernel_too_large",
    axis: NAMES[axis],
    ...shown,
    arithmetic: sizeText(windows[axis]),
    fitting_kernel: pairText(fits.kernel_size),
    fitting_padding: pairText(fits.padding),
    fixes: Object.entries(fits).map(([field, fit]) => set(field, shortest(fit))),
  };
}

function measured(op, size, axis) {
  const [before, after] = padding(op, axis);
  const kernel = op.kernel_size[axis];
  const dilation = dilationOf(op, axis);
  const room = size + before + after;
  const covered = extent(kernel, dilation);
  return { size, padding: before + after, room, kernel, dilation, extent: covered, before, stride: op.stride[axis] };
}

/** For each field the value nearest to the present one that fits along both axes. */
function fitting(op, windows) {
  const kernel_size = windows.map(({ kernel, room, dilation }) => Math.min(kernel, Math.floor((room - 1) / dilation) + 1));
  const enough = windows.map(({ before, extent: covered, size }) => Math.max(before, Math.ceil((covered - size) / 2)));
  const fits = { kernel_size, padding: enough };
  const dilation = windows.map(({ kernel, dilation: now, room }) =>
    kernel === 1 ? now : Math.min(now, Math.floor((room - 1) / (kernel - 1))));
  const helps = windows.some((each) => each.dilation > 1) && Math.min(...dilation) >= 1;
  return helps ? { ...fits, dilation } : fits;
}

/** The output size's formula with these numbers, as cnn_core.layers.window writes it. */
function sizeText({ size, padding: added, room, kernel, dilation, extent: covered, before, stride }) {
  const padded = added === 0 ? "" : added === 2 * before ? ` + 2·${before}` : ` + ${added}`;
  const span = dilation === 1 ? kernel : `(${dilation}·(${kernel} − 1) + 1)`;
  const places = Math.floor((room - covered) / stride) + 1;
  return minus(`⌊(${size}${padded} − ${span}) / ${stride}⌋ + 1 = ${places}`);
}

function minus(text) {
  return text.replace("= -", "= −");
}

const BOTH = [0, 1];
const NAMES = ["height", "width"];

function set(field, value) {
  return { op: "set", fields: { [field]: value } };
}

/** [3, 3] and 3 mean the same; the core keeps one spelling. */
function shortest(pair) {
  return pair[0] === pair[1] ? pair[0] : pair;
}

function pairText(pair) {
  return [shortest(pair)].flat().join("×");
}

function upTo(last) {
  return Array.from({ length: last }, (_, index) => index + 1);
}

// One axis of a layer: which input positions each output position reads. Height and width are two of them, alike.
//
// Every layer of the lens is described by its `taps`: for one output position the pairs {kernel, place}, where
// `kernel` is the position in the kernel and `place` the position in the input that it meets. A place below 0 or from
// `size` on lies in the padding. All of geometry.js follows from these pairs.

/**
 * The vertical and the horizontal axis of a layer on an input of `shape` [channels, height, width].
 *
 * Each has `size` (positions of the input), `count` (positions of the output), `taps(output)`, `before` and `after`
 * (px of padding) and `mode` (what the padding holds: "zeros", "reflect" or "replicate").
 */
export function axes(op, [, height, width]) {
  const build = AXES[op.kind];
  return [build(op, height, 0), build(op, width, 1)];
}

/** Px from the first to the last position that a kernel reads. */
export function extent(kernel, dilation) {
  return dilation * (kernel - 1) + 1;
}

/** Px from one position read to the next; poolings have no field for it, and no gaps. */
export function dilationOf(op, axis) {
  return op.dilation?.[axis] ?? 1;
}

/** Px of padding before and after one axis; "same" keeps the size, and puts an odd px after the end, as torch does. */
export function padding(op, axis) {
  if (op.padding !== "same") return [op.padding[axis], op.padding[axis]];
  const total = extent(op.kernel_size[axis], dilationOf(op, axis)) - 1;
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}

/** The position that a place takes its value from: itself, or one inside that stands for it; null is a zero. */
export function sourceOf(index, size, mode = "zeros") {
  if (index >= 0 && index < size) return index;
  if (mode === "replicate") return index < 0 ? 0 : size - 1;
  // The mirror stands on the first and the last px, which are not repeated: −1 is 1, and `size` is size − 2.
  if (mode === "reflect") return index < 0 ? -index : 2 * (size - 1) - index;
  return null;
}

/** The outputs of one axis that read input position `index`, each through which kernel position. */
export function readers(axis, index) {
  return taken(axis, ({ place }) => sourceOf(place, axis.size, axis.mode) === index);
}

/** The outputs of one axis whose window covers `place`, which may lie in the padding. */
export function covering(axis, place) {
  return taken(axis, (tap) => tap.place === place);
}

/** The outputs of one axis at which kernel position `kernel` is applied, each with the place it meets and its source. */
export function applied(axis, kernel) {
  const met = taken(axis, (tap) => tap.kernel === kernel);
  return met.map(({ output, place }) => ({ output, place, source: sourceOf(place, axis.size, axis.mode) }));
}

/** All {output, kernel, place} of an axis that `wanted` says yes to, by output position. */
function taken(axis, wanted) {
  const found = [];
  for (let output = 0; output < axis.count; output += 1) {
    for (const tap of axis.taps(output)) if (wanted(tap)) found.push({ output, ...tap });
  }
  return found;
}

/** A window that slides: output position q starts reading at q·stride − padding. */
function sliding(op, size, axis) {
  const kernel = op.kernel_size[axis];
  const stride = op.stride[axis];
  const dilation = dilationOf(op, axis);
  const [before, after] = padding(op, axis);
  const count = Math.floor((size + before + after - extent(kernel, dilation)) / stride) + 1;
  // A true convolution turns the kernel round: its last weight meets the first place.
  const turned = (k) => (op.flipped ? kernel - 1 - k : k);
  const taps = (output) => range(kernel, (k) => ({ kernel: k, place: output * stride - before + turned(k) * dilation }));
  return { size, count, taps, kernel, stride, dilation, before, after, mode: op.padding_mode ?? "zeros" };
}

/**
 * A window that spreads: input position p adds to the outputs p·stride − padding + k·dilation. Read backwards, an
 * output meets only the kernel positions that lead back to a whole input position; the others fall between inputs.
 */
function spreading(op, size, axis) {
  const kernel = op.kernel_size[axis];
  const stride = op.stride[axis];
  const dilation = op.dilation[axis];
  const cut = op.padding[axis];
  const count = (size - 1) * stride - 2 * cut + extent(kernel, dilation) + op.output_padding[axis];
  const taps = (output) =>
    range(kernel, (k) => ({ kernel: k, place: (output + cut - k * dilation) / stride }))
      .filter(({ place }) => Number.isInteger(place) && place >= 0 && place < size);
  return { size, count, taps, kernel, stride, dilation, before: 0, after: 0, mode: "zeros" };
}

/** Windows that share the input as evenly as it goes: from ⌊q·size/count⌋ up to, not including, ⌈(q+1)·size/count⌉. */
function adaptive(op, size, axis) {
  const count = op.output_size[axis];
  const taps = (output) => {
    const start = Math.floor((output * size) / count);
    return range(Math.ceil(((output + 1) * size) / count) - start, (k) => ({ kernel: k, place: start + k }));
  };
  return { size, count, taps, before: 0, after: 0, mode: "zeros" };
}

/** One window over everything: a linear layer is a convolution whose kernel is as large as the picture. */
function whole(op, size) {
  const taps = () => range(size, (k) => ({ kernel: k, place: k }));
  return { size, count: 1, taps, before: 0, after: 0, mode: "zeros" };
}

/** Each output reads the one input at its own place. */
function point(op, size) {
  return { size, count: size, taps: (output) => [{ kernel: 0, place: output }], before: 0, after: 0, mode: "zeros" };
}

const AXES = {
  convolution: sliding,
  separable: sliding,
  transposed_convolution: spreading,
  max_pool: sliding,
  avg_pool: sliding,
  adaptive_max_pool: adaptive,
  adaptive_avg_pool: adaptive,
  linear: whole,
  activation: point,
  batch_norm: point,
  dropout: point,
};

function range(count, make) {
  const made = []; // not Array.from, which takes ten times as long
  for (let index = 0; index < count; index += 1) made.push(make(index));
  return made;
}

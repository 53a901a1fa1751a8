// How large everything on the stage is, and which part of a plane is in view. Px and cells only: tested by Node.

export const NUMBERS_FROM = 22; // px a cell must have for its number to stand in it
const SIGN = { usual: 34, projected: 46 }; // px for each of "∗", "+" and "="
const BIAS = { usual: 70, projected: 116 }; // px of the bias between them
const GAP = 14;
const LEGEND = { usual: 34, projected: 66 }; // px for a plane's title and scale
const LARGEST_CELL = 64;
const KERNEL_CELL = { least: 34, most: 84 };
const LOST = 0.6; // share of its place below which a map looks lost
const NARROW = 680;

/**
 * The px of a cell in the input, the kernel and the output.
 *
 * Input and output share one cell size where they can, so that a smaller output looks smaller. `across` planes of a
 * kind stand beside each other (a value and its gradient), `rows` channels below one another. `close`: only the window itself is in view.
 * `tiled`: the channels stand as columns, each kernel plane below its input plane.
 */
export function arrange({ width, height, rows, across = 1, tiled = false, input, kernel, output, projected = false, close = false }) {
  const stacked = width < NARROW;
  const most = projected ? 170 : stacked ? 64 : KERNEL_CELL.most;
  const mode = projected ? "projected" : "usual";
  const [legend, sign, bias] = [LEGEND[mode], SIGN[mode], BIAS[mode]];
  const boxes = stacked ? stackedBoxes : tiled ? tiledBoxes : besideBoxes;
  const box = boxes({ width, height, rows, across, kernel, most, legend, sign, bias, input, output });
  const kernelCell = clamp(Math.min(box.kernel.width / kernel[1], box.kernel.height / kernel[0]), KERNEL_CELL.least, most);
  const largest = projected ? 150 : close ? 110 : LARGEST_CELL;
  const inputCell = sharedCell(box, { input, output }, largest);
  return {
    stacked,
    tiled: tiled && !stacked,
    kernel: Math.floor(kernelCell),
    input: inputCell,
    output: outputCell(box.output, output, inputCell, { largest, share: rows > 1 ? 0.95 : LOST }),
  };
}

function besideBoxes({ width, height, rows, across, kernel, most, legend, sign, bias, input, output }) {
  const tall = height / rows - legend;
  const beside = across - 1;
  const wanted = Math.min(most, Math.max(KERNEL_CELL.least, tall / kernel[0])) * kernel[1] * across;
  const kernelWidth = Math.max(KERNEL_CELL.least * kernel[1] * across, Math.min(wanted, 0.3 * width));
  const rest = width - kernelWidth - 3 * sign - bias - GAP * beside * 2;
  const share = inputShare(input, output, across);
  return {
    kernel: { width: kernelWidth / across, height: tall },
    input: { width: rest * share, height: tall },
    output: { width: rest * (1 - share * across), height: height - legend },
  };
}

/** The part of the room that one plane of the input gets: as much as the output, less where the output is larger. */
function inputShare([, input], [, output], across) {
  return Math.min(1 / (1 + across), Math.max(0.3, input / (across * input + output)));
}

function tiledBoxes({ width, height, rows, legend, sign, bias }) {
  const left = 0.64 * width - bias;
  const share = { width: (left - GAP * (rows - 1)) / rows, height: (height - sign) / 2 - legend };
  const rest = width - left - bias - sign - 2 * GAP;
  return { kernel: share, input: share, output: { width: rest, height: height - legend } };
}

/** One picture stands beside its output, the kernel below them; several stand in a row, the output below the kernels. */
function stackedBoxes({ width, rows, across, bias, input, output }) {
  const count = rows * across;
  if (count === 1) {
    const room = width - GAP - 4;
    const share = inputShare(input, output, 1);
    return {
      kernel: { width: width - bias - GAP, height: 250 },
      input: { width: room * share, height: 300 },
      output: { width: room * (1 - share), height: 300 },
    };
  }
  const share = (width - GAP * (Math.min(count, 3) - 1)) / Math.min(count, 3);
  return {
    kernel: { width: share, height: share },
    input: { width: share, height: share },
    output: { width, height: 250 },
  };
}

/** The input's own cell size, unless the map would then be lost in its place, of which it takes at least `share`. */
export function outputCell(box, output, inputCell, { largest, share = LOST }) {
  const fitting = cellIn(box, output, largest);
  const least = Math.floor((share * Math.min(box.width, box.height)) / Math.max(...output));
  return Math.min(fitting, Math.max(inputCell, least));
}

/** An output that is larger than the input (a transposed convolution) sets the size of both, unless the input would be lost. */
function sharedCell(box, { input, output }, largest) {
  const fitting = cellIn(box.input, input, largest);
  if (output.every((side, axis) => side <= input[axis])) return fitting;
  const least = Math.floor((LOST * Math.min(box.input.width, box.input.height)) / Math.max(...input));
  return Math.min(fitting, Math.max(cellIn(box.output, output, largest), least));
}

/** Whole px, or a part of one where there are more cells than px. */
export function cellIn(box, [rows, columns], largest) {
  const px = Math.min(box.width / columns, box.height / rows, largest);
  return px < 1 ? px : Math.floor(px);
}

function clamp(value, low, high) {
  return Math.min(high, Math.max(low, value));
}

/** The rectangle of a plane in view: all of it, the neighbourhood of `focus`, or `focus` alone. */
export function viewOf(zoom, [rows, columns], focus, before = null) {
  const whole = { top: 0, left: 0, rows, columns };
  if (zoom === "map" || !focus) return whole;
  const margin = zoom === "window" ? Math.max(2, Math.ceil((11 - Math.max(focus.rows, focus.columns)) / 2)) : 0;
  const wanted = {
    ...axis("top", "rows", focus, margin, rows),
    ...axis("left", "columns", focus, margin, columns),
  };
  const keeps = before && before.rows === wanted.rows && before.columns === wanted.columns && holds(before, focus);
  return keeps && zoom === "window" ? before : wanted;
}

function axis(start, length, focus, margin, size) {
  const span = Math.min(size, focus[length] + 2 * margin);
  return { [start]: clamp(focus[start] - margin, 0, size - span), [length]: span };
}

function holds(view, focus) {
  return (
    focus.top >= view.top && focus.left >= view.left &&
    focus.top + focus.rows <= view.top + view.rows && focus.left + focus.columns <= view.left + view.columns
  );
}

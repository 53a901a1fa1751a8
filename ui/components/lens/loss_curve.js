// The loss over the steps as a path in a box, on a logarithmic axis. Numbers and path texts only: tested by Node.

const LEFT = 44;
const [TOP, RIGHT, BOTTOM] = [8, 10, 20];

/** Scales for kept steps [{step, loss}]: the axis reaches from the largest loss to a little below `enough`. */
export function lossScales(kept, enough, { width, height }) {
  const last = Math.max(10, kept.at(-1).step);
  const high = Math.log10(kept.reduce((most, { loss }) => Math.max(most, loss), Number.MIN_VALUE)) + 0.2;
  const low = enough > 0 ? Math.log10(enough) - 0.4 : high - 1;
  const place = (loss) => Math.min(high, Math.max(low, loss > 0 ? Math.log10(loss) : low));
  return {
    last,
    x: (step) => LEFT + (step / last) * (width - LEFT - RIGHT),
    y: (loss) => TOP + ((high - place(loss)) / (high - low)) * (height - TOP - BOTTOM),
    powers: powersOfTen(low, high),
  };
}

/** The powers of ten to write along the axis, four at most. */
function powersOfTen(low, high) {
  const [first, last] = [Math.ceil(low), Math.floor(high)];
  const by = Math.max(1, Math.ceil((last - first + 1) / 4));
  return Array.from({ length: Math.max(0, Math.floor((last - first) / by) + 1) }, (_, at) => last - at * by);
}

export function lossPath(kept, { x, y }) {
  return kept.map(({ step, loss }, at) => `${at ? "L" : "M"}${x(step).toFixed(1)} ${y(loss).toFixed(1)}`).join("");
}

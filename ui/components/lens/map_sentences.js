// The arithmetic of a pooling or an activation as parts to write down (rows_line.js). Pure: tested by Node.
//
// A part is {kind, text}: "text", "power" (raised), "result", "term" (with `index`, `wins`, `padding`), or "fold" (so
// many terms left out).

import { isMax } from "./pooling_layer.js";

const LONGEST = 27; // terms that are written out without being asked

const text = (value) => ({ kind: "text", text: value });
const power = (value) => ({ kind: "power", text: value });
const result = (value) => ({ kind: "result", text: value });

/** `max(1, 3, 2, 4) = 4`, `(1 + 3 + 2 + 4) / 4 = 2.5`. */
export function poolParts(op, { terms, value }, { write, opened = false }) {
  const kept = opened || terms.length <= LONGEST ? terms.map((_, index) => index) : shortened(terms);
  const most = isMax(op);
  const joined = written(terms, kept, { write, most });
  const close = opened && terms.length > LONGEST ? [{ kind: "unfold", text: "" }] : [];
  const [start, end] = most ? ["max(", ") = "] : ["(", `) / ${terms.length} = `];
  return [text(start), ...joined, text(end), result(write.plain(value)), ...close];
}

/** The indices of the first, the last and the winning terms. */
function shortened(terms) {
  const winner = terms.findIndex(({ wins }) => wins);
  const kept = new Set([0, 1, 2, ...(winner < 0 ? [] : [winner]), terms.length - 2, terms.length - 1]);
  return [...kept].sort((a, b) => a - b);
}

function written(terms, kept, { write, most }) {
  const parts = [];
  kept.forEach((index, order) => {
    const missing = order > 0 ? index - kept[order - 1] - 1 : 0;
    const sign = most ? ", " : " + ";
    if (order > 0) parts.push(text(sign));
    if (missing > 0) parts.push({ kind: "fold", count: missing, text: "…" }, text(sign));
    const { x, wins, source } = terms[index];
    parts.push({ kind: "term", text: most ? write.plain(x) : write.factor(x), index, wins, padding: source === null });
  });
  return parts;
}

/** What each receiver of a pooling's gradient has after this cell: `0 + 1 = 1`, `0 + 1 / 4 = 0.25`. */
export function pooledBackParts(op, { above, before, after }, count, write) {
  const share = isMax(op) ? write.factor(above) : `${write.factor(above)} / ${count}`;
  return [text(`${write.plain(before)} + ${share} = `), result(write.plain(after))];
}

/** The rule of each activation with the learner's number in it, up to its result. */
const RULES = {
  relu: (x, w) => [text(`max(0, ${w.plain(x)}) = `)],
  step: (x, w) => [text(`${w.plain(x)} ${x > 0 ? ">" : "≤"} 0 → `)],
  leaky_relu: (x, w, { negative_slope: slope }) => leaky(x, w, slope),
  prelu: (x, w, { init }) => leaky(x, w, init),
  elu: (x, w, { alpha }) => (x > 0 ? [text(`${w.plain(x)} > 0 → `)] : [text(`${w.plain(alpha)}·(e`), power(w.plain(x)), text(" − 1) = ")]),
  sigmoid: (x, w) => [text("1 / (1 + e"), power(w.plain(-x)), text(") = ")],
  tanh: (x, w) => {
    const [up, down] = [power(w.plain(x)), power(w.plain(-x))];
    return [text("(e"), up, text(" − e"), down, text(") / (e"), up, text(" + e"), down, text(") = ")];
  },
  silu: (x, w) => [text(`${w.factor(x)}·σ(${w.plain(x)}) = ${w.factor(x)}·${w.plain(1 / (1 + Math.exp(-x)))} = `)],
  gelu: (x, w) => [text(`${w.factor(x)}·Φ(${w.plain(x)}) = `)],
};

function leaky(x, write, slope) {
  return [text(x > 0 ? `${write.plain(x)} > 0 → ` : `${write.plain(slope)}·${write.factor(x)} = `)];
}

/** f and f′ of one number, as two rows. */
export function activationRows(spec, { x, value, slope }, write) {
  const rule = RULES[spec.kind](x, write, spec);
  const isCase = rule.at(-1).text.endsWith("→ "); // "−2 ≤ 0 → 0" is no equation
  return [
    { name: `f(${write.plain(x)})${isCase ? ":" : " ="}`, parts: [...rule, result(write.plain(value))] },
    { name: `f′(${write.plain(x)}) =`, parts: [result(write.plain(slope))] },
  ];
}

const LARGEST_EXPONENT = 12; // beyond it, powers are no longer numbers to read

/** What the powers are powers of, as the head of their column. */
export function softmaxPowerName({ terms }, temperature) {
  const over = temperature === 1 ? "" : "/T";
  if (isReadable(terms, temperature)) return over ? "e^(x/T)" : "eˣ";
  return `e^((x−max)${over})`;
}

const isReadable = (terms, temperature) => terms.every(({ x }) => Math.abs(x / temperature) <= LARGEST_EXPONENT);

/** The exponent of each channel, as text, and its power: x/T where that can be read, else with the largest taken off. */
export function softmaxPowers({ terms, largest }, temperature, write) {
  const over = temperature === 1 ? "" : `/${write.plain(temperature)}`;
  return terms.map(({ x, power: shifted }) =>
    isReadable(terms, temperature)
      ? { exponent: `${write.plain(x)}${over}`, power: Math.exp(x / temperature) }
      : { exponent: `(${write.plain(x)} − ${write.factor(largest)})${over}`, power: shifted });
}

/** `e² / (e² + e¹ + e⁰·¹) = 7.39 / 11.2 = 0.66` for one channel, and the derivative by its own input. */
export function softmaxRows({ softmax, value, slope }, channel, temperature, write) {
  const powers = softmaxPowers(softmax, temperature, write);
  const sum = powers.reduce((total, each) => total + each.power, 0);
  const below = powers.flatMap(({ exponent }, order) => [text(order > 0 ? " + e" : "e"), power(exponent)]);
  const own = write.plain(value);
  return [
    { name: `s${lowered(channel + 1)} =`, parts: [text("e"), power(powers[channel].exponent), text(" / ("), ...below, text(")")] },
    { name: "=", parts: [text(`${write.plain(powers[channel].power)} / ${write.plain(sum)} = `), result(own)] },
    { name: `∂s${lowered(channel + 1)}/∂x${lowered(channel + 1)} =`, parts: [text(`${own}·(1 − ${own})${temperature === 1 ? "" : ` / ${write.plain(temperature)}`} = `), result(write.plain(slope))] },
  ];
}

export function lowered(number) {
  return [...String(number)].map((digit) => "₀₁₂₃₄₅₆₇₈₉"[Number(digit)]).join("");
}

/** `dL/dy·f′(x)`: what goes back through an activation. */
export function activationBackParts({ above, slope, result: product }, write) {
  return [text(`dL/dy · f′ = ${write.factor(above)}·${write.factor(slope)} = `), result(write.plain(product))];
}

/** `s/T·(g − Σ g·s)`: what goes back through softmax. */
export function softmaxBackParts({ share, mean, above, temperature, result: product }, write) {
  const part = temperature === 1 ? write.plain(share) : `${write.plain(share)} / ${write.plain(temperature)}`;
  return [text(`${part} · (${write.plain(above)} − ${write.factor(mean)}) = `), result(write.plain(product))];
}

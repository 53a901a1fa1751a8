// What a field takes, how it is written and where an arrow key leads. A field is data (ui/fields.py):
// {name, type, low, high, default, empty, words, lengths, options}. Pure: tested by Node.

const TIMES = "×";

/** The value a layer has there: its own, else the field's default. */
export const valueOf = (field, layer) => layer[field.name] ?? field.default ?? null;

/** As it stands in the field: 5 -> "5", [3, 1] -> "3×1", of a pair both sides: 5 -> "5×5"; nothing where it is empty. */
export function written(field, value, language = "en") {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map((side) => local(side, language)).join(TIMES);
  return field.twice && value > 0 ? [value, value].join(TIMES) : local(value, language);
}

const local = (value, language) => {
  const text = Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
  return language === "es" ? text.replace(".", ",") : text;
};

/** What was typed, as {value}; or {problem: "number" | "bounds" | "sides"}. `undefined` is the default. */
export function read(field, typed) {
  const text = typed.trim().toLowerCase();
  if (text === "") return field.empty ? { value: null } : { problem: "number" };
  const word = (field.words ?? []).find((one) => one === text);
  if (word) return { value: word };
  return field.type === "sizes" ? sizes(field, text) : single(field, text);
}

function single(field, text) {
  const value = number(text, field.type === "integer");
  if (value === null) return { problem: "number" };
  return isWithin(field, value) ? { value } : { problem: "bounds" };
}

function sizes(field, text) {
  const sides = text.split(/\s*[×x*;,\s]\s*/).filter(Boolean).map((side) => number(side, true));
  if (sides.length === 0 || sides.includes(null)) return { problem: "number" };
  if (!(field.lengths ?? [1, 2]).includes(sides.length)) return { problem: "sides" };
  if (!sides.every((side) => isWithin(field, side))) return { problem: "bounds" };
  return { value: shortest(field, sides) };
}

/** 3×3 and 3 mean the same, where one number may stand for all. */
function shortest(field, sides) {
  const isOne = (field.lengths ?? [1, 2]).includes(1) && sides.every((side) => side === sides[0]);
  return isOne ? sides[0] : sides;
}

function number(text, whole) {
  const tidy = text.replace("−", "-").replace(",", ".");
  if (!(whole ? /^-?\d+$/ : /^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/).test(tidy)) return null;
  const value = Number(tidy);
  return Number.isFinite(value) ? value : null;
}

function isWithin({ low, high, above, below }, value) {
  const isHigh = above === undefined ? low === undefined || value >= low : value > above;
  return isHigh && (below === undefined ? high === undefined || value <= high : value < below);
}

/**
 * One step up (`by` 1) or down (−1) from `value`; null at the end. Below the least number come the words ("same") and, where a
 * field may be empty, nothing; from nothing a step starts at `otherwise`.
 */
export function moved(field, value, by, otherwise = field.low) {
  if (typeof value === "string") return by > 0 ? { value: field.low } : null;
  if (value === null) return by > 0 ? { value: otherwise } : null;
  if (Array.isArray(value)) return side(field, value, by);
  const next = field.type === "number" ? fraction(field, value, by) : value + by;
  if (isWithin(field, next)) return { value: next };
  if (by > 0 || next >= field.high) return null;
  if (field.words?.length) return { value: field.words[0] };
  return field.empty ? { value: null } : null;
}

function side(field, value, by) {
  const next = value.map((one) => one + by);
  return next.every((one) => isWithin(field, one)) ? { value: shortest(field, next) } : null;
}

/** Steps of a twentieth of the range, or, where the range spans many powers of ten, of factors of 1, 2, 5, 10. */
function fraction(field, value, by) {
  const [low, high] = [field.low ?? field.above ?? 0, field.high ?? field.below ?? 1];
  if (low > 0 && high / low > 1000) return decade(value, by);
  const step = 0.05 * Math.max(1, Math.round(high - low));
  return Number((Math.round(value / step + by * (Math.abs(value / step - Math.round(value / step)) < 1e-9 ? 1 : 0.5)) * step).toFixed(6));
}

function decade(value, by) {
  const marks = Array.from({ length: 60 }, (_, index) => [1, 2, 5][index % 3] * 10 ** (Math.floor(index / 3) - 12));
  const next = by > 0 ? marks.find((mark) => mark > value * 1.0001) : marks.findLast((mark) => mark < value * 0.9999);
  return Number((next ?? value).toPrecision(3));
}

/** What to store: `undefined` for the default, so that the JSON stays as short as the server's own. */
export function stored(field, value) {
  return JSON.stringify(value) === JSON.stringify(field.default ?? null) && !field.required ? undefined : value;
}

/** A share as it stands beside a bar: 58 %, small ones with a digit more; only what is whole is called whole. */
export function percent(share, language) {
  const digits = share < 0.0995 || (share > 0.995 && share < 1) ? 1 : 0;
  const text = (share < 1 ? Math.min(100 * share, 99.9) : 100).toFixed(digits);
  return language === "en" ? `${text}%` : `${text.replace(".", ",")}\u00a0%`;
}

// Numbers as they stand in cells and in the arithmetic line. Pure: tested by Node.

const MINUS = "−";

/** Writers for one language: `plain` (1.37), `factor` ((−1)), `cell` (as many characters as fit), `exact`, `power` (10⁻³). */
export function writers(language) {
  const local = (text) => (language === "en" ? text : text.replace(".", ",")).replace(/-/g, MINUS);
  const plain = (value) => (Number.isFinite(value) ? raised(local(short(value))) : notFinite(value));
  return {
    plain,
    factor: (value) => (value < 0 ? `(${plain(value)})` : plain(value)),
    cell: (value, room) => (Number.isFinite(value) ? raised(local(fitted(value, room))) : notFinite(value)),
    exact: (value) => (Number.isFinite(value) ? local(String(Number(value.toPrecision(8)))) : notFinite(value)),
    power: (exponent) => (exponent === 0 ? "1" : powerOfTen(String(exponent).replace("-", MINUS))),
    edited: (value) => local(String(Number(value.toPrecision(6)))).replace(MINUS, "-"),
  };
}

/** What somebody typed as a number ("1/9" and "−0,5" included), or null. */
export function numberOf(text) {
  const tidy = text.trim().replace(/−/g, "-").replace(",", ".");
  const fraction = /^([+-]?\d+(?:\.\d+)?)\s*\/\s*(\d+(?:\.\d+)?)$/.exec(tidy);
  const isDecimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(tidy); // no 0x10
  const value = fraction ? Number(fraction[1]) / Number(fraction[2]) : isDecimal ? Number(tidy) : NaN;
  return Number.isFinite(value) ? value : null;
}

function short(value) {
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size < 0.001 || size >= 1e5) return value.toExponential(1);
  return size < 0.1 ? String(Number(value.toPrecision(2))) : trimmed(value.toFixed(size < 100 ? 2 : 1));
}

/** 1.2e-7 -> 1.2·10⁻⁷ */
function raised(text) {
  const [mantissa, exponent] = text.split("e");
  if (exponent === undefined) return text;
  return `${mantissa}·${powerOfTen(exponent.replace("+", ""))}`;
}

function powerOfTen(exponent) {
  return `10${[...exponent].map((sign) => (sign === MINUS ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(sign)])).join("")}`;
}

/** The most digits that fit into `room` characters; the zero before the point goes first. */
function fitted(value, room) {
  for (const digits of [2, 1, 0]) {
    const text = trimmed(value.toFixed(digits));
    const bare = text.replace(/^(-?)0\./, "$1.");
    if (text === "0" && value !== 0) return small(value, room);
    if (text.length <= room) return text;
    if (bare.length <= room && bare !== ".") return bare;
  }
  return trimmed(value.toFixed(0));
}

/** A number that is not zero, though its digits do not fit: one digit of it, alone or with a power of ten. */
function small(value, room) {
  const power = value.toExponential(0);
  const [mantissa, exponent] = power.split("e-");
  const bare = `${mantissa.replace(/\d/, ".")}${"0".repeat(Number(exponent) - 1)}${mantissa.at(-1)}`;
  if (bare.length <= room) return bare;
  return power.length + 2 <= room ? power : "~0"; // "e" is going to be "·10"
}

function trimmed(text) {
  const bare = text.includes(".") ? text.replace(/\.?0+$/, "") : text;
  return bare === "-0" ? "0" : bare;
}

function notFinite(value) {
  return Number.isNaN(value) ? "NaN" : value > 0 ? "∞" : `${MINUS}∞`;
}

// Numbers as the learner writes them. No document in here: tested by Node.

const formatters = new Map();

/** The formatter for one language ("es" or "en"). A dash stands for what is not known. */
export function numbers(language) {
  if (!formatters.has(language)) formatters.set(language, formatter(language));
  return formatters.get(language);
}

function formatter(language) {
  const locale = language === "en" ? "en-US" : "es-ES";
  // "es" groups only from five digits on, with a no-break space, as the Academy writes it.
  const tidy = (text) => (language === "en" ? text : text.replace(/\.(?=\d{3})/g, "\u00a0"));
  // Each made once: to make one costs a hundred times what it costs to use it.
  const made = new Map();
  const plain = (digits) => {
    if (!made.has(digits)) made.set(digits, new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }));
    return made.get(digits);
  };
  return {
    count: (value) => (isNumber(value) ? tidy(plain(0).format(Math.round(value))) : "–"),
    fixed: (value, digits = 2) => (isNumber(value) ? plain(digits).format(value) : "–"),
    percent: (share, digits = 1) => percent(share, digits, plain(digits), language),
    chance: (share) => chance(share, (each) => percent(each, 1, plain(1), language)),
    scientific: (value) => scientific(value, language),
    plain: (value) => digits(value, language),
    measure: (value) => measure(value, plain, (each) => scientific(each, language)),
    duration: (seconds) => duration(seconds),
  };
}

function isNumber(value) {
  return typeof value === "number" && Number.isFinite(value);
}

/** 0.9997 is 99.9 %, not 100 %: only what is whole is called whole. */
function percent(share, digits, format, language) {
  if (!isNumber(share)) return "–";
  const unit = 10 ** digits;
  let value = Math.round(100 * share * unit) / unit;
  if (share < 1 && value >= 100) value = 100 - 1 / unit;
  return format.format(value) + (language === "en" ? "%" : "\u00a0%");
}

/** A probability: a softmax is never certain of anything, so rounding must not say so. */
function chance(share, asPercent) {
  if (!isNumber(share)) return "–";
  if (share >= 0.9995) return `>\u00a0${asPercent(0.999)}`;
  return share < 0.0005 ? `<\u00a0${asPercent(0.001)}` : asPercent(share);
}

/** 1.23 × 10⁻⁷, with the exponent raised: the far ends of a log axis stay readable. */
function scientific(value, language) {
  if (!isNumber(value)) return "–";
  if (value === 0) return "0";
  const [mantissa, exponent] = value.toExponential(2).split("e");
  const written = language === "en" ? mantissa : mantissa.replace(".", ",");
  return `${written} × 10${raised(Number(exponent))}`;
}

function raised(exponent) {
  return [...String(exponent)].map((sign) => (sign === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(sign)])).join("");
}

/** A loss and its like: four significant digits, and powers of ten where those no longer fit. */
function measure(value, plain, asPower) {
  if (!isNumber(value)) return "–";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e5)) return asPower(value);
  const digits = size === 0 ? 0 : Math.min(4, Math.max(0, 3 - Math.floor(Math.log10(size))));
  return plain(digits).format(value);
}

/** A number to edit: no grouping, no raised exponent, four significant digits at most (0.0125, 3e-7). */
function digits(value, language) {
  if (!isNumber(value)) return "–";
  const written = String(Number(value.toPrecision(4)));
  return language === "en" ? written : written.replace(".", ",");
}

/** 75 s is 1:15, 3,700 s is 1:01:40; what is not known is a dash. */
function duration(seconds) {
  if (!isNumber(seconds)) return "–";
  const whole = Math.max(0, Math.round(seconds));
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const shown = parts[0] > 0 ? parts : parts.slice(1);
  return shown.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, "0"))).join(":");
}

/** "step {step} of {total}" with its names replaced; a name without a value stays as it is. */
export function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

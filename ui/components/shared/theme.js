// The theme's colours and fonts, read from Streamlit's CSS variables at the element that draws.

/** Read them again at every run of a component: a change of theme changes the variables, not the script. */
export function theme(element) {
  const style = getComputedStyle(element.host ?? element);
  const read = (name, otherwise) => style.getPropertyValue(`--st-${name}`).trim() || otherwise;
  const list = (name) => read(name, "").split(",").map((each) => each.trim()).filter(Boolean);
  return {
    text: read("text-color", "#1c1b22"),
    background: read("background-color", "#fbfaf7"),
    panel: read("secondary-background-color", "#f1efe9"),
    border: read("border-color", "#ddd9cf"),
    primary: read("primary-color", "#3b4cca"),
    font: read("font", "sans-serif"),
    numberFont: read("code-font", "monospace"),
    categorical: list("chart-categorical-colors"),
    sequential: list("chart-sequential-colors"),
    diverging: list("chart-diverging-colors"),
  };
}

/** Whether a colour "#rrggbb" is dark, by its relative luminance. */
export function isDark(colour) {
  return luminance(colour) < 0.2;
}

/** The contrast of two colours as WCAG 2.2 defines it, 1 to 21; a line on a chart needs 3. */
export function contrast(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** The colour itself where it stands out against the background, else as little darker or lighter as it must be. */
export function legible(colour, background, least = 3.2) {
  const towards = isDark(background) ? "#ffffff" : "#000000";
  let found = colour;
  for (let share = 0; share <= 1 && contrast(found, background) < least; share += 0.02) {
    found = mixed([colour, towards], share);
  }
  return found;
}

function luminance(colour) {
  const [red, green, blue] = rgb(colour).map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** "#rrggbb" with an opacity in [0, 1]. */
export function faded(colour, opacity) {
  return `rgba(${rgb(colour).join(",")},${opacity})`;
}

/** `count` colours along a scale, using only the part of it that stands out against the background. */
export function along(scale, count, background) {
  const [from, to] = isDark(background) ? [0.44, 1] : [0, 0.64];
  return Array.from({ length: count }, (_, index) => {
    const at = from + (count > 1 ? index / (count - 1) : 0) * (to - from);
    return mixed(scale, at * (scale.length - 1));
  });
}

function mixed(scale, place) {
  const low = Math.floor(place);
  const high = Math.min(low + 1, scale.length - 1);
  const [from, to] = [rgb(scale[low]), rgb(scale[high])];
  const parts = from.map((part, index) => Math.round(part + (to[index] - part) * (place - low)));
  return `#${parts.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

function rgb(colour) {
  const digits = colour.replace("#", "");
  const whole = digits.length === 3 ? [...digits].map((digit) => digit + digit).join("") : digits;
  return [0, 2, 4].map((at) => parseInt(whole.slice(at, at + 2), 16) || 0);
}

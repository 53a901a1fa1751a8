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
  };
}

/** Whether a colour "#rrggbb" is dark, by its relative luminance. */
export function isDark(colour) {
  const [red, green, blue] = rgb(colour).map((part) => (part / 255) ** 2.2);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.2;
}

/** "#rrggbb" with an opacity in [0, 1]. */
export function faded(colour, opacity) {
  return `rgba(${rgb(colour).join(",")},${opacity})`;
}

/** `count` colours along a scale, using only the part of it that stands out against the background. */
export function along(scale, count, background) {
  const [from, to] = isDark(background) ? [0.38, 1] : [0, 0.8];
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

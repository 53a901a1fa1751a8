// All values before and after, one above the other on the same axis: their mean, their deviation, and the present one.

import { element } from "./dom.js";
import { axisOf, spread, ticksOf } from "./spread.js";

const SVG = "http://www.w3.org/2000/svg";
const STRIP = 126; // px of one strip
const BELOW = 8; // px from the axis of a strip to the next strip
const [TOP, FOOT, SIDE] = [36, 22, 8];

export function spreadView() {
  const node = element("figure", "spread");
  const svg = drawn("svg", { role: "img" });
  const [ground, marker] = [drawn("g"), drawn("g", { class: "marker" })];
  svg.append(ground, marker);
  node.append(svg);
  let place = () => 0;

  /** `strips` is [{name, values, mean, deviation}], from top to bottom; `label` is read to screen readers. */
  function show({ strips, width, write, label }) {
    const axis = axisOf(strips.map(({ values }) => values), strips.flatMap(({ mean, deviation }) => [mean - deviation, mean + deviation]));
    const height = strips.length * STRIP + FOOT - BELOW;
    place = (value) => SIDE + ((value - axis.low) / (axis.high - axis.low)) * (width - 2 * SIDE);
    for (const [name, px] of [["width", width], ["height", height]]) svg.setAttribute(name, px);
    svg.setAttribute("aria-label", label);
    ground.replaceChildren(...strips.flatMap((strip, order) => stripNodes(strip, order * STRIP, axis, width, write)), ...ticks(axis, height, write));
  }

  function stripNodes({ name, values, mean, deviation }, top, axis, width, write) {
    const floor = top + STRIP - BELOW;
    const tallest = STRIP - TOP - BELOW - 8;
    const bars = spread(values, axis).filter(({ share }) => share > 0).map(({ from, to, share }) => {
      const height = Math.max(1.5, share * tallest);
      return drawn("rect", { class: "bar", x: place(from) + 0.5, y: floor - height, width: Math.max(1, place(to) - place(from) - 1), height });
    });
    const [left, right] = [place(mean - deviation), place(mean + deviation)];
    return [
      drawn("text", { class: "title", x: SIDE, y: top + 20 }, `${name} · μ = ${write.plain(mean)} · σ = ${write.plain(deviation)}`),
      ...bars,
      drawn("path", { class: "axis", d: `M${SIDE} ${floor}H${width - SIDE}` }),
      drawn("path", { class: "band", d: `M${left} ${top + TOP}v8m0 -4H${right}m0 -4v8` }),
      drawn("path", { class: "mean", d: `M${place(mean)} ${top + TOP - 4}V${floor}` }),
    ];
  }

  function ticks(axis, height, write) {
    return ticksOf(axis).map((each) => drawn("text", { x: place(each), y: height - 6, "text-anchor": "middle" }, write.plain(each)));
  }

  /** Mark where the present value stands in each strip. */
  function light(values) {
    const points = values.map((value, order) => drawn("circle", { cx: place(value), cy: (order + 1) * STRIP - BELOW, r: 6 }));
    const [from, to] = values.map(place);
    const between = drawn("path", { d: `M${from} ${STRIP - BELOW}L${to} ${2 * STRIP - BELOW}` });
    marker.replaceChildren(between, ...points);
  }
  return { node, show, light, width: ({ width, projected }) => (width < 640 ? width : projected ? 460 : 320) };
}

function drawn(tag, attributes = {}, text = "") {
  const node = document.createElementNS(SVG, tag);
  for (const [name, each] of Object.entries(attributes)) node.setAttribute(name, each);
  if (text) node.textContent = text;
  return node;
}

// The curve of an activation and, dashed, of its derivative: where the map's values lie, where it is flat, and the
// present value with the tangent in it.

import { element } from "./dom.js";
import { flatIntervals, heightOf, histogram, pathOf, reachOf, sampled, scales, ticks } from "./curve.js";

const SVG = "http://www.w3.org/2000/svg";
const TALL = 300; // px
const BARS = 0.2; // of the height: the tallest bar of the histogram

/** `onPoint(x)` hears of the number under the pointer, `onLeave` when it has gone. */
export function curveView({ onPoint, onLeave }) {
  const node = element("figure", "curve");
  const svg = drawn("svg", { role: "img" });
  const legend = element("figcaption", "curve-legend");
  node.append(svg, legend);
  const ground = drawn("g");
  const marker = drawn("g", { class: "marker" });
  svg.append(flatPattern(), ground, marker);
  let shown = null;
  svg.addEventListener("pointermove", (event) => {
    if (!shown) return;
    const x = shown.scale.back(event.clientX - svg.getBoundingClientRect().left);
    onPoint(Math.max(-shown.reach, Math.min(shown.reach, x)));
  });
  svg.addEventListener("pointerleave", onLeave);

  /** Draw the curve for a layer's values; `label` says it to screen readers. */
  function show({ layer, width, texts, write, label }) {
    const spec = layer.op.function;
    const reach = reachOf(layer.x.data, layer.op.function);
    const runs = sampled(spec, reach);
    const scale = scales({ width, height: TALL, reach, ...heightOf(runs) });
    shown = { scale, reach };
    node.style.width = `${width}px`;
    for (const [name, px] of [["width", width], ["height", TALL]]) svg.setAttribute(name, px);
    svg.setAttribute("aria-label", label);
    ground.replaceChildren(...flats(runs, scale), ...bars(layer.x.data, reach, scale), ...axes(reach, scale, write, width), ...lines(runs, scale));
    legend.replaceChildren(...["value", "slope"].map((name) => keyed(name, name === "value" ? "f(x)" : "f′(x)")), keyed("flat", texts.activation.flat_key), keyed("bars", texts.activation.bars_key));
  }

  function flats(runs, { x, y }) {
    return flatIntervals(runs).map(([from, to]) => drawn("rect", { class: "flat", x: x(from), y: 10, width: x(to) - x(from), height: TALL - 32, fill: "url(#flat)" }));
  }

  function bars(values, reach, { x }) {
    const floor = TALL - 22;
    return histogram(values, reach).filter(({ share }) => share > 0).map(({ from, to, share }) => {
      const height = Math.max(1.5, share * TALL * BARS);
      return drawn("rect", { class: "bar", x: x(from) + 0.5, y: floor - height, width: x(to) - x(from) - 1, height });
    });
  }

  function axes(reach, { x, y }, write, width) {
    const across = drawn("path", { class: "axis", d: `M30 ${y(0)}H${width - 10}M${x(0)} 10V${TALL - 22}` });
    const below = ticks(reach).map((each) => drawn("text", { x: x(each), y: TALL - 6, "text-anchor": "middle" }, write.plain(each)));
    const beside = [0, 1].map((each) => drawn("text", { x: 24, y: y(each) + 4, "text-anchor": "end" }, write.plain(each)));
    return [across, ...below, ...beside];
  }

  function lines({ value, slope }, scale) {
    return [["slope", slope], ["value", value]].map(([name, runs]) => drawn("path", { class: name, d: pathOf(runs, scale) }));
  }

  /** Mark one number: its point on both curves and the tangent through it. */
  function light({ x: at, value, slope }) {
    const { x, y } = shown.scale;
    const half = shown.reach * 0.16;
    const tangent = `M${x(at - half)} ${y(value - half * slope)}L${x(at + half)} ${y(value + half * slope)}`;
    const [px, py, below] = [x(at), y(value), y(slope)];
    marker.replaceChildren(
      drawn("path", { class: "at", d: `M${px} 10V${TALL - 22}` }),
      drawn("path", { class: "tangent", d: tangent }),
      drawn("path", { class: "slope-point", d: `M${px - 6} ${below}L${px} ${below - 6}L${px + 6} ${below}L${px} ${below + 6}Z` }),
      drawn("circle", { class: "value-point", cx: px, cy: py, r: 6 }),
    );
  }
  return { node, show, light, width: ({ width, projected }) => (width < 640 ? width : projected ? 480 : 340) };
}

/** Slanted lines, as on the flat cells of the map. */
function flatPattern() {
  const pattern = drawn("pattern", { id: "flat", width: 8, height: 8, patternUnits: "userSpaceOnUse" });
  pattern.append(drawn("path", { d: "M-2 2L2 -2M0 8L8 0M6 10L10 6" }));
  const defs = drawn("defs");
  defs.append(pattern);
  return defs;
}

function keyed(name, text) {
  const node = element("span", `key ${name}`);
  node.append(element("i"), element("span", "", text));
  return node;
}

export function drawn(tag, attributes = {}, text = "") {
  const node = document.createElementNS(SVG, tag);
  for (const [name, each] of Object.entries(attributes)) node.setAttribute(name, each);
  if (text) node.textContent = text;
  return node;
}

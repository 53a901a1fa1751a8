// The loss over the steps as a small picture: the curve, where it is enough, and the step that is looked at.

import { drawn } from "./curve_view.js";
import { element, put, write as putText } from "./dom.js";
import { lossPath, lossScales } from "./loss_curve.js";

const SIZE = { width: 300, height: 132 }; // px

export function lossCurve() {
  const node = element("figure", "loss-curve");
  const caption = element("figcaption");
  const svg = drawn("svg", { role: "img", viewBox: `0 0 ${SIZE.width} ${SIZE.height}` });
  const ground = drawn("g");
  const [enough, curve] = ["enough", "falls"].map((name) => drawn("path", { class: name }));
  const here = drawn("circle", { class: "here", r: 4.5 });
  svg.append(ground, enough, curve, here);
  node.append(caption, svg);
  let ruled = "";

  function show({ learning: { kept, at, enough: bound }, label, write }) {
    const scale = lossScales(kept, bound, SIZE);
    putText(caption, label);
    put(svg, "aria-label", label);
    rule(scale, write);
    put(enough, "d", bound > 0 ? `M${scale.x(0)} ${scale.y(bound)}H${scale.x(scale.last)}` : "");
    put(curve, "d", lossPath(kept, scale));
    put(here, "cx", scale.x(kept[at].step));
    put(here, "cy", scale.y(kept[at].loss));
  }

  /** The axes, drawn anew only where their numbers are others. */
  function rule({ last, x, y, powers }, write) {
    const next = [last, write.plain(0.5), ...powers].join();
    if (next === ruled) return;
    ruled = next;
    const lines = powers.map((power) => drawn("path", { class: "axis", d: `M${x(0)} ${y(10 ** power)}H${x(last)}` }));
    const names = powers.map((power) => drawn("text", { x: x(0) - 6, y: y(10 ** power) + 4, "text-anchor": "end" }, write.power(power)));
    const ends = [0, last].map((step) => drawn("text", { x: x(step), y: SIZE.height - 5, "text-anchor": step ? "end" : "middle" }, String(step)));
    ground.replaceChildren(...lines, ...names, ...ends);
  }
  return { node, show };
}

// Which activation lies under the lens, as a row of curves; its parameter; what it is applied to.

import { pathOf, sampled, scales } from "./curve.js";
import { drawn } from "./curve_view.js";
import { element } from "./dom.js";
import { PARAMETERS, activationOf } from "./operations.js";
import { onWhat } from "./pooling_controls.js";
import { evenly, slider } from "./slider.js";
import { control, toggle } from "./widgets.js";

export const TEMPERATURES = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20];
const SMALL = { width: 52, height: 36, reach: 3, low: -1.2, high: 2.4, margin: { top: 2, right: 2, bottom: 2, left: 2 } };

export function activationControls(dispatch) {
  const node = element("div", "operation activation-controls", "", { role: "group" });
  const gallery = element("div", "presets functions", "", { role: "group" });
  const change = (changes) => dispatch({ type: "operation", changes });
  const parameter = slider((value) => change({ function: { ...spec, [PARAMETERS[spec.kind].name]: value } }));
  const temperature = slider((value) => change({ temperature: value }));
  const bent = toggle((isOn) => change({ function: { kind: "gelu", approximate: isOn ? "tanh" : "none" } }));
  const on = onWhat(dispatch);
  const parts = { parameter: control("parameter", parameter.node), temperature: control("temperature", temperature.node), bent: control("bent", bent.node) };
  node.append(gallery, on.part.node, ...Object.values(parts).map((part) => part.node));
  let spec = null;
  let kept = {}; // the parameters each function had last
  let drawnFor = null;

  function show({ scene, texts, activations, write }) {
    const op = scene.operation;
    spec = op.function;
    kept = { ...kept, [spec.kind]: spec };
    node.setAttribute("aria-label", texts.controls.label);
    showGallery(activations, texts.activation.functions);
    on.show(scene, texts);
    const own = PARAMETERS[spec.kind];
    parts.parameter.node.hidden = !own;
    parts.temperature.node.hidden = spec.kind !== "softmax";
    parts.bent.node.hidden = spec.kind !== "gelu";
    if (own) {
      const label = texts.activation.parameters[own.name];
      parts.parameter.name.textContent = label;
      parameter.show({ label, value: spec[own.name], numbers: evenly(own.bounds[0], own.bounds[1], own.step), write });
    }
    parts.temperature.name.textContent = texts.activation.temperature;
    temperature.show({ label: texts.activation.temperature, value: op.temperature, numbers: TEMPERATURES, write });
    parts.bent.name.textContent = texts.activation.approximate;
    bent.show({ label: texts.activation.approximate, on: spec.approximate === "tanh" });
  }

  function showGallery(activations, label) {
    gallery.setAttribute("aria-label", label);
    const names = activations.map((each) => each.label).join();
    if (drawnFor !== names) {
      drawnFor = names;
      gallery.replaceChildren(...activations.map((each) => choice(each)));
    }
    [...gallery.children].forEach((button, at) => button.setAttribute("aria-pressed", String(activations[at].kind === spec.kind)));
  }

  function choice({ kind, label, help }) {
    const button = element("button", "preset", "", { type: "button", title: help ?? label });
    button.append(kind === "softmax" ? bars() : sketch(activationOf(kind)), element("span", "", label));
    button.onclick = () => change({ function: kept[kind] ?? activationOf(kind) });
    return button;
  }
  return { node, show, mark: () => {} };
}

/** A function as a tiny curve on its axes. */
function sketch(spec) {
  const scale = scales(SMALL);
  const { width, height } = SMALL;
  const svg = drawn("svg", { class: "sketch", viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" });
  const { value } = sampled(spec, SMALL.reach);
  const axis = drawn("path", { class: "axis", d: `M0 ${scale.y(0)}H${width}M${scale.x(0)} 0V${height}` });
  svg.append(axis, drawn("path", { class: "value", d: pathOf(value, scale) }));
  return svg;
}

/** Softmax is no function of one number: shares of a whole. */
function bars() {
  const svg = drawn("svg", { class: "sketch", viewBox: "0 0 52 36", "aria-hidden": "true" });
  svg.append(...[[8, 22], [18, 8], [28, 3], [38, 13]].map(([x, height]) => drawn("rect", { class: "share", x, y: 34 - height, width: 7, height })));
  return svg;
}

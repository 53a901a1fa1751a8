// What can be chosen about a convolution of any kind, and what makes a choice impossible, said where it was made.

import { fill } from "../shared/format.js";
import { element } from "./dom.js";
import { BOUNDS } from "./scene.js";
import { thenSelect } from "./then_select.js";
import { control, pairStepper, segmented, stepper, toggle } from "./widgets.js";

const PAIRS = ["kernel_size", "stride", "padding", "output_padding", "dilation"];
const STEPPERS = ["out_channels", "groups"];
const TOGGLES = ["bias", "flipped"];

/** `onKind(kind)` hears of another kind, `onChange(changes)` of the operation, `onThen(spec)` of the activation after it. */
export function controls({ onKind, onChange, onThen }) {
  const node = element("div", "operation", "", { role: "group" });
  const kind = segmented("kinds", onKind);
  const made = (names, make) => Object.fromEntries(names.map((name) => [name, make((value) => onChange({ [name]: value }))]));
  const pairs = made(PAIRS, pairStepper);
  const steppers = made(STEPPERS, stepper);
  const toggles = made(TOGGLES, toggle);
  const same = toggle((on) => onChange({ padding: on ? "same" : [0, 0] }));
  const mode = segmented("mode", (value) => onChange({ padding_mode: value }));
  const then = thenSelect(onThen);
  const sameName = element("span", "beside");
  const depthwise = element("span", "beside");
  const parts = {
    kind: control("kind", kind.node),
    kernel_size: control("kernel_size", pairs.kernel_size.node),
    stride: control("stride", pairs.stride.node),
    padding: control("padding", pairs.padding.node, same.node, sameName),
    padding_mode: control("padding_mode", mode.node),
    output_padding: control("output_padding", pairs.output_padding.node),
    dilation: control("dilation", pairs.dilation.node),
    out_channels: control("out_channels", steppers.out_channels.node),
    groups: control("groups", steppers.groups.node, depthwise),
    bias: control("bias", toggles.bias.node),
    flipped: control("flipped", toggles.flipped.node),
    then: control("then", then.node),
  };
  node.append(...Object.values(parts).map((part) => part.node));

  function show({ scene, inChannels, texts, activations: known }) {
    const op = scene.operation;
    const words = texts.controls;
    node.setAttribute("aria-label", words.label);
    for (const [name, part] of Object.entries(parts)) {
      part.name.textContent = words[name];
      part.name.title = words.help[name] ?? "";
      part.node.hidden = !(name in op) && name !== "then";
    }
    kind.show({ label: words.kind, options: words.kinds, chosen: op.kind });
    for (const [name, pair] of Object.entries(pairs)) showNumbers(name, (shared) => pair.show({ ...shared, numbers: op[name] }), { op, words });
    for (const [name, one] of Object.entries(steppers)) showNumbers(name, (shared) => one.show({ ...shared, number: op[name] }), { op, words });
    for (const [name, one] of Object.entries(toggles)) one.show({ label: words[name], on: op[name] ?? false, help: words[`${name}_help`] });
    showPadding(op, words);
    depthwise.textContent = op.groups > 1 && op.groups === inChannels ? words.depthwise : "";
    then.show(scene.then, known, words);
  }

  function showNumbers(name, shown, { op, words }) {
    if (!(name in op) || op[name] === "same") return;
    const [low, high] = BOUNDS[name];
    shown({ label: words[name], limits: BOUNDS[name], says: fill(words.bounds, { low, high }), texts: words });
  }

  /** "same" is a word of layers that can keep the size: a transposed convolution knows only px to cut off. */
  function showPadding(op, words) {
    const isSame = op.padding === "same";
    pairs.padding.node.hidden = isSame;
    same.node.hidden = sameName.hidden = "output_padding" in op;
    same.show({ label: words.same, on: isSame, help: words.same_help });
    sameName.textContent = words.same;
    const padded = isSame || op.padding.some((px) => px > 0);
    parts.padding_mode.node.classList.toggle("idle", !padded);
    mode.show({ label: words.padding_mode, options: words.modes, chosen: op.padding_mode });
  }

  /** Mark the control that made the problem. */
  function mark(names) {
    for (const [name, part] of Object.entries(parts)) part.node.classList.toggle("wrong", names.includes(name));
  }
  return { node, show, mark };
}

/** The fields whose value makes a problem, the likeliest first. */
export const CAUSES = {
  kernel_too_large: ["kernel_size", "dilation"],
  groups: ["groups", "out_channels"],
  same_padding_stride: ["stride", "padding"],
  reflect_too_large: ["padding", "padding_mode"],
  pool_padding: ["padding", "kernel_size"],
  output_padding: ["output_padding", "stride"],
  nothing_left: ["padding"],
};

// What can be chosen about the operation, and what makes a choice impossible, said where it was made.

import { fill } from "../shared/format.js";
import { element } from "./dom.js";
import { BOUNDS } from "./scene.js";
import { thenSelect } from "./then_select.js";
import { control, pairStepper, segmented, stepper, toggle } from "./widgets.js";

const PAIRS = ["kernel_size", "stride", "dilation"];

/** `onChange(changes)` hears of the operation, `onThen(spec)` of the activation after it. */
export function controls({ onChange, onThen }) {
  const node = element("div", "operation", "", { role: "group" });
  const pairs = Object.fromEntries([...PAIRS, "padding"].map((name) => [name, pairStepper((value) => onChange({ [name]: value }))]));
  const maps = stepper((value) => onChange({ out_channels: value }));
  const groups = stepper((value) => onChange({ groups: value }));
  const same = toggle((on) => onChange({ padding: on ? "same" : [0, 0] }));
  const mode = segmented("mode", (value) => onChange({ padding_mode: value }));
  const bias = toggle((on) => onChange({ bias: on }));
  const flipped = toggle((on) => onChange({ flipped: on }));
  const then = thenSelect(onThen);
  const sameName = element("span", "beside");
  const kind = element("span", "beside");
  const parts = {
    kernel_size: control("kernel_size", pairs.kernel_size.node),
    stride: control("stride", pairs.stride.node),
    padding: control("padding", pairs.padding.node, same.node, sameName),
    padding_mode: control("padding_mode", mode.node),
    dilation: control("dilation", pairs.dilation.node),
    out_channels: control("out_channels", maps.node),
    groups: control("groups", groups.node, kind),
    bias: control("bias", bias.node),
    flipped: control("flipped", flipped.node),
    then: control("then", then.node),
  };
  node.append(...Object.values(parts).map((part) => part.node));

  function show({ scene, inChannels, texts, activations: known }) {
    const op = scene.operation;
    const words = texts.controls;
    const says = (name) => fill(words.bounds, { low: BOUNDS[name][0], high: BOUNDS[name][1] });
    const isSame = op.padding === "same";
    node.setAttribute("aria-label", words.label);
    for (const [name, part] of Object.entries(parts)) {
      part.name.textContent = words[name];
      part.name.title = words.help[name] ?? "";
    }
    for (const name of PAIRS) {
      pairs[name].show({ label: words[name], numbers: op[name], limits: BOUNDS[name], says: says(name), texts: words });
    }
    pairs.padding.node.hidden = isSame;
    if (!isSame) pairs.padding.show({ label: words.padding, numbers: op.padding, limits: BOUNDS.padding, says: says("padding"), texts: words });
    same.show({ label: words.same, on: isSame, help: words.same_help });
    sameName.textContent = words.same;
    const padded = isSame || op.padding.some((px) => px > 0);
    parts.padding_mode.node.classList.toggle("idle", !padded);
    mode.show({ label: words.padding_mode, options: words.modes, chosen: op.padding_mode });
    maps.show({ label: words.out_channels, number: op.out_channels, limits: BOUNDS.out_channels, says: says("out_channels"), texts: words });
    groups.show({ label: words.groups, number: op.groups, limits: BOUNDS.groups, says: says("groups"), texts: words });
    kind.textContent = op.groups > 1 && op.groups === inChannels ? words.depthwise : "";
    bias.show({ label: words.bias, on: op.bias, help: words.bias_help });
    flipped.show({ label: words.flipped, on: op.flipped, help: words.flipped_help });
    then.show(scene.then, known, words);
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
};

// What can be chosen about a pooling: what is kept of a window, how the windows lie, and what it is applied to.

import { fill } from "../shared/format.js";
import { element } from "./dom.js";
import { DEFAULTS } from "./operations.js";
import { control, pairStepper, segmented } from "./widgets.js";

export const BOUNDS = { kernel_size: [1, 7], stride: [1, 8], padding: [0, 3], output_size: [1, 64] };
const SLIDING = ["kernel_size", "stride", "padding"];

export function poolingControls(dispatch) {
  const node = element("div", "operation", "", { role: "group" });
  const what = segmented("what", (id) => dispatch({ type: "kind", kind: kindOf(id, wayOf(op)) }));
  const way = segmented("way", (id) => dispatch(lying(id, op)));
  const on = onWhat(dispatch);
  const change = (name) => (value) => dispatch({ type: "operation", changes: changesOf(op, name, value) });
  const pairs = Object.fromEntries([...SLIDING, "output_size"].map((name) => [name, pairStepper(change(name))]));
  const parts = {
    what: control("what", what.node),
    way: control("way", way.node),
    ...Object.fromEntries(Object.entries(pairs).map(([name, pair]) => [name, control(name, pair.node)])),
    on: on.part,
  };
  node.append(...Object.values(parts).map((part) => part.node));
  let op = DEFAULTS.max_pool;

  function show({ scene, texts }) {
    op = scene.operation;
    const words = texts.pooling;
    node.setAttribute("aria-label", texts.controls.label);
    what.show({ label: words.what, options: words.kinds, chosen: isMaximum(op) ? "max" : "avg" });
    way.show({ label: words.way, options: words.ways, chosen: wayOf(op) });
    for (const [name, part] of Object.entries(parts)) part.name.textContent = words[name] ?? texts.controls[name];
    for (const [name, pair] of Object.entries(pairs)) {
      parts[name].node.hidden = !(name in op) || wayOf(op) === "global";
      if (parts[name].node.hidden) continue;
      const [low, high] = BOUNDS[name];
      const label = parts[name].name.textContent;
      pair.show({ label, numbers: op[name], limits: BOUNDS[name], says: fill(texts.controls.bounds, { low, high }), texts: texts.controls });
    }
    on.show(scene, texts);
  }

  function mark(names) {
    for (const [name, part] of Object.entries(parts)) part.node.classList.toggle("wrong", names.includes(name));
  }
  return { node, show, mark };
}

/** Whether the layer works on the picture or on what the learner's convolution makes of it. */
export function onWhat(dispatch) {
  const choice = segmented("on", (id) => dispatch({ type: "first", on: id === "convolution" }));
  const part = control("on", choice.node);
  function show({ first }, texts) {
    part.name.textContent = texts.on.label;
    choice.show({ label: texts.on.label, options: texts.on.options, chosen: first ? "convolution" : "picture" });
  }
  return { part, show };
}

const isMaximum = ({ kind }) => kind.endsWith("max_pool");

function wayOf({ output_size }) {
  if (!output_size) return "sliding";
  return output_size.every((px) => px === 1) ? "global" : "adaptive";
}

function kindOf(what, way) {
  return way === "sliding" ? `${what}_pool` : `adaptive_${what}_pool`;
}

/** The action that lays the windows another way; an output of one px is what "global" means. */
function lying(way, op) {
  const kind = kindOf(isMaximum(op) ? "max" : "avg", way);
  const output_size = way === "global" ? [1, 1] : [2, 2];
  return { type: "kind", kind, changes: way === "sliding" ? {} : { output_size } };
}

/** PyTorch's own stride is the kernel: where it was, it stays so. */
function changesOf(op, name, value) {
  const tied = name === "kernel_size" && String(op.stride) === String(op.kernel_size);
  return { [name]: value, ...(tied && { stride: value }) };
}

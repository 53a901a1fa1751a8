// What can be chosen about a batch normalisation: the batch, training or evaluation, and its numbers.

import { fill } from "../shared/format.js";
import { MOST_OTHERS, missingOf } from "./batch.js";
import { element, write as say } from "./dom.js";
import { numberField } from "./number_field.js";
import { evenly, slider } from "./slider.js";
import { control, segmented, stepper } from "./widgets.js";

export const EPS = [1e-8, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1];
export const VARIANCE = [0, 1e13];
export const MOMENTA = evenly(0, 1, 0.05);
const SAMPLES = [1, MOST_OTHERS + 1];

export function normalizationControls(dispatch) {
  const node = element("div", "operation", "", { role: "group" });
  const change = (changes) => dispatch({ type: "operation", changes });
  const remember = (name) => (value) => dispatch({ type: "memory", changes: { [name]: value } });
  const samples = stepper((count) => dispatch({ type: "batch", count: count - 1 }));
  const others = element("button", "plain", "", { type: "button" });
  const phase = phaseSwitch(change);
  const fields = {
    scale: numberField(remember("scale")),
    shift: numberField(remember("shift")),
    mean: numberField(remember("mean")),
    variance: numberField(remember("variance"), { limits: VARIANCE }),
  };
  const eps = slider((value) => change({ eps: value }));
  const momentum = slider((value) => change({ momentum: value }));
  const parts = {
    samples: control("samples", samples.node, others),
    training: control("training", phase.node),
    ...Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, control(name, field.node)])),
    eps: control("eps", eps.node),
    momentum: control("momentum", momentum.node),
  };
  const missing = element("p", "missing", "", { role: "status" });
  node.append(...Object.values(parts).map((part) => part.node), missing);
  let shown = null;
  others.onclick = () => {
    const { batch } = shown;
    shown.skip += Math.max(1, batch.length);
    dispatch({ type: "batch", count: batch.length, skip: shown.skip });
  };

  function show({ scene, pictures, texts, write }) {
    const { operation: op, batch, memory } = scene;
    const words = texts.normalization;
    shown = { batch, skip: shown?.skip ?? 0 };
    node.setAttribute("aria-label", texts.controls.label);
    for (const [name, part] of Object.entries(parts)) part.name.textContent = words[name];
    const says = fill(texts.controls.bounds, { low: SAMPLES[0], high: SAMPLES[1] });
    samples.show({ label: words.samples, number: batch.length + 1, limits: SAMPLES, says, texts: texts.controls });
    others.textContent = words.others;
    others.disabled = batch.length === 0;
    const absent = missingOf(batch, { pictures });
    say(missing, absent ? fill(words.missing, { missing: absent, count: batch.length + 1 }) : "");
    phase.show(op.training, texts);
    for (const [name, field] of Object.entries(fields)) field.show({ label: words[name], value: memory[name], write });
    eps.show({ label: words.eps, value: op.eps, numbers: EPS, write });
    momentum.show({ label: words.momentum, value: op.momentum, numbers: MOMENTA, write });
    parts.momentum.node.classList.toggle("idle", !op.training);
  }
  return { node, show, mark: () => {} };
}

/** Training or evaluation: what a layer does differently in the two. */
export function phaseSwitch(change) {
  const choice = segmented("phase", (id) => change({ training: id === "training" }));
  return {
    node: choice.node,
    show: (training, { phase }) => choice.show({ label: phase.label, options: phase.options, chosen: training ? "training" : "evaluation" }),
  };
}

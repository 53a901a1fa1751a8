// What can be chosen about a dropout: how many values go, another draw, training or evaluation, what it is applied to.

import { fill } from "../shared/format.js";
import { element } from "./dom.js";
import { phaseSwitch } from "./normalization_controls.js";
import { onWhat } from "./pooling_controls.js";
import { evenly, slider } from "./slider.js";
import { control } from "./widgets.js";

export const SHARES = evenly(0, 0.95, 0.05);

export function dropoutControls(dispatch) {
  const node = element("div", "operation", "", { role: "group" });
  const change = (changes) => dispatch({ type: "operation", changes });
  const share = slider((p) => change({ p }));
  const phase = phaseSwitch(change);
  const again = element("button", "plain", "", { type: "button" });
  const seed = element("output", "beside");
  const on = onWhat(dispatch);
  const parts = { p: control("p", share.node), training: control("training", phase.node), draw: control("draw", again, seed) };
  node.append(on.part.node, ...Object.values(parts).map((part) => part.node));
  let drawn = 0;
  again.onclick = () => change({ seed: (drawn + 1) % 2 ** 31 });

  function show({ scene, texts, write }) {
    const { p, training, seed: now } = scene.operation;
    const words = texts.dropout;
    drawn = now;
    node.setAttribute("aria-label", texts.controls.label);
    for (const [name, part] of Object.entries(parts)) part.name.textContent = words[name];
    share.show({ label: words.p, value: p, numbers: SHARES, write });
    phase.show(training, texts);
    again.textContent = words.again;
    again.disabled = !training;
    seed.textContent = fill(words.seed, { number: now });
    on.show(scene, texts);
  }
  return { node, show, mark: () => {} };
}

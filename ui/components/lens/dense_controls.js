// What can be chosen about a fully connected layer: its outputs, its bias, its weights, the activation after it.

import { fill } from "../shared/format.js";
import { MOST_WRITTEN, isWritable, lookingFor } from "./dense_layer.js";
import { element } from "./dom.js";
import { numberField } from "./number_field.js";
import { thenSelect } from "./then_select.js";
import { control, stepper, toggle } from "./widgets.js";

export const OUTPUTS = [1, 16];

export function denseControls(dispatch) {
  const node = element("div", "operation", "", { role: "group" });
  const change = (changes) => dispatch({ type: "operation", changes });
  const outputs = stepper((out_features) => change({ out_features }));
  const bias = toggle((on) => change({ bias: on }));
  const own = numberField((value) => dispatch({ type: "bias", map: shown.map, value }));
  const then = thenSelect((spec) => dispatch({ type: "then", then: spec }));
  const [random, template] = ["random", "template"].map((name) => element("button", `plain ${name}`, "", { type: "button" }));
  const parts = {
    out_features: control("out_features", outputs.node),
    bias: control("bias", bias.node, own.node),
    weights: control("weights", random, template),
    then: control("then", then.node),
  };
  node.append(...Object.values(parts).map((part) => part.node));
  let shown = { map: 0 };
  random.onclick = () => dispatch({ type: "random", seed: Math.floor(Math.random() * 2 ** 31) });
  template.onclick = () => dispatch({ type: "template", map: shown.map, x: shown.picture });

  function show({ scene, picture, texts, write, activations }) {
    const { operation: op, cell, bias: biases } = scene;
    const words = texts.dense;
    shown = { map: cell[0], picture };
    node.setAttribute("aria-label", texts.controls.label);
    const names = { out_features: words.out_features, bias: texts.controls.bias, weights: words.weights, then: texts.controls.then };
    for (const [name, part] of Object.entries(parts)) part.name.textContent = names[name];
    const says = fill(texts.controls.bounds, { low: OUTPUTS[0], high: OUTPUTS[1] });
    outputs.show({ label: words.out_features, number: op.out_features, limits: OUTPUTS, says, texts: texts.controls });
    bias.show({ label: texts.controls.bias, on: op.bias, help: texts.controls.bias_help });
    own.node.hidden = !op.bias;
    own.show({ label: texts.biasName(cell[0]), value: biases[cell[0]] ?? 0, write });
    random.textContent = words.random;
    template.textContent = words.template;
    template.disabled = !isWritable(op, picture.shape) || lookingFor(picture) === null;
    template.title = isWritable(op, picture.shape) ? words.template_help : fill(words.too_many, { most: texts.wholeNumber(MOST_WRITTEN) });
    then.show(scene.then, activations, texts.controls);
  }
  return { node, show, mark: () => {} };
}

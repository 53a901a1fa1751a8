// A number to type, with its name; the arrow keys move it by a step.

import { element } from "./dom.js";
import { LARGEST } from "./limits.js";
import { numberOf } from "./numbers.js";
import { refuse } from "./refusals.js";

/** `onChange(value)` hears of every number within `limits`; `step` is that of an arrow key. */
export function numberField(onChange, { step = 0.1, limits = [-LARGEST, LARGEST] } = {}) {
  const node = element("input", "number-field", "", { type: "text", inputmode: "decimal", autocomplete: "off", role: "spinbutton" });
  let shown = 0;
  let written = null;
  const isFine = (value) => value >= limits[0] && value <= limits[1];

  node.onfocus = () => node.select();
  node.oninput = () => {
    const refused = written.refusal(node.value, limits);
    refuse(node, refused);
    if (!refused) onChange(numberOf(node.value));
  };
  node.onblur = () => {
    refuse(node, null);
    node.value = written.edited(shown);
  };
  node.onkeydown = (event) => {
    const by = { ArrowUp: step, ArrowDown: -step }[event.key];
    if (event.key !== "Tab" && event.key !== "Escape") event.stopPropagation(); // what is typed belongs to the field
    if (!by) return;
    event.preventDefault();
    const value = Number((shown + by).toFixed(4));
    if (!isFine(value)) return;
    onChange(value);
    node.value = written.edited(value);
    node.select();
  };

  function show({ label, value, write }) {
    [shown, written] = [value, write];
    node.setAttribute("aria-label", label);
    node.setAttribute("aria-valuenow", value);
    if (node.getRootNode().activeElement !== node) node.value = write.edited(value);
  }
  return { node, show };
}

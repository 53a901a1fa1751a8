// The examples of a family as a row of buttons; those of a family of several looks only for the kind under the lens.

import { element } from "./dom.js";
import { EXAMPLES, exampleAction } from "./examples.js";

export function exampleRow(family, dispatch, { byKind = false } = {}) {
  const node = element("div", "examples", "", { role: "group" });
  const name = element("span", "name");
  const buttons = EXAMPLES[family].map((example) => {
    const button = element("button", "example", "", { type: "button" });
    button.onclick = () => dispatch(exampleAction(example));
    return { ...example, button };
  });
  node.append(name, ...buttons.map(({ button }) => button));

  function show(texts, kind) {
    node.setAttribute("aria-label", texts.examples.label);
    name.textContent = texts.examples.label;
    for (const { id, operation, button } of buttons) {
      button.textContent = texts.examples[id];
      button.hidden = byKind && operation.kind !== kind;
    }
    node.hidden = buttons.every(({ button }) => button.hidden);
  }
  return { node, show };
}

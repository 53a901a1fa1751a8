// The examples of a family as a row of buttons.

import { element } from "./dom.js";
import { EXAMPLES, exampleAction } from "./examples.js";

export function exampleRow(family, dispatch) {
  const node = element("div", "examples", "", { role: "group" });
  const name = element("span", "name");
  const buttons = EXAMPLES[family].map((example) => {
    const button = element("button", "example", "", { type: "button" });
    button.onclick = () => dispatch(exampleAction(example));
    return { id: example.id, button };
  });
  node.append(name, ...buttons.map(({ button }) => button));

  function show(texts) {
    node.setAttribute("aria-label", texts.examples.label);
    name.textContent = texts.examples.label;
    for (const { id, button } of buttons) button.textContent = texts.examples[id];
  }
  return { node, show };
}

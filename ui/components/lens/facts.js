// The output size's formula with its numbers, and the lines of PyTorch to copy.

import { element, named } from "./dom.js";
import { changedKeys, formulaLines } from "./formula.js";
import { pytorchLines } from "./pytorch.js";
import { sizeFormula } from "./arithmetic/geometry.js";

const TOLD = 1600; // ms that "copied" stays

export function facts() {
  const node = element("div", "facts");
  const formula = element("div", "formula");
  const torch = element("div", "pytorch");
  const code = element("code");
  const copy = element("button", "copy", "", { type: "button" });
  torch.append(code, copy);
  node.append(formula, torch);
  let before = new Map();
  let words = null;

  copy.onclick = async () => {
    const done = await navigator.clipboard?.writeText(code.textContent).then(() => true, () => false);
    if (!done) getSelection().selectAllChildren(code);
    copy.textContent = done ? words.copied : words.selected;
    setTimeout(() => (copy.textContent = words.copy), TOLD);
  };

  function show(layer, texts) {
    const { op, x } = layer;
    if (words !== texts.facts) copy.textContent = texts.facts.copy;
    words = texts.facts;
    const lines = formulaLines(sizeFormula(op, x.shape), "dilation" in op);
    formula.replaceChildren(element("span", "name", texts.facts.size), ...lines.map((line) => lineNode(line, before.get(line.name))));
    before = new Map(lines.map(({ name, parts }) => [name, parts]));
    code.textContent = pytorchLines(layer).join("\n");
    named(copy, texts.facts.copy);
  }
  return { node, show };
}

function lineNode({ name, parts }, before) {
  const changed = changedKeys(parts, before);
  const node = element("span", "formula-line");
  node.append(element("i", "", `${name} = `));
  for (const { key, text } of parts) {
    node.append(element("span", key ? `number${key === "result" ? " result" : ""}${changed.includes(key) ? " changed" : ""}` : "", text));
  }
  return node;
}

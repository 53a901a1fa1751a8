// The bar above the ways: which picture it is, how large, in which colours.

import { fill } from "../../shared/format.js";
import { element } from "../dom.js";
import { segmented, stepper } from "../widgets.js";
import { hasColours, isScalable, sizeOf, SIZES } from "./model.js";
import { painted } from "./painting.js";

/** `onOpen()`, `onSize(px)` and `onGrey(bool)` are told. */
export function pictureBar({ onOpen, onSize, onGrey }) {
  const node = element("div", "picture-bar");
  const now = element("button", "picture-now", "", { type: "button", "aria-expanded": "false" });
  const [thumb, words] = [element("canvas", "", "", { "aria-hidden": "true" }), element("span")];
  const [title, fact] = [element("small"), element("b")];
  words.append(title, fact);
  now.append(thumb, words, element("i", "arrow", "", { "aria-hidden": "true" }));
  now.onclick = onOpen;
  const sizeName = element("span", "name");
  const size = stepper(onSize);
  const sizePart = element("div", "picture-size");
  sizePart.append(sizeName, size.node);
  const colours = segmented("colours", (id) => onGrey(id === "grey"));
  node.append(now, sizePart, colours.node);

  function show({ texts, base, options, picture, tensor, opened }) {
    const [channels, rows, columns] = tensor.shape;
    title.textContent = texts.title;
    fact.textContent = `${base.entry?.label ?? texts.names[picture.kind]} · ${channels > 1 ? `${channels} × ` : ""}${rows} × ${columns}`;
    now.setAttribute("aria-expanded", String(opened));
    now.title = texts.change;
    painted(tensor, thumb);
    sizePart.hidden = !isScalable(base);
    sizeName.textContent = texts.size;
    size.show({ label: texts.size, number: options.size ?? sizeOf(base), limits: SIZES, says: fill(texts.size_says, { low: SIZES[0], high: SIZES[1] }), texts });
    colours.node.hidden = !hasColours(base);
    const choices = [{ id: "colour", text: texts.colour }, { id: "grey", text: texts.grey }];
    colours.show({ label: texts.colours, options: choices, chosen: options.grey ? "grey" : "colour" });
  }

  return { node, show, focus: () => now.focus() };
}

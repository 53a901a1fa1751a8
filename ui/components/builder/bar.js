// Above the stack: the network's name, undo, redo, a new layer, a new beginning.

import { element, iconButton, named, put } from "../shared/dom.js";
import { ICONS } from "./icons.js";

const NAME = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}_ '.-]{0,59}$/u; // as `ArchitectureSpec.name`

/** `on`: {rename(name), undo(), redo(), add(), clear()}. */
export function bar(on) {
  const node = element("div", "bar");
  const name = element("input", "title", "", { type: "text", maxlength: "60", spellcheck: "false", autocomplete: "off" });
  const [undo, redo] = [iconButton("tool", ICONS.undo, on.undo), iconButton("tool", ICONS.redo, on.redo)];
  const clear = iconButton("tool", ICONS.clear, on.clear);
  const add = iconButton("tool add", ICONS.add, on.add);
  const word = element("span");
  add.append(word);
  node.append(name, undo, redo, clear, add);
  let shown = "";

  name.oninput = () => {
    const tidy = name.value.normalize("NFC").split(/\s+/).filter(Boolean).join(" ");
    put(name, "aria-invalid", !NAME.test(tidy));
    if (NAME.test(tidy)) on.rename(tidy);
  };
  name.onblur = () => {
    name.value = shown;
    put(name, "aria-invalid", false);
  };
  name.onkeydown = (event) => {
    if (event.key !== "Tab") event.stopPropagation();
    if (event.key === "Enter" || event.key === "Escape") name.blur();
  };

  function show({ network, texts, canUndo, canRedo }) {
    shown = network.name;
    if (name.getRootNode().activeElement !== name) name.value = shown;
    put(name, "aria-label", texts.name);
    named(undo, texts.undo, `${texts.undo} (Ctrl+Z)`).disabled = !canUndo;
    named(redo, texts.redo, `${texts.redo} (Ctrl+Shift+Z)`).disabled = !canRedo;
    named(clear, texts.clear).disabled = !network.layers.length;
    named(add, texts.add, `${texts.add} ( / )`);
    word.textContent = texts.add;
  }
  return { node, show };
}

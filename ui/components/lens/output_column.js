// The outputs of a fully connected layer as one column: for each a bar from zero, to the right or the left, and its
// number; one of them is looked at.

import { element, write as put } from "./dom.js";
import { lowered } from "./map_sentences.js";

/** `onChoose(o)`. */
export function outputColumn(onChoose) {
  const node = element("figure", "outputs");
  const caption = element("figcaption");
  const list = element("div", "values", "", { role: "radiogroup" });
  node.append(caption, list);

  function row(o) {
    const button = element("button", "", "", { type: "button", role: "radio" });
    const track = element("span", "track", "", { "aria-hidden": "true" });
    track.append(element("i"));
    button.append(element("span", "which"), track, element("b"));
    button.onclick = () => onChoose(o);
    return button;
  }

  /** `name` is y or dL/dy; `values` one number an output. */
  function show({ name, values, chosen, label, nameOf, write }) {
    put(caption, `${name} · ${values.length}`);
    list.setAttribute("aria-label", label);
    const hadFocus = list.contains(list.getRootNode().activeElement);
    if (list.children.length !== values.length) list.replaceChildren(...Array.from(values, (_, o) => row(o)));
    const reach = values.reduce((most, each) => Math.max(most, Math.abs(each)), 0) || 1;
    [...list.children].forEach((button, o) => {
      const [which, track, number] = button.children;
      const share = (50 * values[o]) / reach;
      put(which, `${name}${lowered(o + 1)}`);
      put(number, write.plain(values[o]));
      track.firstChild.style.left = `${Math.min(50, 50 + share)}%`;
      track.firstChild.style.width = `${Math.abs(share)}%`;
      track.firstChild.classList.toggle("negative", values[o] < 0);
      button.setAttribute("aria-checked", String(o === chosen));
      button.setAttribute("aria-label", `${nameOf(o)}: ${write.plain(values[o])}`);
      button.tabIndex = o === chosen ? 0 : -1;
    });
    if (hadFocus) list.children[chosen]?.focus();
  }
  return { node, show };
}

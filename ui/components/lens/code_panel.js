// The Python that does the same, beside the picture, with the line marked where the lens stands.

import { element } from "./dom.js";

export function codePanel() {
  const node = element("aside", "code");
  const title = element("h3");
  const list = element("ol", "lines", "", { tabindex: "0" });
  node.append(title, list);
  let source = null;

  function show({ visible, code, line, texts }) {
    node.hidden = !visible || !code;
    if (node.hidden) return;
    title.textContent = texts.code_title;
    list.setAttribute("aria-label", texts.code_title);
    if (source !== code.source) {
      source = code.source;
      list.replaceChildren(...source.split("\n").map((text) => element("li", "", text || " ")));
    }
    [...list.children].forEach((item, index) => item.classList.toggle("current", index + 1 === line));
  }
  return { node, show };
}

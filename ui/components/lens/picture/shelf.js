// The pictures that lie ready, as thumbnails: data set by data set, or the textbooks' grids.

import { element } from "../dom.js";
import { tensorOf } from "../picture_tensor.js";
import { painted } from "./painting.js";

/** `groups(pictures, texts)` gives [{name, lines}]; `onChoose(line)` is told. */
export function shelf(groups, onChoose) {
  const node = element("div", "shelf");
  let shown = null;

  function show({ data, texts, picture }) {
    // The same table comes again at every run of the page; building anew would take the focus away.
    if (shown !== data.pictures) {
      shown = data.pictures;
      node.replaceChildren(...groups(data.pictures, texts).flatMap(({ name, lines }) => group(name, lines, data)));
    }
    const chosen = JSON.stringify([picture.kind, picture.dataset ?? picture.id, picture.index]);
    for (const button of node.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button.dataset.name === chosen));
  }

  function group(name, lines, data) {
    const row = element("div", "row", "", { role: "group", "aria-label": name });
    row.append(...lines.map((line) => thumbnail(line, data)));
    return name ? [element("p", "set", name), row] : [row];
  }

  function thumbnail(line, data) {
    const button = element("button", "thumbnail", "", { type: "button", title: line.label });
    button.dataset.name = JSON.stringify([line.kind, line.dataset ?? line.id, line.index]);
    button.append(painted(tensorOf(line, data)), element("span", "", line.label));
    button.onclick = () => onChoose(line);
    return button;
  }

  return { node, show };
}

/** One group a data set, named as the texts say, in the table's order. */
export function bySet(pictures, texts) {
  const sets = [...new Set(pictures.filter(({ kind }) => kind === "sample").map(({ dataset }) => dataset))];
  return sets.map((set) => ({ name: texts.datasets[set] ?? set, lines: pictures.filter(({ dataset }) => dataset === set) }));
}

export function onlyGrids(pictures) {
  return [{ name: "", lines: pictures.filter(({ kind }) => kind === "grid") }];
}

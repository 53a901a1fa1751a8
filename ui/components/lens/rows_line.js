// The arithmetic line of layers without weights: rows of a name and of parts to read, the result at their end.

import { fill } from "../shared/format.js";
import { element, renew, write } from "./dom.js";
import { growingRoom } from "./growing_room.js";
import { foldButton, foldedBy } from "./line.js";

/** `onPointTerm(index | null)` hears of the term under the pointer, `onOpen(opened)` of what is folded or unfolded. */
export function rowsLine({ onPointTerm = () => {}, onOpen = () => {} } = {}) {
  const node = element("div", "arithmetic rows-line");
  const where = element("p", "where");
  const rows = element("dl", "sums");
  const room = growingRoom(where, rows);
  node.append(room.node);
  rows.addEventListener("pointerover", (event) => onPointTerm(indexAt(event)));
  rows.addEventListener("pointerleave", () => onPointTerm(null));
  rows.addEventListener("click", (event) => foldedBy(event, onOpen));

  /** Write down `written` [{name, parts}] under `place`; returns the same as one text. */
  function show({ place, rows: written, texts }) {
    write(where, place);
    rows.classList.remove("aside");
    renew(rows, written.flatMap(({ name, parts }) => {
      const line = element("dd");
      line.append(...parts.map((part) => partNode(part, texts)));
      return [element("dt", name ? "" : "nameless", name ?? ""), line];
    }));
    return `${place}: ${written.map(({ name, parts }) => `${name ?? ""} ${spoken(parts)}`.trim()).join("; ")}`;
  }

  /** As in line.js. */
  function say(sentence, { alone = false } = {}) {
    rows.classList.toggle("aside", alone);
    write(where, sentence);
    return sentence;
  }
  return { node, show, say, release: room.release };
}

function indexAt(event) {
  const index = event.target.closest?.("[data-term]")?.dataset.term;
  return index === undefined ? null : Number(index);
}

function partNode({ kind, text, index, count, wins, padding }, texts) {
  if (kind === "fold") return foldButton(fill(texts.folded, { count }), true);
  if (kind === "unfold") return foldButton(texts.fold, false);
  if (kind === "term") return element("span", `term${wins ? " wins" : ""}${padding ? " padding" : ""}`, text, { "data-term": index });
  if (kind === "result") return element("b", "result", text);
  return kind === "power" ? element("sup", "", text) : element("span", kind, text);
}

export function spoken(parts) {
  return parts.map(({ kind, text }) => (kind === "fold" ? "…" : kind === "unfold" ? "" : kind === "power" ? `^${text}` : text)).join("");
}

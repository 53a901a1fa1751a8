// The arithmetic line below the stage: one cell's terms, their sum, the bias, the activation.

import { fill } from "../shared/format.js";
import { element, renew, write as put } from "./dom.js";
import { growingRoom } from "./growing_room.js";
import { sentenceOf, spokenOf } from "./sentence.js";

/** `onPointTerm(term | null)` hears of the term under the pointer; `onOpen(opened)` of the learner opening a long one. */
export function arithmeticLine({ onPointTerm, onOpen }) {
  const node = element("div", "arithmetic");
  const where = element("p", "where");
  const sums = element("div", "sums");
  const room = growingRoom(where, sums);
  node.append(room.node);
  let terms = [];
  sums.addEventListener("pointerover", (event) => onPointTerm(termAt(event)));
  sums.addEventListener("pointerleave", () => onPointTerm(null));
  sums.addEventListener("click", (event) => foldedBy(event, onOpen));

  function termAt(event) {
    const index = event.target.closest?.("[data-term]")?.dataset.term;
    return index === undefined ? null : terms[index];
  }

  /** Write one explanation down; returns the sentence for screen readers. */
  function show({ explanation, place, write, texts, opened, isOpen, longest, channelNames, then }) {
    terms = explanation.terms;
    const sentence = sentenceOf(explanation, { write, opened, longest });
    put(where, place);
    sums.classList.remove("aside");
    const planes = new Map();
    sentence.rows.forEach((row, index) => {
      if (row.starts) planes.set(row.channel, planeNode(channelNames?.[row.channel]));
      planes.get(row.channel).append(rowNode(row, index, texts));
    });
    const total = totalNode(sentence, texts, then);
    if (sentence.canFold && opened && !isOpen) total.append(foldButton(texts.fold, false));
    if (planes.size > 1) renew(sums, [...planes.values(), total]);
    else {
      const [only = planeNode()] = planes.values(); // none where nothing is multiplied
      only.append(total);
      renew(sums, [only]);
    }
    return `${place}: ${spokenOf(sentence)}${then ? ` → ${then.name} = ${then.text}` : ""}`;
  }

  /** One plain sentence in place of the cell; `alone`: without the cell's numbers below it. Returns the sentence. */
  function say(sentence, { alone = false } = {}) {
    sums.classList.toggle("aside", alone);
    put(where, sentence);
    return sentence;
  }
  return { node, show, say, release: room.release };
}

function planeNode(name) {
  const node = element("div", "plane-sum");
  if (name) node.append(element("b", "channel", name));
  return node;
}

function rowNode(row, index, texts) {
  const node = element("span", "row");
  if (index > 0 && !row.starts) node.append(sign("+"));
  row.parts.forEach((part, order) => {
    if (order > 0) node.append(sign("+"));
    node.append(part.kind === "fold" ? foldButton(fill(texts.folded, { count: part.count }), true) : termNode(part));
  });
  if (row.sum !== null) node.append(sign("="), element("b", "sum", row.sum));
  return node;
}

function termNode({ text, index, padding, zero }) {
  return element("span", `term${padding ? " padding" : ""}${zero ? " zero" : ""}`, text, { "data-term": index });
}

function totalNode({ total, rows }, texts, then) {
  const node = element("span", "total");
  total.parts.forEach(({ kind, text }, order) => {
    if (order > 0 || rows.at(-1)?.sum === null) node.append(sign("+"));
    const part = element("span", kind, text);
    if (kind === "bias") part.append(element("small", "", texts.bias_short));
    node.append(part);
  });
  const result = element("b", "result", total.result);
  result.title = total.exact;
  node.append(sign("="), result);
  if (then) node.append(sign("→"), element("span", "then", `${then.name}(${total.result})`), sign("="), element("b", "result", then.text));
  return node;
}

/** A button that shows what a line leaves out, or leaves it out again; whoever holds the line hears its click. */
export function foldButton(text, opens) {
  return element("button", "fold", text, { type: "button", "data-opens": opens });
}

export function foldedBy(event, onOpen) {
  const opens = event.target.closest?.("[data-opens]")?.dataset.opens;
  if (opens !== undefined) onOpen(opens === "true");
}

const sign = (text) => element("i", "sign", text);

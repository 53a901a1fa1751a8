// The arithmetic line below the stage: one cell's terms, their sum, the bias, the activation.

import { fill } from "../shared/format.js";
import { element } from "./dom.js";
import { sentenceOf, spokenOf } from "./sentence.js";

/** `onPointTerm(term | null)` hears of the term under the pointer; `onOpen(opened)` of the learner opening a long one. */
export function arithmeticLine({ onPointTerm, onOpen }) {
  const node = element("div", "arithmetic");
  const where = element("p", "where");
  const sums = element("div", "sums");
  node.append(where, sums);
  let terms = [];
  sums.addEventListener("pointerover", (event) => onPointTerm(termAt(event)));
  sums.addEventListener("pointerleave", () => onPointTerm(null));

  function termAt(event) {
    const index = event.target.closest?.("[data-term]")?.dataset.term;
    return index === undefined ? null : terms[index];
  }

  /** Write one explanation down; returns the sentence for screen readers. */
  function show({ explanation, place, write, texts, opened, channelNames, then }) {
    terms = explanation.terms;
    const sentence = sentenceOf(explanation, { write, opened });
    where.textContent = place;
    const rows = sentence.rows.map((row, index) => rowNode(row, index, { texts, channelNames, onOpen }));
    sums.replaceChildren(...rows, totalNode(sentence, texts, then));
    if (sentence.canFold && opened) sums.append(foldButton(texts.fold, () => onOpen(false)));
    sums.classList.toggle("planes", explanation.planeSums.length > 1);
    return `${place}: ${spokenOf(sentence)}${then ? ` → ${then.name} = ${then.text}` : ""}`;
  }

  /** Something else than a cell: one plain sentence. */
  function say(sentence) {
    where.textContent = sentence;
  }
  return { node, show, say };
}

function rowNode(row, index, { texts, channelNames, onOpen }) {
  const node = element("span", "row");
  if (row.starts && channelNames) node.append(element("b", "channel", channelNames[row.channel]));
  if (index > 0 && !row.starts) node.append(sign("+"));
  row.parts.forEach((part, order) => {
    if (order > 0) node.append(sign("+"));
    node.append(part.kind === "fold" ? foldButton(fill(texts.folded, { count: part.count }), () => onOpen(true)) : termNode(part));
  });
  if (row.sum !== null) node.append(sign("="), element("b", "sum", row.sum));
  if (row.starts) node.classList.add("starts");
  if (row.ends) node.classList.add("ends");
  return node;
}

function termNode({ text, index, padding, zero }) {
  return element("span", `term${padding ? " padding" : ""}${zero ? " zero" : ""}`, text, { "data-term": index });
}

function totalNode({ total, rows }, texts, then) {
  const node = element("span", "total");
  total.parts.forEach(({ kind, text }, order) => {
    if (order > 0 || rows.at(-1).sum === null) node.append(sign("+"));
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

function foldButton(text, onClick) {
  const button = element("button", "fold", text, { type: "button" });
  button.onclick = onClick;
  return button;
}

const sign = (text) => element("i", "sign", text);

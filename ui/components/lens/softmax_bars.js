// One pixel's channels as shares of 1: for each its number, its power and its bar; below them the sum.

import { element } from "./dom.js";
import { lowered, softmaxPowerName, softmaxPowers } from "./map_sentences.js";

/** `onChannel(channel)` hears which one was chosen. */
export function softmaxBars(onChannel) {
  const node = element("div", "shares", "", { role: "group" });

  const head = rowOf("div", "head");
  const total = rowOf("div", "total-share");
  let rows = [];

  function build(count) {
    rows = Array.from({ length: count }, (_, channel) => {
      const row = rowOf("button", "channel-share");
      row.type = "button";
      row.onclick = () => onChannel(channel);
      return row;
    });
    node.replaceChildren(head, ...rows, total);
  }

  function show({ softmax, temperature, chosen, write, label, channelText }) {
    const { terms } = softmax;
    if (rows.length !== terms.length) build(terms.length);
    const powers = softmaxPowers(softmax, temperature, write).map(({ power }) => power);
    node.setAttribute("aria-label", label);
    filled(head, ["", "x", softmaxPowerName(softmax, temperature), "s"]);
    terms.forEach(({ x, share }, channel) => {
      const row = rows[channel];
      filled(row, [`x${lowered(channel + 1)}`, write.plain(x), write.plain(powers[channel]), write.plain(share)]);
      row.setAttribute("aria-pressed", String(channel === chosen));
      row.setAttribute("aria-label", `${channelText(channel)}: x = ${write.plain(x)}, s = ${write.plain(share)}`);
      row.style.setProperty("--share", share);
    });
    filled(total, ["Σ", "", write.plain(sumOf(powers)), write.plain(sumOf(terms.map(({ share }) => share)))]);
  }
  return { node, show, width: ({ width }) => (width < 640 ? width : 340) };
}

const sumOf = (numbers) => numbers.reduce((sum, each) => sum + each, 0);

function rowOf(tag, className) {
  const node = element(tag, `share-row ${className}`);
  node.append(element("span", "who"), element("span", "x"), element("span", "power"), element("i", "bar"), element("b", "share"));
  return node;
}

function filled(row, texts) {
  [...row.querySelectorAll("span, b")].forEach((cell, index) => (cell.textContent = texts[index]));
}

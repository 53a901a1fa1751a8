// A sentence about what is wrong or could be better, and the ways out as buttons.

import { element } from "../shared/dom.js";

const shown = new WeakMap();

/** Put `problems` [{text, why, fixes: [{text, fix}]}] into `box`; `onFix({text, fix})` hears of a way out that is taken. */
export function remedies(box, problems, { texts }, onFix) {
  const wanted = JSON.stringify(problems.map(({ text, why, fixes }) => [text, why, fixes]));
  if (shown.get(box) === wanted && (problems.length === 0 || box.children.length)) return;
  shown.set(box, wanted);
  box.replaceChildren(...problems.flatMap((problem) => partsOf(problem, texts, onFix)));
}

function partsOf({ text, why, fixes = [] }, texts, onFix) {
  const sentence = element("p", "", text);
  const reason = why ? [element("p", "quiet", why)] : [];
  const ways = element("div", "ways");
  for (const way of fixes) {
    const button = element("button", "way", way.text, { type: "button" });
    button.onclick = () => onFix(way);
    ways.append(button);
  }
  return [sentence, ...reason, ...(fixes.length ? [ways] : [])];
}

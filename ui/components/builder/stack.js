// A list of cards that keeps its elements: a card that moves is moved, not made anew.

import { element } from "../shared/dom.js";
import { cardOf } from "./card.js";

/** `hooks` as `cardOf` takes them, without `list`; `cards` is a map of all cards by id, shared by all lists of a
 * network; `view(entry)` tells how a card is to be shown. */
export function stack(hooks, cards, view) {
  const inner = { ...hooks, list: () => stack(hooks, cards, view) };
  const node = element("ol", "cards");

  function show(entries) {
    entries.forEach((entry, index) => {
      if (!cards.has(entry.id)) cards.set(entry.id, cardOf(entry.id, inner));
      const card = cards.get(entry.id);
      card.show(entry, view(entry));
      if (node.children[index] !== card.node) node.insertBefore(card.node, node.children[index] ?? null);
    });
    while (node.children.length > entries.length) node.lastChild.remove();
  }
  return { node, show };
}

// A list of cards that keeps its elements: a card that moves is moved, not made anew.

import { element } from "../shared/dom.js";
import { cardOf } from "./card.js";
import { placed } from "./drawing.js";

/** `hooks` as `cardOf` takes them, without `list`; `cards` is a map of all cards by id, shared by all lists of a
 * network; `view(entry)` tells how a card is to be shown. */
export function stack(hooks, cards, view) {
  const inner = { ...hooks, list: () => stack(hooks, cards, view) };
  const node = element("ol", "cards");

  function show(entries) {
    for (const entry of entries) {
      if (!cards.has(entry.id)) cards.set(entry.id, cardOf(entry.id, inner));
      cards.get(entry.id).show(entry, view(entry));
    }
    placed(node, entries.map(({ id }) => cards.get(id).node));
  }
  return { node, show };
}

// Cards that stand elsewhere after a change glide there.

const FEW = 16; // cards that may glide at once: many would cost more than a frame has
const FAR = 900; // px

/** Where the cards (a map by id) stand now. */
export function places(cards) {
  return new Map([...cards].map(([id, { node }]) => [id, node.getBoundingClientRect().top]));
}

/** Let them come from where they stood `before`; new ones appear. */
export function glide(cards, before) {
  const now = [...cards].map(([id, { node }]) => ({ node, was: before.get(id), is: node.getBoundingClientRect().top }));
  const fresh = now.filter(({ was }) => was === undefined);
  const moving = now.filter(({ was, is }) => was !== undefined && Math.abs(was - is) > 1 && Math.abs(was - is) < FAR);
  if (fresh.length <= FEW) for (const { node } of fresh) node.animate([{ opacity: 0 }, { opacity: 1 }], { duration: 160, easing: "ease-out" });
  if (moving.length > FEW) return;
  for (const { node, was, is } of moving) {
    node.animate([{ transform: `translateY(${was - is}px)` }, { transform: "none" }], { duration: 170, easing: "cubic-bezier(0.2, 0.8, 0.2, 1)" });
  }
}

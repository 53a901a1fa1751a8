// The places between cards where a dragged one may be dropped.

/**
 * [{y, list, index, left, width}] in px of `ground`: before, between and behind the cards of every list that is seen, save
 * those inside the dragged `entry` itself.
 */
export function landings(model, cards, entry, { ground, isOpen }) {
  const lists = seen(model, isOpen).filter(({ path }) => !path.join().startsWith(`${entry.path.join()},`));
  return lists.flatMap(({ path, entries }) => between(entries.map(({ id }) => cards.get(id).node.getBoundingClientRect()), ground, path));
}

function seen(list, isOpen) {
  return [list, ...list.entries.flatMap((entry) => (entry.lists.length && isOpen(entry) ? entry.lists.flatMap((inner) => seen(inner, isOpen)) : []))];
}

function between(boxes, ground, list) {
  if (!boxes.length) return [];
  const { left, width } = boxes[0];
  return [...boxes, null].map((below, index) => {
    const above = boxes[index - 1];
    const y = above && below ? (above.bottom + below.top) / 2 : above ? above.bottom + 3 : below.top - 3;
    return { y: y - ground.top, list, index, left: left - ground.left, width };
  });
}

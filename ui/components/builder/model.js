// What the stack shows: the network's layers with what the server said about each. Pure: tested by Node.

import { labelOf, namesIn } from "./naming.js";
import { at, listsIn, walked } from "./tree.js";

/**
 * The server's answer about `network`, by the ids of its layers, so that the numbers stay with their cards while these move.
 * {rows, made (id -> branches that no card shows), trouble, general, warnings, totals, fits, network}.
 */
export function understood(answer, network) {
  const rows = new Map();
  const made = new Map();
  collect(answer.rows ?? NOTHING, network, rows, made);
  const warnings = new Map();
  for (const warning of answer.warnings ?? []) {
    const id = idAt(network, warning.path);
    if (id) warnings.set(id, [...(warnings.get(id) ?? []), warning]);
  }
  const id = idAt(network, answer.error?.path);
  const trouble = id ? { ...answer.error, id } : null;
  return {
    rows, made, warnings, trouble,
    waiting: trouble ? behind(network, trouble.id, rows) : NOBODY,
    general: answer.error && !trouble ? answer.error : null,
    totals: answer.totals ?? null,
    fits: answer.fits ?? null,
  };
}

const NOBODY = new Set();
const NOTHING = []; // one and the same, so that a card sees that nothing has changed

/** Everything the stack needs before the first answer has come. */
export const nothingKnown = (network) => understood({}, network);

const idAt = (network, path) => (path ? (at(network, path)?.id ?? null) : null);

function collect(rows, network, byId, made) {
  for (const row of rows) {
    const id = idAt(network, row.path);
    if (!id) continue;
    byId.set(id, row);
    for (const branch of row.inside ?? []) {
      if (branch.rows.some((inner) => idAt(network, inner.path))) collect(branch.rows, network, byId, made);
      else if (branch.rows.length) made.set(id, [...(made.get(id) ?? []), branch]);
    }
  }
}

/** The lists of cards from the network's own down; each {path, entries, index (of a branch) or null}. */
export function modelOf(network, kinds, account) {
  return listOf(network, kinds, account, { path: ["layers"], depth: 1, parent: null, index: null });
}

function listOf(network, kinds, account, { path, depth, parent, index }) {
  const nodes = at(network, path);
  const names = namesIn(nodes, kinds);
  const entries = nodes.map((node, place) =>
    entryOf(network, kinds, account, { node, path: [...path, place], index: place, count: nodes.length, name: names[place], depth, parent }),
  );
  return { path, entries, index, parent };
}

function entryOf(network, kinds, account, place) {
  const { node, path, depth } = place;
  const kind = kinds[node.kind];
  const lists = listsIn(node, path).map((list) =>
    listOf(network, kinds, account, { path: list, depth: depth + 1, parent: node.id, index: list.length > path.length + 1 ? list.at(-1) : null }),
  );
  return {
    ...place,
    id: node.id,
    kind,
    family: kind?.family ?? "other",
    label: labelOf(node, kinds),
    row: account.rows.get(node.id) ?? null,
    trouble: account.trouble?.id === node.id ? account.trouble : null,
    warnings: account.warnings.get(node.id) ?? NOTHING,
    made: account.made.get(node.id) ?? NOTHING,
    lists,
    waits: account.waiting.has(node.id),
    holdsTrouble: lists.some((list) => list.entries.some((entry) => entry.trouble || entry.holdsTrouble)),
  };
}

/** The layers that the server did not get to, since one before them does not fit; not those around that one. */
function behind(network, id, rows) {
  const places = [...walked(network)];
  const at = places.findIndex(({ node }) => node.id === id);
  return new Set(places.slice(at + 1).map(({ node }) => node.id).filter((one) => !rows.has(one)));
}

/** All entries in the order in which arrow keys walk them; what is inside a closed block is left out. */
export function visible(list, isOpen) {
  return list.entries.flatMap((entry) => [
    entry,
    ...(entry.lists.length && isOpen(entry) ? entry.lists.flatMap((inner) => visible(inner, isOpen)) : []),
  ]);
}

export function entryOfId(list, id) {
  for (const entry of list.entries) {
    if (entry.id === id) return entry;
    for (const inner of entry.lists) {
      const found = entryOfId(inner, id);
      if (found) return found;
    }
  }
  return null;
}

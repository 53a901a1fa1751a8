// Finding a layer by a few letters: of its name in the learner's language, of what else people call it, of its name in
// PyTorch, of what it does.
// Accents and case do not count. Pure: tested by Node.

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** The entries {kind, label, help, layer} that fit every word of `text`, the best first; all of them for no word. */
export function found(entries, text) {
  const words = plain(text).split(/[\s_-]+/).filter(Boolean);
  const ranked = entries.map((entry, order) => ({ entry, order, rank: rank(entry, words) }));
  const fitting = ranked.filter((one) => one.rank < Infinity);
  return fitting.sort((one, other) => one.rank - other.rank || one.order - other.order).map((one) => one.entry);
}

/** 0 where every word begins the name; more the further away it is; Infinity where a word is nowhere. */
function rank(entry, words) {
  const names = [entry.label, namesOf(entry), entry.also ?? ""].map(plain);
  const help = plain(entry.help ?? "");
  return words.reduce((sum, word) => sum + distance(word, names, help), 0);
}

function distance(word, names, help) {
  if (names.some((name) => name.startsWith(word))) return 0;
  if (names.some((name) => new RegExp(`[^\\p{L}\\p{N}]${escaped(word)}`, "u").test(name))) return 1;
  if (names.some((name) => name.includes(word))) return 2;
  return help.includes(word) ? 5 : Infinity;
}

const escaped = (word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** "conv2d", "max_pool2d max pool2d": the ids of the layer, also in parts. */
function namesOf({ kind, layer }) {
  const chosen = Object.values(layer ?? {}).filter((value) => typeof value === "string");
  return [kind, ...chosen].flatMap((id) => [id, id.replaceAll("_", " "), id.replaceAll("_", "")]).join(" ");
}

/** The entries in groups, in the order of `families`; `[{family, entries}]`, none of them empty. */
export function grouped(entries, families) {
  const order = [...Object.keys(families), ...entries.map((entry) => entry.family)];
  return [...new Set(order)]
    .map((family) => ({ family, entries: entries.filter((entry) => entry.family === family) }))
    .filter((group) => group.entries.length);
}

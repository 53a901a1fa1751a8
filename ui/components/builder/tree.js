// A network as a tree of nodes: each a layer's JSON with an id of its own, so that a card stays the same card while its
// numbers, its place and its neighbours change. Nothing in here is ever changed in place. Pure: tested by Node.

/** The fields of a layer that hold other layers: a list of them, or several lists side by side. */
const LISTS = ["layers", "branches"];

let newest = 0;
const fresh = () => `n${(newest += 1)}`;

/** A layer's JSON as a node, with all that is inside it. */
export function nodeOf(layer) {
  return { ...inside(layer, (one) => nodeOf(one)), id: fresh() };
}

/** The layer's JSON again. */
export function layerOf(node) {
  const { id, ...layer } = inside(node, (one) => layerOf(one));
  return layer;
}

export function networkOf(spec) {
  return { ...spec, layers: spec.layers.map(nodeOf) };
}

export function specOf(network) {
  return { ...network, layers: network.layers.map(layerOf) };
}

/** Nodes that come from storage keep their ids, and no new one may be given twice. */
export function adopted(network) {
  for (const { node } of walked(network)) newest = Math.max(newest, Number(node.id.slice(1)) || 0);
  return network;
}

/** The same layers under new ids. */
export const copied = (node) => nodeOf(layerOf(node));

function inside(layer, change) {
  const lists = LISTS.filter((name) => Array.isArray(layer[name]));
  const changed = (value) => (Array.isArray(value) ? value.map(changed) : change(value));
  return { ...layer, ...Object.fromEntries(lists.map((name) => [name, changed(layer[name])])) };
}

/** The paths of the lists of layers inside a node that lies at `path`. */
export function listsIn(node, path) {
  const plain = Array.isArray(node.layers) ? [[...path, "layers"]] : [];
  const several = Array.isArray(node.branches) ? node.branches.map((_, index) => [...path, "branches", index]) : [];
  return [...plain, ...several];
}

/** Every node with its place, from the input to the output, blocks before what is in them. */
export function* walked(network, list = ["layers"], depth = 1, parent = null) {
  const nodes = at(network, list);
  for (let index = 0; index < nodes.length; index += 1) {
    const [node, path] = [nodes[index], [...list, index]];
    yield { node, path, list, index, depth, parent, count: nodes.length };
    for (const inner of listsIn(node, path)) yield* walked(network, inner, depth + 1, node);
  }
}

export function placeOf(network, id) {
  for (const place of walked(network)) if (place.node.id === id) return place;
  return null;
}

export const at = (root, path) => path.reduce((value, key) => value?.[key], root);

/** `root` with what lies at `path` replaced by what `change` makes of it; only the way there is new. */
export function changed(root, path, change) {
  if (path.length === 0) return change(root);
  const [key, ...rest] = path;
  const copy = Array.isArray(root) ? [...root] : { ...root };
  copy[key] = changed(root[key], rest, change);
  return copy;
}

export const samePath = (one, other) => one?.length === other?.length && one.every((key, index) => key === other[index]);
export const startsWith = (path, start) => start.every((key, index) => key === path[index]);

// What can be done to a network: (network, action) -> network. An action that changes nothing gives the same network
// back, so that no step of the history is empty. Pure: tested by Node.

import { at, changed, copied, nodeOf, placeOf, startsWith } from "./tree.js";

const ACTIONS = { set, insert, remove, move, shift, duplicate, fix, rename, resize, clear, replace, branch, part };

export function reduced(network, action) {
  return ACTIONS[action.type](network, action);
}

/** Fields of one layer; `undefined` takes a field back to its default. */
function set(network, { id, fields }) {
  const place = placeOf(network, id);
  const differs = ([name, value]) => JSON.stringify(place.node[name]) !== JSON.stringify(value);
  if (!place || !Object.entries(fields).some(differs)) return network;
  return changed(network, place.path, (node) => tidy({ ...node, ...fields }));
}

function tidy(node) {
  return Object.fromEntries(Object.entries(node).filter(([, value]) => value !== undefined));
}

/** `nodes` before place `index` of the list at `list`. */
function insert(network, { list, index, nodes }) {
  if (nodes.length === 0) return network;
  return changed(network, list, (there) => there.toSpliced(index, 0, ...nodes));
}

function remove(network, { id }) {
  const place = placeOf(network, id);
  return place ? changed(network, place.list, (there) => there.toSpliced(place.index, 1)) : network;
}

/** To before place `index` (counted while it still stands where it was) of the list at `list`; never into itself. */
function move(network, { id, list, index }) {
  const place = placeOf(network, id);
  if (!place || startsWith(list, place.path)) return network;
  const isHere = JSON.stringify(list) === JSON.stringify(place.list);
  if (isHere && (index === place.index || index === place.index + 1)) return network;
  // First in, then out: what lies behind it in the same list, or in a list inside a later neighbour, has moved by one.
  const marker = { id: "moving" };
  const without = changed(network, place.path, () => marker);
  const within = changed(without, list, (there) => there.toSpliced(index, 0, place.node));
  return remove(within, { id: marker.id });
}

/** One place up or down; at the end of a block's list it comes out of the block. */
function shift(network, { id, by }) {
  const place = placeOf(network, id);
  if (!place) return network;
  const target = place.index + (by > 0 ? 2 : -1);
  if (target >= 0 && target <= place.count) return move(network, { id, list: place.list, index: target });
  if (!place.parent) return network;
  const block = placeOf(network, place.parent.id);
  return move(network, { id, list: block.list, index: block.index + (by > 0 ? 1 : 0) });
}

function duplicate(network, { id }) {
  const place = placeOf(network, id);
  return place ? insert(network, { list: place.list, index: place.index + 1, nodes: [copied(place.node)] }) : network;
}

/** A way out that the server offers: see `cnn_core.architecture.repaired`. */
function fix(network, { fix: { op, path, fields, layer, layers } }) {
  const [list, index] = [path.slice(0, -1), path.at(-1)];
  const node = at(network, path);
  const given = (layers ?? (layer ? [layer] : [])).map(nodeOf);
  if (op === "insert_after") return insert(network, { list, index: index + 1, nodes: given });
  if (op === "insert_before") return insert(network, { list, index, nodes: given });
  if (!node) return network;
  if (op === "set") return set(network, { id: node.id, fields });
  if (op === "remove") return remove(network, { id: node.id });
  if (op === "replace") return changed(network, list, (there) => there.toSpliced(index, 1, ...given.map((one, order) => (order ? one : { ...one, id: node.id }))));
  return network;
}

function rename(network, { name }) {
  return name === network.name ? network : { ...network, name };
}

/** Of the image that goes in: [channels, height, width]. */
function resize(network, { shape }) {
  return shape.join() === network.input_shape.join() ? network : { ...network, input_shape: shape };
}

function clear(network) {
  return network.layers.length ? { ...network, layers: [] } : network;
}

function replace(network, { network: other }) {
  return other;
}

/** One more branch to a block, empty: the input as it is. */
function branch(network, { id }) {
  const place = placeOf(network, id);
  return changed(network, place.path, (node) => ({ ...node, branches: [...node.branches, []] }));
}

/** A branch out of a block; one must stay. */
function part(network, { id, index }) {
  const place = placeOf(network, id);
  if (place.node.branches.length < 2) return network;
  return changed(network, place.path, (node) => ({ ...node, branches: node.branches.toSpliced(index, 1) }));
}

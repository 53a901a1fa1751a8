// Undo and redo: every network there was, up to a bound. Pure: tested by Node.

import { adopted } from "./tree.js";

const MOST = 100;
const TOGETHER = 900; // ms: what is typed into one field within a moment is one step

/** `selected`: the card that was selected when the network became what it is. */
export function begun(network) {
  return { past: [], present: { network, selected: null }, future: [], last: null };
}

/** The next step. Two with the same `topic` (a field of a card) shortly after one another are one. */
export function stepped(history, network, { selected = null, topic = null, now = 0 } = {}) {
  if (network === history.present.network) return history;
  const isOne = topic !== null && topic === history.last?.topic && now - history.last.now < TOGETHER;
  const past = isOne ? history.past : [...history.past, history.present].slice(-MOST);
  return { past, present: { network, selected }, future: [], last: { topic, now } };
}

export function undone({ past, present, future }) {
  if (!past.length) return null;
  return { past: past.slice(0, -1), present: past.at(-1), future: [present, ...future], last: null };
}

export function redone({ past, present, future }) {
  if (!future.length) return null;
  return { past: [...past, present].slice(-MOST), present: future[0], future: future.slice(1), last: null };
}

/** As text for the tab's storage, with no more steps than have room there. */
export function packed({ past, present, future }, room = 1_500_000) {
  const text = JSON.stringify({ past, present, future });
  if (text.length <= room || past.length + future.length === 0) return text;
  return packed({ past: past.slice(Math.ceil(past.length / 2)), present, future: future.slice(0, Math.floor(future.length / 2)) }, room);
}

/** The history again; null for a text that is none. */
export function unpacked(text) {
  try {
    const { past, present, future } = JSON.parse(text);
    for (const { network } of [...past, present, ...future]) {
      if (!Array.isArray(network.layers)) return null;
      adopted(network);
    }
    return { past, present, future, last: null };
  } catch {
    return null;
  }
}

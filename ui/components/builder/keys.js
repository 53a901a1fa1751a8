// What a key means to the stack while a card has the focus. Pure: tested by Node.

const PLAIN = {
  ArrowUp: { type: "walk", by: -1 },
  ArrowDown: { type: "walk", by: 1 },
  PageUp: { type: "walk", by: -8 },
  PageDown: { type: "walk", by: 8 },
  Home: { type: "walk", by: -Infinity },
  End: { type: "walk", by: Infinity },
  ArrowRight: { type: "open" },
  ArrowLeft: { type: "close" },
  Enter: { type: "enter" },
  " ": { type: "unfold" },
  Delete: { type: "remove" },
  Backspace: { type: "remove" },
  "/": { type: "add" },
  "+": { type: "add" },
};
const WITH_CONTROL = {
  d: { type: "duplicate" },
  z: { type: "undo" },
  y: { type: "redo" },
};

/** The action of a key on a card, or null when it is not ours. Copy, cut and paste come as events of their own. */
export function actionOfKey({ key, ctrlKey, metaKey, altKey, shiftKey }) {
  if (altKey && !ctrlKey && !metaKey) return { ArrowUp: { type: "shift", by: -1 }, ArrowDown: { type: "shift", by: 1 } }[key] ?? null;
  if (ctrlKey || metaKey) {
    const name = key.toLowerCase();
    if (name === "z" && shiftKey) return { type: "redo" };
    return altKey ? null : (WITH_CONTROL[name] ?? null);
  }
  if (/^[0-9]$/.test(key)) return { type: "enter", text: key };
  return PLAIN[key] ?? null;
}

/** The same while a number of a card is being typed: what is typed belongs to it. */
export function actionInField({ key, ctrlKey, metaKey, altKey, shiftKey }) {
  if (key === "Escape" || key === "Enter") return { type: "leave" };
  if ((key === "/" || key === "+") && !ctrlKey && !metaKey && !altKey) return { type: "add" };
  const isUndo = (ctrlKey || metaKey) && ["z", "y"].includes(key.toLowerCase());
  return isUndo ? actionOfKey({ key, ctrlKey, metaKey, altKey, shiftKey }) : null;
}

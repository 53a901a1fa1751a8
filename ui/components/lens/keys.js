// What a key means to the lens. Pure: tested by Node.

export const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
const OTHERS = {
  " ": { type: "toggle" },
  Home: { type: "first" },
  End: { type: "last" },
  Escape: { type: "release" },
  Enter: { type: "pin" },
  ".": { type: "step", by: 1 },
  ",": { type: "step", by: -1 },
  "+": { type: "zoom", by: 1 },
  "-": { type: "zoom", by: -1 },
  PageUp: { type: "map", by: -1 },
  PageDown: { type: "map", by: 1 },
};

/** The action of a key, or null when it is not ours; `page` keys change the output map. */
export function actionOfKey({ key, ctrlKey, metaKey, altKey }) {
  if (ctrlKey || metaKey || altKey) return null;
  if (MOVES[key]) return { type: "move", by: MOVES[key] };
  return OTHERS[key] ?? null;
}

/** Whether a key belongs to the control that has the focus rather than to the lens. */
export function belongsToControl(key, { tag, type }) {
  if (tag === "SELECT" || tag === "TEXTAREA") return true;
  if (tag === "INPUT") return type === "range" ? !["Escape", " "].includes(key) : key !== "Escape";
  return tag === "BUTTON" && (key === " " || key === "Enter");
}

// The lens: one layer, and every number inside it. Answers the pointer itself; Python is only told the scene, to keep it.

import { lens } from "./lens.js";

const mounted = new WeakMap();
const BYTES = ["pixels", "weights"]; // they come as base64

/** Streamlit's entry: runs again at every change of data or theme, and returns the clean-up. */
export default function component({ data, parentElement, setStateValue }) {
  let mine = mounted.get(parentElement);
  if (!mine) {
    mine = lens(parentElement);
    mounted.set(parentElement, mine);
  }
  mine.update(unpacked(data), (scene) => setStateValue("scene", scene));
  return () => {
    mine.close();
    mounted.delete(parentElement);
  };
}

function unpacked(data) {
  const bytes = (text) => Uint8Array.from(atob(text ?? ""), (letter) => letter.charCodeAt(0));
  return { ...data, ...Object.fromEntries(BYTES.map((name) => [name, bytes(data[name])])) };
}

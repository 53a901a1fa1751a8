// The lens: one layer, and every number inside it. Answers the pointer itself; Python is only told the scene, to keep it.

import { bytesOf, contentAt, fetchContent } from "./content.js";
import { element } from "./dom.js";
import { lens } from "./lens.js";

const mounted = new WeakMap();

/** Streamlit's entry: runs again at every change of data or theme, and returns the clean-up. */
export default function component({ data, parentElement, setStateValue }) {
  let mine = mounted.get(parentElement);
  if (!mine) {
    mine = mount(parentElement);
    mounted.set(parentElement, mine);
  }
  mine.update(data, (scene) => setStateValue("scene", scene));
  return () => {
    mine.close();
    mounted.delete(parentElement);
  };
}

/** The lens, from when there is something to show in it; until then a sentence, if that takes more than it should. */
function mount(root) {
  let inside = null;
  let newest = null; // of the calls; null after the end
  let sentence = null;

  function update(data, tell) {
    const call = (newest = { data, tell });
    if (contentAt(data.content)) return show();
    fetchContent(data.content).then(
      () => call === newest && show(),
      (problem) => call === newest && refuse(problem),
    );
  }

  function show() {
    const { data, tell } = newest;
    sentence?.remove();
    inside ??= lens(root);
    inside.update({ ...contentAt(data.content), ...data, weights: bytesOf(data.weights) }, tell);
  }

  function refuse(problem) {
    console.warn(problem);
    const { data, tell } = newest;
    const again = element("button", "plain", data.away.again, { type: "button" });
    again.onclick = () => update(data, tell);
    const next = element("p", "away", data.away.text, { role: "alert" });
    next.append(" ", again);
    sentence?.remove();
    sentence = next;
    root.prepend(sentence);
  }

  return {
    update,
    close() {
      newest = null;
      sentence?.remove();
      inside?.close();
    },
  };
}

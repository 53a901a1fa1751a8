// What batch normalisation remembers, how this batch would move it, and the buttons that let it.

import { element } from "./dom.js";
import { memoryRows } from "./value_sentences.js";

export function memoryPanel(dispatch) {
  const node = element("div", "memory", "", { role: "group" });
  const title = element("span", "name");
  const rows = element("dl", "sums");
  const [once, fifty, afresh] = ["once", "fifty", "afresh"].map((name) => element("button", `plain ${name}`, "", { type: "button" }));
  node.append(title, rows, once, fifty, afresh);
  let shown = null;
  once.onclick = () => move(1);
  fifty.onclick = () => move(50);
  afresh.onclick = () => dispatch({ type: "memory", changes: { mean: 0, variance: 1 } });

  /** So many batches like this one: each takes the memory a share nearer. */
  function move(times) {
    const { op, memory, statistics } = shown.layer;
    const count = shown.layer.x.data.length;
    const left = (1 - op.momentum) ** times;
    const towards = (old, now) => Number((left * old + (1 - left) * now).toPrecision(9));
    const variance = (statistics.variance * count) / (count - 1);
    dispatch({ type: "memory", changes: { mean: towards(memory.mean, statistics.mean), variance: towards(memory.variance, variance) } });
  }

  function show({ layer, training, texts, write }) {
    shown = { layer };
    const words = texts.normalization;
    node.setAttribute("aria-label", words.memory);
    title.textContent = training ? words.memory : words.memory_used;
    rows.hidden = once.hidden = fifty.hidden = !training;
    [once.textContent, fifty.textContent, afresh.textContent] = [words.once, words.fifty, words.afresh];
    if (!training) return;
    const { mean, variance } = memoryRows(layer, write);
    rows.replaceChildren(...[[words.mean, mean], [words.variance, variance]].flatMap(([name, parts]) => {
      const line = element("dd");
      line.append(...parts.map(({ kind, text }) => element(kind === "result" ? "b" : "span", kind, text)));
      return [element("dt", "", name), line];
    }));
  }
  return { node, show };
}

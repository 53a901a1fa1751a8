// What a depthwise separable convolution costs beside the ordinary one: weights and multiply-adds, with their arithmetic.

import { costs } from "./arithmetic/separable.js";
import { fill } from "../shared/format.js";
import { element, write as put } from "./dom.js";
import { costLines } from "./separable_sentences.js";

const KINDS = ["separable", "ordinary"];
const COUNTED = ["weights", "products"];

export function costPanel() {
  const node = element("table", "cost-panel");
  const caption = element("caption");
  const head = element("tr");
  head.append(element("td"), ...COUNTED.map(() => element("th", "", "", { scope: "col" })));
  const rows = [...KINDS, "share"].map((id) => {
    const row = element("tr", id);
    row.append(element("th", "", "", { scope: "row" }), ...COUNTED.map(() => element("td")));
    return row;
  });
  node.append(caption, head, ...rows);

  function show({ op, x, shape }, { texts, write }) {
    const words = texts.separable;
    const found = costs(op, x.shape);
    const lines = costLines(op, x.shape, shape, found, texts.separable.count);
    put(caption, words.costs);
    COUNTED.forEach((name, column) => {
      put(head.children[column + 1], words[name]);
      KINDS.forEach((kind, row) => rows[row].children[column + 1].replaceChildren(lines[kind][name][0], element("b", "", lines[kind][name][1])));
      const share = (100 * found.separable[name]) / found.ordinary[name];
      put(rows[2].children[column + 1], fill(words.share, { percent: write.plain(Math.round(share)) }));
    });
    [...KINDS, "share"].forEach((id, row) => put(rows[row].children[0], words.cost_of[id]));
  }
  return { node, show };
}

// The way back in numbers: what the present cell adds to one weight, to the input it met, and to the bias.

import { element, renew, write as put } from "./dom.js";

export function backwardLine() {
  const node = element("div", "arithmetic backward-line");
  const where = element("p", "where");
  const rows = element("dl");
  node.append(where, rows);

  /** Write down the shares of the weight at `index` of the window's terms; returns the same as one text. */
  function show({ shares, index, place, write, texts }) {
    put(where, place);
    const { g, above, slope, toWeight, toInput, toBias } = shares;
    const share = toWeight[index];
    const met = toInput.find(({ channel, kernel }) => channel === share.channel && String(kernel) === String(share.kernel));
    const lines = [
      slope === null ? null : [texts.backward.dz, `dL/dy · f′ = ${write.factor(above)}·${write.factor(slope)} = `, write.plain(g)],
      share.idle ? null : [fillAt(texts.backward.dw, share.kernel), gathers(share, g, share.x, write), write.plain(share.after)],
      met && [fillAt(texts.backward.dx, met.source), gathers(met, g, met.w, write), write.plain(met.after)],
      toBias && [texts.backward.db, `${write.plain(toBias.before)} + ${write.factor(g)} = `, write.plain(toBias.after)],
    ].filter(Boolean);
    renew(rows, lines.flatMap(([name, sum, result]) => {
      const definition = element("dd", "", sum);
      definition.append(element("b", "result", result));
      return [element("dt", "", name), definition];
    }));
    return `${place}: ${lines.map((line) => line.join(" ")).join("; ")}`;
  }
  return { node, show };
}

/** "0.3 + 1·0.5 = " */
function gathers({ before }, g, factor, write) {
  return `${write.plain(before)} + ${write.factor(g)}·${write.factor(factor)} = `;
}

function fillAt(name, [row, column]) {
  return `${name}[${row + 1}, ${column + 1}]`;
}

// The arithmetic of a depthwise separable convolution as rows to write down (rows_line.js). Pure: tested by Node.

import { lowered } from "./map_sentences.js";

const LONGEST = 12; // terms of one window that are written out without being asked

const text = (value) => ({ kind: "text", text: value });
const result = (value) => ({ kind: "result", text: value });

/** `z₁ = 1·(−1) + 2·1 = 1` for each channel, then `y = 1·0.5 + … + b = 2`. Terms are numbered through all rows. */
export function separableRows({ terms, windows, bias, sum }, { write, opened = false, then = null }) {
  const each = windows[0].terms.length;
  const rows = windows.map(({ terms: own, sum: z }, c) => ({
    name: `z${lowered(c + 1)} =`,
    parts: [...products(own, c * each, { write, opened }), text(" = "), { kind: "sum", text: write.plain(z) }],
  }));
  const mixing = terms.flatMap((term, c) => [...plus(c), product(term, windows.length * each + c, write)]);
  const own = bias === null ? [] : [text(` + ${write.factor(bias)}`)];
  const after = then ? [text(` → ${then.name}(${write.plain(sum)}) = `), result(then.text)] : [];
  return [...rows, { name: "y =", parts: [...mixing, ...own, text(" = "), result(write.plain(sum)), ...after] }];
}

function products(terms, from, { write, opened }) {
  if (opened || terms.length <= LONGEST) {
    const close = terms.length > LONGEST ? [{ kind: "unfold", text: "" }] : [];
    return [...terms.flatMap((term, k) => [...plus(k), product(term, from + k, write)]), ...close];
  }
  const shown = [0, 1, 2].flatMap((k) => [...plus(k), product(terms[k], from + k, write)]);
  const last = product(terms.at(-1), from + terms.length - 1, write);
  return [...shown, text(" + "), { kind: "fold", count: terms.length - 4, text: "…" }, text(" + "), last];
}

const plus = (order) => (order > 0 ? [text(" + ")] : []);

function product({ x, w, source }, index, write) {
  return { kind: "term", text: `${write.factor(x)}·${write.factor(w)}`, index, padding: source === null };
}

/** Which term a number of `separableRows` is: {channel, term} of a window, or {channel} of the mixing. */
export function termAt({ windows }, index) {
  const each = windows[0].terms.length;
  const channel = Math.floor(index / each);
  return channel < windows.length ? { channel, term: windows[channel].terms[index % each] } : { channel: index - windows.length * each, term: null };
}

/** What the present cell adds to each gradient, for one channel and one of its weights. */
export function separableBackRows({ g, above, slope, channels, toBias }, { channel, index }, write) {
  const { z, w, passed, toPointwise, toMiddle, toWeight } = channels[channel];
  const { kernel: [i, j], x, ...gathered } = toWeight[index];
  const c = lowered(channel + 1);
  const sum = ({ before, after }, one, other) => [text(`${write.plain(before)} + ${write.factor(one)}·${write.factor(other)} = `), result(write.plain(after))];
  return [
    slope === null ? null : { name: "dL/dy′ =", parts: [text(`dL/dy · f′ = ${write.factor(above)}·${write.factor(slope)} = `), result(write.plain(g))] },
    { name: `dL/dw${c} =`, parts: sum(toPointwise, g, z) },
    { name: `dL/dz${c} =`, parts: sum(toMiddle, g, w) },
    { name: `dL/dW${c}[${i + 1}, ${j + 1}] =`, parts: sum(gathered, passed, x) },
    toBias && { name: "dL/db =", parts: [text(`${write.plain(toBias.before)} + ${write.factor(g)} = `), result(write.plain(toBias.after))] },
  ].filter(Boolean);
}

/** The arithmetic behind the costs: weights and products of both, as {separable, ordinary} of {weights, products}. */
export function costLines({ out_channels, kernel_size: [height, width] }, [channels], [, rows, columns], { separable, ordinary }, count) {
  const apart = `${channels}·${height}·${width} + ${channels}·${out_channels}`;
  const together = `${channels}·${height}·${width}·${out_channels}`;
  const each = ({ weights, products }, arithmetic) => ({
    weights: [`${arithmetic} = `, count(weights)],
    products: [`${count(weights)}·${rows}·${columns} = `, count(products)],
  });
  return { separable: each(separable, apart), ordinary: each(ordinary, together) };
}

// The arithmetic of one cell as rows of parts to write down. Pure: tested by Node.
//
// A part is {kind, text, …}: "term" (with `index` into the explanation's terms, `padding`), "sum" (of one plane),
// "bias", "result", "fold" (so many terms left out). A row is {channel, parts, sum}.

const LONGEST = 27; // terms that are written out without being asked
const SHOWN = { first: 3, last: 2 }; // of each plane, when folded

/** `0.8·(−1) + … + b = 1.37`: the rows of one explanation. */
export function sentenceOf(explanation, { write, opened = false, longest = LONGEST }) {
  const planes = byChannel(explanation.terms);
  const folded = !opened && explanation.terms.length > longest;
  const rows = planes.flatMap(({ channel, terms }, order) => {
    const kept = folded ? foldedTerms(terms) : byKernelRow(terms);
    return kept.map((parts, index) => ({
      channel,
      starts: index === 0,
      ends: index === kept.length - 1,
      parts: parts.map((part) => (part.fold ? { kind: "fold", count: part.fold } : termPart(part, write))),
      sum: planes.length > 1 && index === kept.length - 1 ? write.plain(explanation.planeSums[order]) : null,
    }));
  });
  return { rows, folded, canFold: explanation.terms.length > longest, total: totalOf(explanation, planes, write) };
}

function termPart(term, write) {
  const text = `${write.factor(term.x)}·${write.factor(term.w)}`;
  return { kind: "term", text, index: term.index, padding: term.source === null, zero: term.product === 0 };
}

/** Plane sums (where there are several), bias and result. */
function totalOf({ planeSums, bias, sum }, planes, write) {
  const sums = planes.length > 1 ? planeSums.map((each) => ({ kind: "sum", text: write.factor(each) })) : [];
  const own = bias === null || bias === undefined ? [] : [{ kind: "bias", text: write.factor(bias) }];
  return { parts: [...sums, ...own], result: write.plain(sum), exact: write.exact(sum) };
}

function byChannel(terms) {
  const planes = [];
  terms.forEach((term, index) => {
    if (planes.at(-1)?.channel !== term.channel) planes.push({ channel: term.channel, terms: [] });
    planes.at(-1).terms.push({ ...term, index });
  });
  return planes;
}

function byKernelRow(terms) {
  const rows = [];
  for (const term of terms) {
    if (rows.at(-1)?.[0].kernel[0] !== term.kernel[0]) rows.push([]);
    rows.at(-1).push(term);
  }
  return rows;
}

function foldedTerms(terms) {
  const { first, last } = SHOWN;
  if (terms.length <= first + last + 1) return [terms];
  return [[...terms.slice(0, first), { fold: terms.length - first - last }, ...terms.slice(-last)]];
}

/** The same as one line of text, for screen readers: "0.8·(−1) + … = 1.37". */
export function spokenOf(sentence) {
  const rows = sentence.rows.map((row) => row.parts.map((part) => (part.kind === "fold" ? "…" : part.text)).join(" + "));
  const rest = sentence.total.parts.filter((part) => part.kind === "bias").map((part) => part.text);
  return `${[...rows, ...rest].join(" + ")} = ${sentence.total.result}`;
}

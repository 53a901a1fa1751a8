// What the network costs, beside the stack: the sums, whether it can be trained here, where parameters and work lie, and the
// selected layer's numbers with their arithmetic. Below both the network as a row of volumes, and the table of all layers.

import { element, put, write } from "../shared/dom.js";
import { fill } from "../shared/format.js";
import { picture } from "./picture.js";

const SUMS = ["parameters", "work", "memory", "training"];

/** `onPoint(id)` hears of a layer pointed at, `onTrouble(id)` of the wish to see the one that does not fit. */
export function ledger(onPoint, onTrouble) {
  const node = element("aside", "ledger");
  const title = element("h2", "spoken");
  const note = element("p", "note", "", { role: "status" });
  const sums = element("dl", "sums");
  const fits = element("p", "fits");
  const go = element("button", "go", "", { type: "button" }); // to the layer that does not fit, wherever it lies
  const parts = element("div", "parts");
  const drawing = element("div", "picture");
  const chosen = element("section", "chosen");
  const how = element("p", "sum-how", "", { role: "status" });
  node.append(title, note, sums, how, fits, go, parts, chosen);
  const volumes = picture(drawing, onPoint);
  let opened = null; // the sum whose arithmetic stays
  let hows = {};
  const tell = (sum) => write(how, hows[sum] ?? "");
  const lines = Object.fromEntries(SUMS.map((sum) => [sum, sumLine({ tell: () => tell(sum), hush: () => tell(opened), press: () => press(sum) })]));
  for (const { term, value } of Object.values(lines)) {
    const pair = element("div");
    pair.append(term, value);
    sums.append(pair);
  }
  let width = 0;

  function press(sum) {
    opened = opened === sum ? null : sum;
    for (const [name, { button }] of Object.entries(lines)) put(button, "aria-expanded", name === opened);
    tell(opened);
  }

  parts.onclick = (event) => event.target.dataset.id && onPoint(event.target.dataset.id);

  /** `rows` [{id, name, family, row}] of all layers; `image` the row of the image. */
  function show({ account, rows, image, network, isSilent, texts, percent }) {
    write(title, texts.ledger);
    put(node, "aria-label", texts.ledger);
    write(note, isSilent ? texts.old_numbers : "");
    for (const sum of SUMS) {
      write(lines[sum].term, texts[sum]);
      write(lines[sum].button, account.totals?.[sum]?.text ?? "—");
      lines[sum].button.disabled = !account.totals?.[sum]?.how;
    }
    hows = Object.fromEntries(SUMS.map((sum) => [sum, howOf(account.totals?.[sum])]));
    tell(opened);
    fits.className = `fits ${account.fits ? (account.fits.ok ? "good" : "bad") : ""}`;
    write(fits, account.fits?.text ?? "");
    fits.hidden = !account.fits?.text;
    go.hidden = !account.trouble;
    go.onclick = () => onTrouble(account.trouble.id);
    write(go, account.trouble ? texts.to_trouble : "");
    showParts(rows, texts, percent);
    const drawn = [image, ...rows.filter(({ row }) => row).map(({ id, name, family, row }) => ({ id, name, family, shape: row.shape, shape_text: row.shape_text }))];
    volumes.show(drawn, { width, title: fill(texts.picture, { name: network.name }) });
  }

  /** The selected card's layer, here and in the pictures. */
  function choose(entry, texts) {
    for (const part of parts.querySelectorAll("i")) part.classList.toggle("active", part.dataset.id === entry?.id);
    volumes.mark(entry?.id);
    showChosen(entry, texts);
  }

  /** Two bars cut into layers: who has the parameters, who does the work. */
  function showParts(rows, texts, percent) {
    const bars = ["parameters", "work"].map((cost) => {
      const line = element("div", "part-line");
      const bar = element("div", "part-bar", "", { role: "img" });
      const known = rows.filter(({ row }) => row?.[cost]?.share > 0);
      const greatest = known.reduce((best, one) => (best && best.row[cost].share >= one.row[cost].share ? best : one), null);
      for (const { id, name, family, row } of known) {
        const part = element("i", `family-${family}`, "", { "data-id": id, title: `${name}: ${row[cost].text} (${percent(row[cost].share)})` });
        part.style.flexGrow = row[cost].share;
        bar.append(part);
      }
      const words = greatest ? `${greatest.name} ${percent(greatest.row[cost].share)}` : "—";
      put(bar, "aria-label", `${texts[cost]}: ${words}`);
      line.append(element("span", "quiet", texts[cost]), element("span", "greatest", words), bar);
      return line;
    });
    parts.replaceChildren(...bars);
  }

  function showChosen(entry, texts) {
    chosen.hidden = !entry?.row;
    if (!entry?.row) return;
    const { row } = entry;
    const facts = [
      [texts.output, row.shape_text, row.output_how],
      [texts.parameters, row.parameters.text, row.parameters.how],
      [texts.work, row.work.text, row.work.how],
      [texts.memory, row.memory.text, row.memory.how],
      [texts.field, row.field?.text, row.field?.how],
      [texts.jump, row.jump_text, ""],
    ].filter(([, value]) => value);
    const wanted = JSON.stringify([entry.name, facts]);
    if (chosen.dataset.of === wanted) return;
    chosen.dataset.of = wanted;
    const head = element("h3", "", entry.name);
    head.append(element("span", "quiet", entry.label));
    const list = element("dl");
    for (const [term, value, how] of facts) {
      const pair = element("div");
      const said = element("dd", "", value);
      if (how && how !== value && value !== "—") said.prepend(element("span", "how", how.includes("=") ? how : `${how} =`), " ");
      pair.append(element("dt", "", term), said);
      list.append(pair);
    }
    chosen.replaceChildren(head, list);
  }
  /** Whether the pictures have to be drawn anew; asking the element itself would cost a layout. */
  function resize(to) {
    const isOther = Math.floor(to) !== width;
    width = Math.floor(to);
    return isOther;
  }
  return { node, drawing, show, choose, resize };
}

/** A sum that tells how it came about: pointed at, by the Tab key, or pressed to let it stand. */
function sumLine({ tell, hush, press }) {
  const [term, value] = [element("dt"), element("dd")];
  const button = element("button", "", "", { type: "button", "aria-expanded": "false" });
  value.append(button);
  Object.assign(button, { onpointerenter: tell, onfocus: tell, onpointerleave: hush, onblur: hush, onclick: press });
  return { term, value, button };
}

const howOf = (sum) => (sum?.how ? (sum.how.includes("=") || !/^[\d\s.,+\u00a0]+$/.test(sum.how) ? sum.how : `${sum.how} = ${sum.text}`) : "");

/** The table of all layers, folded away until it is asked for. */
export function table(onPoint) {
  const node = element("details", "whole");
  const [summary, body] = [element("summary"), element("table")];
  const frame = element("div", "frame", "", { tabindex: "0" });
  frame.append(body);
  node.append(summary, frame);
  let latest = null;
  node.ontoggle = () => latest && show(latest);
  body.onclick = (event) => {
    const id = event.target.closest("tr")?.dataset.id;
    if (id) onPoint(id);
  };

  function show(next) {
    latest = next;
    const { rows, texts, account } = next;
    write(summary, texts.table);
    put(frame, "aria-label", texts.table);
    put(frame, "role", "region");
    if (!node.open) return;
    const head = element("tr");
    for (const text of [texts.layer, texts.output, texts.parameters, texts.work, texts.memory, texts.field]) head.append(element("th", "", text, { scope: "col" }));
    const lines = rows.map(({ id, name, label, family, row }) => {
      const line = element("tr", "", "", { "data-id": id });
      const first = element("th", "", "", { scope: "row" });
      first.append(element("i", `dot family-${family}`), element("b", "", name), element("small", "", label));
      line.append(first, cell(row?.shape_text, row?.output_how), cell(row?.parameters.text, row?.parameters.how), cell(row?.work.text, row?.work.how), cell(row?.memory.text, row?.memory.how), cell(row?.field?.text, row?.field?.how));
      return line;
    });
    const foot = element("tr", "sum");
    foot.append(element("th", "", texts.totals, { scope: "row" }), element("td"), ...["parameters", "work", "memory"].map((sum) => element("td", "", account.totals?.[sum]?.text ?? "—")), element("td"));
    const [top, middle, bottom] = [element("thead"), element("tbody"), element("tfoot")];
    top.append(head);
    middle.append(...lines);
    bottom.append(foot);
    body.replaceChildren(top, middle, bottom);
  }
  return { node, show };
}

function cell(value, how) {
  const node = element("td", "", value ?? "");
  if (how && how !== value && value !== "—") node.append(element("small", "", how));
  return node;
}

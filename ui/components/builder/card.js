// One layer as a card: its name, what comes out of it as a small volume, its numbers to change in place, what it costs. A block
// has the cards of its branches inside.

import { element, iconButton, named, put, setIcon, write } from "../shared/dom.js";
import { fill } from "../shared/format.js";
import { chipOf } from "./chip.js";
import { controlsOf, main } from "./controls.js";
import { placed, shape, volume } from "./drawing.js";
import { ICONS } from "./icons.js";
import { curve, miniature, ROOM } from "./sketch.js";
import { remedies } from "./remedies.js";

/**
 * `hooks`: {texts, language, percent, list(path) -> {node, show}, on(action, entry, more)}; the actions are "change", "open",
 * "unfold", "add", "duplicate", "remove", "up", "down", "fix", "branch", "part".
 */
export function cardOf(id, hooks) {
  const { texts, on } = hooks;
  const node = element("li", "card", "", { role: "treeitem", tabindex: "-1", "data-id": id });
  const row = element("div", "row");
  const handle = iconButton("handle", ICONS.handle);
  const sketch = shape("svg", { class: "sketch", viewBox: `0 0 ${ROOM.width} ${ROOM.height}`, "aria-hidden": "true" });
  const words = element("div", "words");
  const [name, label] = [element("b", "name"), element("span", "label")];
  words.append(name, label);
  const chips = element("div", "chips");
  const given = element("div", "given");
  const output = element("span", "output");
  const bars = element("span", "bars", "", { "aria-hidden": "true" });
  const [parameters, work] = [element("i", "parameters"), element("i", "work")];
  bars.append(parameters, work);
  given.append(output, bars);
  const hint = iconButton("hint", ICONS.hint, () => toggleHints());
  const opener = iconButton("opener", ICONS.open, () => on("open", now));
  const tools = element("div", "tools");
  const more = iconButton("tool", ICONS.more, () => on("unfold", now));
  const up = iconButton("tool seldom", ICONS.up, () => on("up", now));
  const down = iconButton("tool seldom", ICONS.down, () => on("down", now));
  const copy = iconButton("tool", ICONS.copy, () => on("duplicate", now));
  const remove = iconButton("tool", ICONS.clear, () => on("remove", now));
  tools.append(more, up, down, copy, remove);
  const trouble = element("div", "trouble", "", { role: "alert" });
  const hints = element("div", "hints");
  const seldom = element("div", "seldom");
  const inside = element("div", "inside");
  const plus = iconButton("plus", ICONS.add, () => on("add", now));
  // A press must not choose the card first: its line would unfold, and the button would slide from under the finger.
  plus.onpointerdown = (event) => event.preventDefault();
  for (const button of [handle, hint, opener, more, up, down, copy, remove, plus]) button.tabIndex = -1;
  row.append(handle, opener, sketch, words, chips, given, hint, tools);
  node.append(row, trouble, hints, seldom, inside, plus);

  let now = null;
  let drawn = "";
  let showsHints = false;
  let wasUnfolded = null;
  let wasLargest = null;
  const [line, folded] = [chipRow(chips, hooks, (...told) => on("change", now, ...told)), chipRow(seldom, hooks, (...told) => on("change", now, ...told))];
  const lists = new Map();

  function toggleHints() {
    showsHints = !showsHints;
    showTrouble();
  }

  function show(entry, { isOpen, isUnfolded, largest }) {
    const before = now;
    now = entry;
    if (before && isUnfolded === wasUnfolded && largest === wasLargest && looksAlike(before, entry)) return showPlace(entry, before);
    [wasUnfolded, wasLargest] = [isUnfolded, largest];
    const { row: counted, kind } = entry;
    write(label, entry.label);
    const isKept = { entered: node.classList.contains("entered"), selected: node.classList.contains("selected") };
    node.className = ["card", `family-${entry.family}`, entry.trouble && "broken", entry.waits && "waits", entry.lists.length && "block"].filter(Boolean).join(" ");
    for (const kept of ["entered", "selected"]) node.classList.toggle(kept, isKept[kept]);
    node.classList.toggle("small", !main(controlsOf(kind, entry.node)).length);
    write(output, entry.waits ? fill(texts.waits, { layer: entry.waitsFor }) : (counted?.shape_text ?? ""));
    bars.hidden = entry.waits || !(counted?.parameters.share || counted?.work.share);
    share(parameters, counted?.parameters, texts.share_parameters);
    share(work, counted?.work, texts.share_work);
    draw(entry, counted, largest);
    controls(entry, isUnfolded);
    showPlace(entry);
    showTrouble();
    showInside(entry, isOpen);
  }

  /** What changes for all cards behind one that comes or goes: their names and their places. */
  function showPlace(entry, before) {
    if (before && PLACE.every((part) => before[part] === entry[part])) return;
    write(name, entry.name);
    put(node, "aria-level", entry.depth);
    put(node, "aria-posinset", entry.index + 1);
    put(node, "aria-setsize", entry.count);
    if (before?.name !== entry.name || before?.row !== entry.row) describe(entry, entry.row);
  }

  function share(bar, cost, sentence) {
    bar.style.setProperty("--share", cost?.share ?? 0);
    put(bar, "title", cost?.share ? fill(sentence, { share: hooks.percent(cost.share) }) : "");
  }

  function draw(entry, counted, largest) {
    const wanted = JSON.stringify([counted?.shape, largest, entry.family, entry.family === "activation" && entry.node]);
    if (wanted === drawn) return;
    drawn = wanted;
    sketch.replaceChildren(...picture(entry, counted, largest));
  }

  function controls(entry, isUnfolded) {
    const all = controlsOf(entry.kind, entry.node).map((control) => ({ ...control, ...ofWindow(control, entry, texts) }));
    const shown = main(all);
    const rest = all.filter((control) => !shown.includes(control));
    line.show(shown, entry.trouble?.field);
    more.hidden = !rest.length;
    seldom.hidden = !(isUnfolded && rest.length);
    folded.show(seldom.hidden ? [] : rest, entry.trouble?.field);
    put(more, "aria-expanded", !seldom.hidden);
    named(more, isUnfolded ? texts.less : texts.more);
  }

  function describe(entry, counted) {
    put(node, "aria-label", fill(counted && !entry.waits ? texts.card : texts.card_waiting, { name: entry.name, label: entry.label, shape: counted?.shape_text }));
    named(handle, fill(texts.drag, { name: entry.name }));
    named(copy, texts.duplicate);
    named(remove, texts.delete);
    named(up, texts.up);
    named(down, texts.down);
    named(plus, fill(texts.add_here, { name: entry.name }));
  }

  function showTrouble() {
    hint.hidden = !now.warnings.length;
    named(hint, fill(texts.hint, { name: now.name }));
    put(hint, "aria-expanded", showsHints);
    trouble.hidden = !now.trouble;
    remedies(trouble, now.trouble ? [now.trouble] : [], hooks, (fix) => on("fix", now, fix));
    hints.hidden = !(showsHints && now.warnings.length);
    remedies(hints, hints.hidden ? [] : now.warnings, hooks, (fix) => on("fix", now, fix));
  }

  function showInside(entry, isOpen) {
    const isBlock = entry.lists.length > 0 || entry.made.length > 0;
    const open = isBlock && isOpen(entry);
    opener.hidden = !isBlock;
    inside.hidden = !open;
    node.classList.toggle("open", open);
    if (isBlock) put(node, "aria-expanded", open);
    else node.removeAttribute("aria-expanded");
    named(opener, open ? texts.close : texts.open);
    if (!open) return;
    const parts = entry.lists.map((list) => branchOf(entry, list));
    const made = entry.made.length ? [madeOf(entry)] : [];
    const add = entry.node.branches ? [adder(entry)] : [];
    placed(inside, [...parts, ...made, ...add]);
  }

  /** A branch: its title where there are several, and its cards. */
  function branchOf(entry, list) {
    const key = list.path.slice(entry.path.length).join(".");
    if (!lists.has(key)) lists.set(key, branchBox(key));
    const box = lists.get(key);
    box.show(entry, list);
    return box.node;
  }

  function branchBox() {
    const box = element("div", "branch");
    const head = element("div", "branch-head");
    const title = element("span", "quiet");
    let shown = null;
    const out = iconButton("tool", ICONS.close, () => on("part", now, shown.index));
    const cards = hooks.list();
    const first = iconButton("plus first", ICONS.add, () => on("addFirst", now, shown.path));
    const straight = element("p", "quiet straight", texts.straight);
    out.tabIndex = first.tabIndex = -1;
    head.append(title, out);
    box.append(head, first, cards.node, straight);
    cards.node.setAttribute("role", "group");
    return {
      node: box,
      show(entry, list) {
        shown = list;
        head.hidden = list.index === null;
        straight.hidden = list.entries.length > 0;
        const number = (list.index ?? 0) + 1;
        write(title, fill(texts.branch, { number }));
        named(out, fill(texts.branch_remove, { number }));
        out.hidden = entry.lists.length < 2;
        named(first, fill(texts.add_inside, { name: entry.name }));
        put(cards.node, "aria-label", list.index === null ? entry.name : `${entry.name}, ${fill(texts.branch, { number })}`);
        cards.show(list.entries);
      },
    };
  }

  /** What a block makes of its numbers: to be seen, not to be changed. */
  function madeOf(entry) {
    const box = (lists.get("made") ?? lists.set("made", { node: element("div", "made") }).get("made")).node;
    box.replaceChildren(
      element("p", "quiet", entry.lists.length ? texts.made_by_block : texts.read_only),
      ...entry.made.map((branch) => {
        const part = element("div", "branch");
        if (entry.made.length > 1) part.append(element("span", "quiet branch-name", branch.branch));
        const table = element("ul");
        for (const inner of branch.rows) {
          const item = element("li", "");
          item.append(element("b", "", inner.name), element("span", "quiet", inner.label), element("span", "output", inner.shape_text));
          item.title = inner.detail ?? "";
          table.append(item);
        }
        part.append(table);
        return part;
      }),
    );
    return box;
  }

  function adder(entry) {
    if (!lists.has("adder")) {
      const button = element("button", "plain", texts.branch_add, { type: "button", tabindex: "-1" });
      button.onclick = () => on("branch", now);
      lists.set("adder", { node: button });
    }
    return lists.get("adder").node;
  }

  function enter(text) {
    const first = line.first() ?? folded.first();
    if (text === undefined) first?.focus();
    else first?.type(text);
    return Boolean(first);
  }

  return { node, handle, show, enter, entry: () => now, toggleHints };
}

/** Whether a card would look the same: a block is always looked at again, for the cards in it. */
function looksAlike(before, entry) {
  if (before.lists.length || entry.lists.length || entry.made.length) return false;
  return SEEN.every((part) => before[part] === entry[part]);
}

const SEEN = ["node", "kind", "row", "trouble", "warnings", "waits", "waitsFor"];
const PLACE = ["name", "depth", "index", "count"];

/** The stride of a pooling that is left empty is its window's. */
function ofWindow({ field }, entry, texts) {
  const size = entry.node.kernel_size ?? entry.kind?.fields.find(({ name }) => name === "kernel_size")?.default;
  if (field.name !== "stride" || !field.empty || size === undefined) return {};
  const one = Array.isArray(size) ? Math.max(...size) : size;
  return { empty: String(Array.isArray(size) ? size.join("×") : size), otherwise: Math.min(field.high, one), emptyHelp: texts.as_kernel };
}

/** A row of chips that keeps its elements while the same settings are shown. */
function chipRow(box, hooks, onChange) {
  let chips = new Map();
  return {
    show(controls, wrong) {
      const keys = controls.map(({ key, field }) => `${key}:${field.type}`);
      if (keys.join() !== [...chips.keys()].join()) {
        const before = chips;
        chips = new Map(controls.map((control, index) => [keys[index], before.get(keys[index]) ?? chipOf(control, { ...hooks, onChange })]));
        placed(box, [...chips.values()].map((chip) => chip.node));
      }
      controls.forEach((control, index) => {
        const chip = chips.get(keys[index]);
        chip.show(control);
        chip.node.classList.toggle("blamed", control.key === wrong);
      });
    },
    first: () => [...chips.values()][0],
  };
}

function picture(entry, counted, largest) {
  if (entry.family === "activation") {
    const points = curve(wholeOf(entry));
    const middle = shape("g", { transform: `translate(${(ROOM.width - 30) / 2} 8)`, class: "curve" });
    middle.append(shape("path", { d: "M0 17H30M15 0V26", class: "axis" }));
    if (points) middle.append(shape("polyline", { points }));
    else for (const [index, height] of [6, 18, 10, 4].entries()) middle.append(shape("rect", { x: 3 + index * 6.5, y: 22 - height, width: 4, height }));
    return [middle];
  }
  if (!counted) return [shape("rect", { x: 17, y: 12, width: 22, height: 22, rx: 4, class: "unknown" })];
  return volume(miniature(counted.shape, largest));
}

/** An activation {kind, …} with all its numbers. */
function wholeOf({ node, kind }) {
  const field = kind.fields.find(({ type }) => type === "variant");
  const value = node[field?.name] ?? "relu";
  const id = typeof value === "string" ? value : value.kind;
  const option = field?.options.find((one) => one.kind === id);
  const defaults = Object.fromEntries((option?.fields ?? []).map((one) => [one.name, one.default]));
  return { ...defaults, ...(typeof value === "string" ? { kind: id } : value) };
}

// The editor: holds the network and its history, shows them, hears keys and pointer. Every change is shown at once; the server
// is asked afterwards and its numbers come when they come.

import { element, put, write } from "../shared/dom.js";
import { fill, numbers } from "../shared/format.js";
import { accountant } from "./account.js";
import { bar } from "./bar.js";
import { copiedText, MOST_LAYERS, pasted } from "./clipboard.js";
import { dragging } from "./drag.js";
import { answers, image } from "./ends.js";
import { begun, packed, redone, stepped, undone, unpacked } from "./history.js";
import { glide, places } from "./gliding.js";
import { actionInField, actionOfKey } from "./keys.js";
import { canonical, keeper } from "./keeper.js";
import { landings } from "./landing.js";
import { leaving } from "./leaving.js";
import { ledger, table } from "./ledger.js";
import { memory } from "./memory.js";
import { entryOfId, modelOf, nothingKnown, understood, visible } from "./model.js";
import { palette } from "./palette.js";
import { remedies } from "./remedies.js";
import { stack } from "./stack.js";
import { reduced } from "./state.js";
import { layerOf, networkOf, nodeOf, placeOf, specOf, startsWith, walked } from "./tree.js";
import { percent } from "./values.js";

const REMEMBER = 400; // ms after the last change

/**
 * `server`: {ask(text, data, signal) -> promise of the account, send(text) when the page is left}; `given` is the data of
 * `ui.builder`, whose language an editor keeps for its life.
 */
export function editor(root, server, given) {
  const cards = new Map();
  const opened = new Map(); // block id -> whether the learner opened or closed it
  const unfolded = new Set();
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const keep = keeper({ send: server.send });
  const remembered = memory();
  const { texts, language } = given;
  let data = given;
  let history = null;
  let account = null;
  let model = null;
  let selected = null;
  let isStale = false;
  let isSilent = false;
  let told = null; // what Python had last, as canonical text
  let marked = null; // the card that was selected last
  let target = null; // where the palette puts its layer
  let remembering = null;

  const accounts = accountant({
    ask: (network, signal) => server.ask(JSON.stringify(specOf(network)), data, signal),
    onAnswer(answer, network) {
      account = understood(answer, network);
      isStale = network !== current();
      isSilent = false;
      draw();
    },
    onSilence() {
      isSilent = true;
      draw();
    },
  });

  // --- the elements ---

  const node = element("div", "builder");
  const desk = element("div", "desk");
  const column = element("div", "column");
  const spoken = element("p", "spoken", "", { "aria-live": "polite" });
  const general = element("div", "general", "", { role: "alert" });
  const empty = element("div", "empty");
  const hint = element("p", "keys");
  const top = bar({ rename: (name) => act({ type: "rename", name }, { topic: "name" }), undo, redo, add: () => offer(), clear });
  const hooks = {
    texts,
    language,
    percent: (share) => percent(share, language),
    on: cardAction,
  };
  const { count } = numbers(language);
  const first = image(hooks, {
    resize: (shape) => act({ type: "resize", shape }, { topic: "input" }),
    first: () => offer({ list: ["layers"], index: 0 }),
  });
  const last = answers({ classes: (entry, count) => act({ type: "set", id: entry.id, fields: { out_features: count } }) });
  let largest = 1; // px of the largest side of any map, which all sketches share
  const list = stack(hooks, cards, (entry) => ({ isOpen, isUnfolded: unfolded.has(entry.id), largest }));
  const offers = palette({ onChoose: insert, onClose: () => focus(selected) });
  const costs = ledger((id) => select(id, { scroll: true }), showTrouble);
  const whole = table((id) => select(id, { scroll: true }));
  put(list.node, "role", "tree");
  put(list.node, "aria-label", texts.stack);
  column.append(top.node, general, first.node, list.node, empty, last.node, hint, offers.node);
  desk.append(column, costs.node);
  node.append(desk, costs.drawing, whole.node, spoken);

  // --- what is shown ---

  const current = () => history.present.network;

  function draw() {
    const network = current();
    model = modelOf(network, data.kinds, account);
    if (!entryOfId(model, selected)) selected = model.entries[0]?.id ?? null;
    const rows = rowsOf(model);
    largest = Math.max(...network.input_shape.slice(1), ...rows.flatMap(({ row }) => (row?.shape.length === 3 ? row.shape.slice(1) : [])));
    nameWaiting(model);
    list.show(model.entries);
    forgetGone();
    top.show({ network, texts, canUndo: history.past.length > 0, canRedo: history.future.length > 0 });
    first.show({ network, task: data.task, texts, largest });
    const end = model.entries.at(-1);
    last.show({ last: end, task: data.task, texts, count: count });
    empty.hidden = model.entries.length > 0;
    const ways = account.general?.fixes ?? [];
    remedies(empty, [{ text: texts.empty, fixes: empty.hidden ? [] : ways }], hooks, fixed);
    write(hint, texts.keys);
    general.hidden = !account.general || !empty.hidden;
    remedies(general, general.hidden ? [] : [account.general], hooks, fixed);
    list.node.hidden = !model.entries.length;
    for (const part of [column, costs.node, costs.drawing, whole.node]) part.classList.toggle("stale", isStale);
    if (!isStale || isSilent) showCosts(rows);
    mark();
  }

  function forgetGone() {
    const there = new Set([...walked(current())].map((place) => place.node.id));
    for (const id of cards.keys()) if (!there.has(id)) cards.delete(id);
  }

  /** The ledger waits for the answer to a change: until then its numbers are greyed. */
  function showCosts(rows) {
    const network = current();
    const shape = network.input_shape;
    const front = { id: "image", name: texts.image, family: "input", shape, shape_text: shape.join("×") };
    const shown = { account, rows, image: front, network, isSilent, texts, percent: hooks.percent };
    costs.show(shown);
    whole.show(shown);
    costs.choose(entryOfId(model, selected), texts);
  }

  /** A block is open when the learner opened it, or when what does not fit lies in it. */
  function isOpen(entry) {
    return opened.get(entry.id) ?? entry.holdsTrouble;
  }

  function nameWaiting(inside) {
    const failing = account.trouble && entryOfId(model, account.trouble.id);
    for (const entry of inside.entries) {
      entry.waitsFor = failing?.name ?? "";
      entry.lists.forEach(nameWaiting);
    }
  }

  /** The selected card is the one stop of the Tab key; inside it, once entered, each of its numbers is one. */
  function mark() {
    for (const id of new Set([marked, selected])) {
      const card = cards.get(id)?.node;
      if (!card) continue;
      const isMine = id === selected;
      put(card, "tabindex", isMine ? 0 : -1);
      put(card, "aria-selected", isMine);
      card.classList.toggle("selected", isMine);
      const isEntered = isMine && card.classList.contains("entered");
      for (const control of ownControls(card)) {
        // The ways out of what does not fit come first, without entering the card.
        const within = isEntered || (isMine && control.closest(".trouble")) ? 0 : -1;
        if (control.tabIndex !== within) control.tabIndex = within;
      }
    }
    marked = selected;
  }

  const ownControls = (card) => [...card.querySelectorAll("input, select, button")].filter((one) => one.closest(".card") === card && !one.matches(".plus:not(.first), .handle"));

  function select(id, { scroll = false, focused = false } = {}) {
    if (!cards.has(id)) return;
    if (id !== selected) {
      cards.get(selected)?.node.classList.remove("entered");
      selected = id;
      mark();
      costs.choose(entryOfId(model, selected), texts);
    }
    if (focused) focus(id);
    if (scroll) cards.get(id).node.querySelector(".row").scrollIntoView({ block: "nearest", behavior: calm.matches ? "auto" : "smooth" });
  }

  /** Where something does not fit: the card, its sentence and the ways out in sight, Tab leading to them. */
  function showTrouble(id) {
    select(id, { focused: true });
    cards.get(id)?.node.querySelector(".trouble").scrollIntoView({ block: "center" });
  }

  function focus(id) {
    const card = cards.get(id)?.node;
    if (!card) return top.node.querySelector(".add").focus();
    card.classList.remove("entered");
    mark();
    card.focus({ preventScroll: true });
    card.querySelector(".row").scrollIntoView({ block: "nearest" });
  }

  const say = (sentence) => (spoken.textContent = sentence);

  // --- changes ---

  /** Do `action`; true where it changed something. */
  function act(action, { topic = null, choose = null, focused = false } = {}) {
    const network = reduced(current(), action);
    if (network === current()) return false;
    history = stepped(history, network, { selected: choose ?? selected, topic, now: performance.now() });
    changed({ choose, focused, moves: topic === null });
    return true;
  }

  function changed({ choose = null, focused = false, moves = true } = {}) {
    const network = current();
    isStale = true;
    accounts.about(network);
    remember();
    if (network.layers.length) keep.changed(JSON.stringify(specOf(network)));
    else keep.drop();
    const before = moves && !calm.matches ? places(cards) : null;
    if (choose) selected = choose;
    draw();
    if (before) glide(cards, before);
    if (focused) focus(selected);
  }

  function remember() {
    clearTimeout(remembering);
    remembering = setTimeout(rememberNow, REMEMBER);
  }

  function rememberNow() {
    clearTimeout(remembering);
    remembered.write(JSON.stringify({ history: packed(history), told }));
  }

  function undo() {
    travel(undone(history), texts.said_undone);
  }

  function redo() {
    travel(redone(history), texts.said_redone);
  }

  function travel(next, sentence) {
    if (!next) return;
    const wasInside = Boolean(list.node.getRootNode().activeElement?.closest?.(".card"));
    history = next;
    changed({ choose: next.present.selected ?? selected });
    if (wasInside) focus(selected);
    say(sentence);
  }

  function clear() {
    if (act({ type: "clear" })) say(texts.said_cleared);
    top.node.querySelector(".add").focus();
  }

  const nameOf = (id) => entryOfId(model, id)?.name ?? "";

  function remove(id) {
    const entry = entryOfId(model, id);
    const seen = visible(model, isOpen).filter((one) => one.id === id || !startsWith(one.path, entry.path));
    const index = seen.findIndex((one) => one.id === id);
    const next = seen[index + 1] ?? seen[index - 1];
    if (act({ type: "remove", id }, { choose: next?.id, focused: true })) say(fill(texts.said_removed, { name: entry.name }));
  }

  function shift(id, by) {
    if (!act({ type: "shift", id, by }, { choose: id, focused: true })) return;
    saidMoved(id);
  }

  function saidMoved(id) {
    const entry = entryOfId(model, id);
    say(fill(texts.said_moved, { name: entry.name, place: entry.index + 1 }));
  }

  function duplicate(id) {
    if (isFull()) return;
    const place = placeOf(current(), id);
    act({ type: "duplicate", id });
    const copy = placeAt(place.list, place.index + 1);
    select(copy.id, { focused: true });
    say(fill(texts.said_added, { name: nameOf(copy.id), place: place.index + 2 }));
  }

  const placeAt = (path, index) => path.reduce((value, key) => value[key], current())[index];

  function isFull(more = 1) {
    if (current().layers.length + more <= MOST_LAYERS) return false;
    say(fill(texts.full, { most: MOST_LAYERS }));
    return true;
  }

  function putIn(nodes, { list: path, index }) {
    act({ type: "insert", list: path, index, nodes }, { choose: nodes.at(-1).id, focused: true });
  }

  /** The palette, for the place behind the selected card or for `place`. */
  function offer(place) {
    const entry = entryOfId(model, selected);
    target = place ?? (entry ? { list: entry.path.slice(0, -1), index: entry.index + 1 } : { list: ["layers"], index: 0 });
    const anchor = anchorOf(target);
    offers.open(data, { top: anchor });
  }

  function anchorOf({ list: path, index }) {
    const before = index > 0 ? cards.get(placeAt(path, index - 1)?.id)?.node : null;
    const box = (before ?? first.node).getBoundingClientRect();
    return box.bottom - column.getBoundingClientRect().top;
  }

  function insert(entry) {
    if (isFull()) return;
    const layer = nodeOf(entry.layer);
    putIn([layer], target);
    say(fill(texts.said_added, { name: nameOf(layer.id), place: target.index + 1 }));
  }

  function fixed(way) {
    if (act({ type: "fix", fix: way.fix })) say(fill(texts.said_fixed, { fix: way.text }));
    focus(selected);
  }

  function cardAction(type, entry, ...more) {
    const { id, path } = entry;
    const actions = {
      change: ([control, value]) => {
        const fields = control.change(value);
        act({ type: "set", id, fields }, { topic: `${id}.${control.key}`, choose: id });
      },
      open: () => toggleOpen(entry),
      unfold: () => toggleFold(id),
      add: () => offer({ list: path.slice(0, -1), index: entry.index + 1 }),
      addFirst: ([inside]) => offer({ list: inside, index: 0 }),
      duplicate: () => duplicate(id),
      remove: () => remove(id),
      up: () => shift(id, -1),
      down: () => shift(id, 1),
      fix: ([way]) => fixed(way),
      branch: () => act({ type: "branch", id }, { choose: id }),
      part: ([index]) => act({ type: "part", id, index }, { choose: id, focused: true }),
    };
    actions[type](more);
  }

  function toggleOpen(entry, open = !isOpen(entry)) {
    opened.set(entry.id, open);
    draw();
  }

  function toggleFold(id) {
    if (!unfolded.delete(id)) unfolded.add(id);
    draw();
  }

  // --- keys ---

  node.addEventListener("keydown", (event) => {
    if (event.key !== "Tab") event.stopPropagation(); // Streamlit has keys of its own
    if (offers.isOpen() && event.composedPath().includes(offers.node)) return;
    const card = event.target.closest?.(".card");
    const isField = event.target.matches("input, select");
    if (!card && !isField) return outside(event);
    if (!card) return;
    const action = isField ? actionInField(event) : event.target === card ? actionOfKey(event) : onButton(event);
    if (!action) return;
    event.preventDefault();
    keyed(action, card.dataset.id);
  });

  /** On a button of a card Enter and Space are the button's; the rest is the card's. */
  function onButton(event) {
    if (event.key === "Escape") return { type: "leave" };
    return ["Enter", " ", "ArrowUp", "ArrowDown"].includes(event.key) ? null : actionOfKey(event);
  }

  function outside(event) {
    const action = actionOfKey(event);
    if (!["undo", "redo", "add"].includes(action?.type)) return;
    event.preventDefault();
    keyed(action, selected);
  }

  function keyed({ type, by, text }, id) {
    const entry = entryOfId(model, id);
    const actions = {
      walk: () => walk(id, by),
      open: () => (entry.lists.length || entry.made.length) && (isOpen(entry) ? walk(id, 1) : toggleOpen(entry, true)),
      close: () => (isOpen(entry) && (entry.lists.length || entry.made.length) ? toggleOpen(entry, false) : entry.parent && select(parentOf(entry), { focused: true })),
      enter: () => enter(id, text),
      leave: () => focus(id),
      unfold: () => (entry.lists.length || entry.made.length ? toggleOpen(entry) : toggleFold(id)),
      remove: () => remove(id),
      add: () => offer(),
      duplicate: () => duplicate(id),
      shift: () => shift(id, by),
      undo, redo,
    };
    actions[type]();
  }

  const parentOf = (entry) => entry.parent;

  function walk(id, by) {
    const seen = visible(model, isOpen);
    const at = seen.findIndex((entry) => entry.id === id);
    const next = seen[Math.min(seen.length - 1, Math.max(0, at + by))];
    select(next.id, { focused: true });
  }

  function enter(id, text) {
    const card = cards.get(id);
    card.node.classList.add("entered");
    mark();
    if (card.enter(text)) return;
    ownControls(card.node).find((one) => one.checkVisibility())?.focus();
  }

  node.addEventListener("focusin", (event) => {
    const card = event.target.closest?.(".card");
    if (!card) return;
    select(card.dataset.id);
    card.classList.toggle("entered", event.target !== card);
    mark();
  });

  document.addEventListener("keydown", elsewhere);

  /** One key from anywhere on the page, as long as nobody is typing. */
  function elsewhere(event) {
    const isTyping = event.composedPath()[0].matches?.("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping) return;
    event.preventDefault();
    offer();
  }

  // --- the clipboard ---

  const isText = (event) => event.target.closest?.("input, select, textarea") || offers.isOpen();

  node.addEventListener("copy", (event) => copy(event));
  node.addEventListener("cut", (event) => copy(event) && remove(selected));
  node.addEventListener("paste", (event) => {
    if (isText(event)) return;
    event.preventDefault();
    const text = event.clipboardData.getData("text/plain");
    const found = pasted(text, data.kinds, MOST_LAYERS - current().layers.length);
    if (found.problem) return complain(found);
    const entry = entryOfId(model, selected);
    const where = entry ? { list: entry.path.slice(0, -1), index: entry.index + 1 } : { list: ["layers"], index: 0 };
    putIn(found.layers.map(nodeOf), where);
    say(fill(texts.said_pasted, { count: found.layers.length, place: where.index + 1 }));
  });

  function complain({ problem, kind }) {
    const sentence = { unreadable: texts.paste_unreadable, large: texts.paste_large, value: texts.paste_value, unknown: texts.paste_unknown, full: texts.full }[problem];
    const said = fill(sentence, { kind, most: MOST_LAYERS });
    say(said);
    general.hidden = false;
    remedies(general, [{ text: said }], hooks, fixed);
  }

  function copy(event) {
    const place = selected && placeOf(current(), selected);
    if (isText(event) || !place || !event.target.closest?.(".card")) return false;
    event.preventDefault();
    event.clipboardData.setData("text/plain", copiedText([layerOf(place.node)]));
    say(fill(texts.said_copied, { name: nameOf(selected) }));
    return true;
  }

  // --- moving ---

  dragging(column, {
    gapsFor: (id) => landings(model, cards, entryOfId(model, id), { ground: column.getBoundingClientRect(), isOpen }),
    onLift: (id) => select(id),
    onDrop: (id, { list: path, index }) => act({ type: "move", id, list: path, index }, { choose: id, focused: true }) && saidMoved(id),
  });

  // --- from and to Python ---

  function update(next, tell) {
    data = next;
    keep.tell((text) => {
      told = canonical(JSON.parse(text));
      rememberNow();
      tell(text);
    });
    const isTurned = keep.isTurned(data.turn);
    if (!history) begin();
    else if (isTurned) take(JSON.parse(data.network));
    else keep.heard(data.network);
    draw();
  }

  /** The first network: this tab's history, if Python's network is the last step of it or what it was before that step. */
  function begin() {
    const theirs = JSON.parse(data.network);
    const kept = readMemory();
    const mine = kept && canonical(specOf(kept.history.present.network));
    if (kept && (mine === canonical(theirs) || kept.told === canonical(theirs))) history = kept.history;
    else if (kept) history = stepped(kept.history, networkOf(theirs));
    else history = begun(networkOf(theirs));
    told = canonical(theirs);
    account = nothingKnown(current());
    selected = history.present.selected;
    const network = current();
    if (network.layers.length && canonical(specOf(network)) !== told) keep.changed(JSON.stringify(specOf(network)));
    accounts.about(network, 0);
  }

  function readMemory() {
    try {
      const { history: text, told: was } = JSON.parse(remembered.read());
      const found = unpacked(text);
      return found && { history: found, told: was };
    } catch {
      return null;
    }
  }

  /** Another network was put in from outside; undo brings the one before it back. */
  function take(spec) {
    told = canonical(spec);
    if (told === canonical(specOf(current()))) return;
    history = stepped(history, networkOf(spec));
    selected = null;
    account = nothingKnown(current());
    isStale = false;
    accounts.about(current(), 0);
    rememberNow();
  }

  const stopListening = leaving(node, keep, rememberNow);

  const observer = new ResizeObserver(([{ contentRect }]) => {
    if (costs.resize(contentRect.width) && model) showCosts(rowsOf(model));
  });
  observer.observe(costs.drawing);
  root.append(node);

  function close() {
    rememberNow();
    keep.hand();
    accounts.stop();
    observer.disconnect();
    stopListening();
    document.removeEventListener("keydown", elsewhere);
    node.remove();
  }
  return { update, close };
}

const rowsOf = (model) => model.entries.map(({ id, name, label, family, row }) => ({ id, name, label, family, row }));

// The palette: every layer there is, found by a few letters, chosen by arrow keys and Enter or by pointing.

import { element, iconButton, named, put, write } from "../shared/dom.js";
import { fill } from "../shared/format.js";
import { ICONS } from "./icons.js";
import { found, grouped } from "./search.js";

/** `onChoose(entry)` hears of the layer; `onClose()` of going away without one. */
export function palette({ onChoose, onClose }) {
  const node = element("div", "palette", "", { role: "dialog", "aria-modal": "false" });
  const head = element("div", "search");
  const input = element("input", "", "", {
    type: "text", role: "combobox", "aria-expanded": "true", "aria-controls": "palette-list", "aria-autocomplete": "list", autocomplete: "off", spellcheck: "false",
  });
  const away = iconButton("tool", ICONS.close, () => close(true));
  const glass = iconButton("glass", ICONS.search);
  const list = element("div", "offers", "", { role: "listbox", id: "palette-list" });
  const nothing = element("p", "quiet nothing", "", { role: "status" });
  head.append(glass.firstChild, input, away);
  node.append(head, list, nothing);
  node.hidden = true;
  let data = null;
  let offers = [];
  let active = 0;

  function open(next, place) {
    data = next;
    put(node, "aria-label", data.texts.palette);
    put(list, "aria-label", data.texts.palette);
    put(input, "aria-label", data.texts.search);
    put(input, "placeholder", data.texts.search);
    named(away, data.texts.close_palette);
    input.value = "";
    node.hidden = false;
    node.style.setProperty("--top", `${place.top}px`);
    show();
    input.focus({ preventScroll: true });
    node.scrollIntoView?.({ block: "nearest" });
  }

  function close(tell) {
    if (node.hidden) return;
    node.hidden = true;
    if (tell) onClose();
  }

  function show() {
    const text = input.value.trim();
    const fitting = found(data.palette, text);
    // Without a question by families; with one the best answer first.
    const groups = text ? [{ family: null, entries: fitting }] : grouped(fitting, data.families);
    offers = groups.flatMap((group) => group.entries);
    active = 0;
    list.replaceChildren(...groups.flatMap(({ family, entries }) => {
      const offersOf = entries.map((entry) => offer(entry, offers.indexOf(entry)));
      if (!family) return offersOf;
      const group = element("div", "group", "", { role: "group", "aria-label": data.families[family] ?? family });
      group.append(element("span", "group-name", data.families[family] ?? family, { "aria-hidden": "true" }), ...offersOf);
      return [group];
    }));
    write(nothing, offers.length ? "" : fill(data.texts.nothing_found, { text }));
    list.hidden = !offers.length;
    list.scrollTop = 0;
    mark();
  }

  function offer(entry, index) {
    const item = element("div", `offer family-${entry.family}`, "", { role: "option", id: `offer-${index}`, "data-index": index });
    const words = element("span", "words");
    words.append(element("b", "", entry.label), element("code", "", idOf(entry)), element("small", "", entry.help));
    item.append(element("i", "dot"), words);
    return item;
  }

  function mark() {
    for (const item of list.querySelectorAll(".offer")) {
      const isActive = Number(item.dataset.index) === active;
      item.setAttribute("aria-selected", isActive);
      if (isActive) item.scrollIntoView({ block: "nearest" });
    }
    put(input, "aria-activedescendant", offers.length ? `offer-${active}` : "");
  }

  function choose(index) {
    if (!offers[index]) return;
    close(false);
    onChoose(offers[index]);
  }

  input.oninput = show;
  node.onkeydown = (event) => {
    if (event.key !== "Tab") event.stopPropagation();
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 5, PageUp: -5 }[event.key];
    if (by) {
      event.preventDefault();
      active = Math.min(offers.length - 1, Math.max(0, active + by));
      mark();
    } else if (event.key === "Enter" && event.target === input) {
      event.preventDefault();
      choose(active);
    } else if (event.key === "Escape") close(true);
  };
  list.onclick = (event) => {
    const item = event.target.closest(".offer");
    if (item) choose(Number(item.dataset.index));
  };
  list.onpointermove = (event) => {
    const item = event.target.closest(".offer");
    if (!item || Number(item.dataset.index) === active) return;
    active = Number(item.dataset.index);
    for (const one of list.querySelectorAll(".offer")) one.setAttribute("aria-selected", one === item);
    put(input, "aria-activedescendant", item.id);
  };
  node.onfocusout = (event) => {
    if (!node.hidden && event.relatedTarget && !node.contains(event.relatedTarget)) close(false);
  };
  return { node, open, close, isOpen: () => !node.hidden };
}

const idOf = ({ kind, layer }) => Object.values(layer).find((value) => value !== kind && typeof value === "string") ?? kind;

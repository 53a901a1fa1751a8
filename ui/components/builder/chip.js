// One setting of a card as it stands in its line: "5×5", "6 maps", "stride 1", a choice, a switch. Typed, or moved by the
// arrow keys; what it does not take is said below it and not taken.

import { element, put, write } from "../shared/dom.js";
import { fill } from "../shared/format.js";
import { moved, read, written } from "./values.js";

/** `hooks`: {texts, language, onChange(control, value)}; the chip asks for `control` anew at every `show`. */
export function chipOf(control, hooks) {
  const { type } = control.field;
  if (type === "flag") return flag(hooks);
  return type === "choice" || type === "variant" ? choice(hooks) : number(hooks);
}

function number({ texts, language, onChange }) {
  const node = element("label", "chip");
  const [before, after] = [element("span", "affix"), element("span", "affix")];
  const input = element("input", "", "", { type: "text", autocomplete: "off", spellcheck: "false", tabindex: "-1" });
  const note = element("span", "note", "", { role: "status" });
  node.append(before, input, after, note);
  let now = null;
  let began = null; // the value before anything was typed: a number refused must not leave its first digits behind

  input.onfocus = () => {
    began = now.value;
    complain(null);
    input.select();
  };
  input.oninput = () => {
    fit();
    const { value, problem } = read(now.field, input.value);
    complain(problem);
    if (problem === "bounds" && !same(now.value, began)) onChange(now, began);
    if (!problem) onChange(now, value);
  };
  input.onblur = () => {
    // What was refused stays to be read until the field is entered again; the number that holds stands in the field.
    if (read(now.field, input.value).problem !== "bounds") complain(null);
    node.classList.remove("wrong");
    put(input, "aria-invalid", false);
    input.value = written(now.field, now.value, language);
    fit();
  };
  input.onkeydown = (event) => {
    const by = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
    if (!by || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    step(by);
  };

  function step(by) {
    let next = null;
    for (let count = Math.abs(by); count > 0; count -= 1) {
      const found = moved(now.field, next ? next.value : now.value, Math.sign(by), now.otherwise);
      if (!found) break;
      next = found;
    }
    if (!next) return;
    complain(null);
    onChange(now, next.value);
    input.value = written(now.field, next.value, language);
    fit();
    input.select();
  }

  function complain(problem) {
    node.classList.toggle("wrong", Boolean(problem));
    put(input, "aria-invalid", Boolean(problem));
    write(note, problem && !isUnfinished(input.value.trim(), now.field) ? refusal(now.field, problem, texts, language) : "");
  }

  const fit = () => input.style.setProperty("--letters", Math.max(1, (input.value || input.placeholder).length));

  function show(control) {
    now = control;
    const [left, right] = control.field.line.split("{value}").map((part) => part.trim());
    write(before, left);
    write(after, right ?? "");
    before.hidden = !left;
    after.hidden = !right;
    put(input, "aria-label", control.field.label);
    put(node, "title", control.field.help || control.field.label);
    put(input, "inputmode", control.field.type === "number" ? "decimal" : control.field.words || control.field.type === "sizes" ? "text" : "numeric");
    put(input, "placeholder", control.field.empty ? (control.empty ?? texts.none) : "");
    if (input.getRootNode().activeElement !== input) input.value = written(control.field, control.value, language);
    fit();
  }
  return { node, show, focus: () => input.focus(), type: (text) => type(input, text) };
}

const same = (one, other) => String(one) === String(other);

/** Nothing yet, or the beginning of a word that is taken. */
const isUnfinished = (text, field) => (field.words ?? []).some((word) => word.startsWith(text.toLowerCase())) || text === "";

/** A digit pressed on the card itself begins a new number. */
function type(input, text) {
  input.focus();
  input.value = text;
  input.setSelectionRange(text.length, text.length);
  input.oninput();
}

/** Why what was typed is not taken. */
export function refusal(field, problem, texts, language) {
  const edge = (value) => written({}, value ?? 0, language);
  const words = field.words?.length ? ` ${fill(texts.or_words, { words: field.words.join(", ") })}` : "";
  if (problem === "number") return (field.type === "number" ? texts.no_fraction : texts.no_number) + words;
  if (problem === "sides") return field.lengths.join() === "1,2" ? texts.sides : fill(texts.sides_many, { lengths: field.lengths.join(", ") });
  const sentence = field.above === undefined ? texts.between : texts.above_zero;
  return fill(sentence, { low: edge(field.low ?? field.above), high: edge(field.high ?? field.below) }) + words;
}

function choice({ texts, onChange }) {
  const node = element("label", "chip choice");
  const [before, select] = [element("span", "affix"), element("select", "", "", { tabindex: "-1" })];
  node.append(before, select);
  let now = null;
  select.onchange = () => onChange(now, now.field.options.find((one) => String(one) === select.value) ?? (select.value || null));

  function show(control) {
    now = control;
    const { field, value } = control;
    const options = optionsOf(field, texts);
    if (select.dataset.of !== JSON.stringify(options)) {
      select.dataset.of = JSON.stringify(options);
      select.replaceChildren(...options.map(({ id, text }) => element("option", "", text, { value: id })));
    }
    const left = field.line.split("{value}")[0].trim();
    write(before, left);
    before.hidden = !left;
    select.value = value ?? "";
    put(select, "aria-label", field.label);
    put(node, "title", field.help || field.label);
  }
  return { node, show, focus: () => select.focus(), type: () => select.focus() };
}

function optionsOf({ options, labels, empty }, texts) {
  const all = options.map((one) => (typeof one === "object" ? { id: one.kind, text: one.label } : { id: String(one), text: labels?.[one] ?? String(one) }));
  return empty ? [{ id: "", text: texts.none }, ...all] : all;
}

function flag({ texts, onChange }) {
  const node = element("span", "chip flag");
  const button = element("button", "", "", { type: "button", role: "switch", tabindex: "-1" });
  node.append(button);
  let now = null;
  button.onclick = () => onChange(now, !now.value);

  function show(control) {
    now = control;
    write(button, control.field.label);
    put(button, "aria-checked", Boolean(control.value));
    put(button, "title", `${control.field.help || control.field.label} (${control.value ? texts.yes : texts.no})`);
  }
  return { node, show, focus: () => button.focus(), type: () => button.focus() };
}

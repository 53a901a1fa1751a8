// Steppers, segmented choices and switches: the few kinds of control the lens has.

import { element, iconButton, named } from "./dom.js";

/** A choice of a few words side by side. `options` is [{id, text, help?}]. */
export function segmented(className, onChoose) {
  const node = element("div", `segmented ${className}`, "", { role: "radiogroup" });
  let ids = [];
  function show({ label, options, chosen, disabled = false }) {
    node.setAttribute("aria-label", label);
    if (ids.join() !== options.map(({ id }) => id).join()) {
      ids = options.map(({ id }) => id);
      node.replaceChildren(...options.map(({ id }) => choice(id)));
    }
    options.forEach(({ id, text, help }, index) => {
      const button = node.children[index];
      button.textContent = text;
      button.title = help ?? text;
      button.disabled = disabled;
      button.setAttribute("aria-checked", String(id === chosen));
      button.tabIndex = id === chosen ? 0 : -1;
    });
  }
  function choice(id) {
    const button = element("button", "", "", { type: "button", role: "radio", "data-id": id });
    button.onclick = () => onChoose(id);
    button.onkeydown = (event) => {
      const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (!by) return;
      event.preventDefault();
      event.stopPropagation();
      const next = ids[(ids.indexOf(id) + by + ids.length) % ids.length];
      onChoose(next);
      node.querySelector(`[data-id="${next}"]`)?.focus();
    };
    return button;
  }
  return { node, show };
}

/** A number with − and +; it can be typed, too. What is out of bounds is said below it and not taken. */
export function stepper(onChange) {
  const node = element("span", "stepper");
  const [less, more] = [["−", -1], ["+", 1]].map(([sign, by]) => {
    const button = element("button", "", sign, { type: "button", tabindex: "-1" });
    button.onclick = () => within(value + by) && onChange(value + by);
    return button;
  });
  const input = element("input", "", "", { type: "text", inputmode: "numeric", autocomplete: "off", role: "spinbutton" });
  const note = element("span", "note", "", { role: "status" });
  node.append(less, input, more, note);
  let value = 0;
  let bounds = [0, 1];
  let sentence = "";
  const within = (number) => number >= bounds[0] && number <= bounds[1];

  input.onfocus = () => input.select();
  input.oninput = () => {
    const number = Number(input.value);
    const fits = /^\d+$/.test(input.value.trim()) && within(number);
    complain(!fits && input.value.trim() !== "");
    if (fits) onChange(number);
  };
  input.onblur = () => {
    complain(false);
    input.value = value;
  };
  input.onkeydown = (event) => {
    const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (event.key !== "Tab") event.stopPropagation();
    if (!by) return;
    event.preventDefault();
    if (within(value + by)) onChange(value + by);
    input.value = value;
    input.select();
  };

  function complain(wrong) {
    node.classList.toggle("wrong", wrong);
    input.setAttribute("aria-invalid", String(wrong));
    note.textContent = wrong ? sentence : "";
  }

  function show({ label, number, limits, says, texts }) {
    value = number;
    bounds = limits;
    sentence = says;
    if (input.getRootNode().activeElement !== input || Number(input.value) !== number) input.value = number;
    input.setAttribute("aria-label", label);
    input.setAttribute("aria-valuenow", number);
    input.setAttribute("aria-valuemin", limits[0]);
    input.setAttribute("aria-valuemax", limits[1]);
    named(less, `${label} − 1`, texts.less).disabled = number <= limits[0];
    named(more, `${label} + 1`, texts.more).disabled = number >= limits[1];
  }
  return { node, show };
}

const LINK = "M3.9 12A3.1 3.1 0 0 1 7 8.9h4V7H7a5 5 0 0 0 0 10h4v-1.9H7A3.1 3.1 0 0 1 3.9 12zM8 13h8v-2H8zm9-6h-4v1.9h4a3.1 3.1 0 0 1 0 6.2h-4V17h4a5 5 0 0 0 0-10z";

/** Two numbers [vertical, horizontal] that move together until they are parted. */
export function pairStepper(onChange) {
  const node = element("span", "pair");
  let pair = [0, 0];
  let linked = true;
  const both = [0, 1].map((axis) => stepper((number) => onChange(linked ? [number, number] : pair.with(axis, number))));
  const times = element("i", "times", "×", { "aria-hidden": "true" });
  const link = iconButton("link", LINK, () => {
    linked = !linked;
    if (linked && pair[0] !== pair[1]) onChange([pair[0], pair[0]]);
    else part();
  });
  node.append(both[0].node, times, both[1].node, link);

  function part() {
    times.hidden = both[1].node.hidden = linked;
    link.setAttribute("aria-pressed", String(linked));
    node.classList.toggle("linked", linked);
  }

  function show({ label, numbers, limits, says, texts }) {
    pair = numbers;
    if (pair[0] !== pair[1]) linked = false;
    both.forEach((each, axis) => {
      const name = linked ? label : `${label}, ${axis === 0 ? texts.vertical : texts.horizontal}`;
      each.show({ label: name, number: pair[axis], limits, says, texts });
    });
    named(link, texts.linked, texts.linked_help);
    part();
  }
  return { node, show };
}

/** A switch: on or off, said by its place and its word. */
export function toggle(onChange) {
  const node = element("button", "toggle", "", { type: "button", role: "switch" });
  node.append(element("i"));
  node.onclick = () => onChange(node.getAttribute("aria-checked") !== "true");
  function show({ label, on, help = label }) {
    node.setAttribute("aria-checked", String(on));
    named(node, label, help);
  }
  return { node, show };
}

/** A labelled place for a control. */
export function control(className, ...nodes) {
  const node = element("div", `control ${className}`);
  const name = element("span", "name");
  node.append(name, ...nodes);
  return { node, name };
}

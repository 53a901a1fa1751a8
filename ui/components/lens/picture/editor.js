// Every cell of the picture, to type into and to paint on.

import { fill, numbers } from "../../shared/format.js";
import { element } from "../dom.js";
import { LARGEST } from "../limits.js";
import { numberOf, writers } from "../numbers.js";
import { segmented } from "../widgets.js";
import { cellAfter, cellAfterEnter, isLast, isPixels, withCell } from "./editing.js";
import { painted, range } from "./painting.js";

const READABLE = 26; // px a cell must have for its number to stand in it

/** `onEdit(picture)` is told at every change. */
export function editor(onEdit) {
  const node = element("div", "editor");
  const sheet = element("div", "cells", "", { tabindex: "0", role: "application" });
  const [pixels, over] = ["pixels", "over"].map((name) => sheet.appendChild(element("canvas", name)));
  const channels = segmented("channels", (id) => {
    channel = Number(id);
    look();
  });
  const name = element("label", "name");
  const input = element("input", "value", "", { type: "text", inputmode: "decimal", autocomplete: "off", id: "cell-value" });
  name.htmlFor = "cell-value";
  const note = element("p", "note-line", "", { role: "status" });
  const side = element("div", "side");
  side.append(channels.node, name, input, note);
  node.append(sheet, side);
  let state = null;
  let channel = 0;
  let cell = [0, 0];
  let painting = false;
  let isTyped = false; // whether something was typed since the cell was chosen
  const observer = new ResizeObserver(() => state && look());
  observer.observe(sheet);

  sheet.onpointerdown = (event) => {
    if (event.button > 0) return;
    sheet.setPointerCapture(event.pointerId);
    painting = true;
    const brush = numberOf(input.value);
    if (isPixels(state.picture) && brush !== null) {
      cell = cellAt(event);
      put(brush);
    } else goTo(cellAt(event)); // numbers to read are chosen by a click; dragging carries the chosen one along
  };
  sheet.onpointermove = (event) => {
    if (!painting) return;
    const to = cellAt(event);
    if (String(to) === String(cell)) return;
    cell = to;
    put(numberOf(input.value) ?? valueAt());
  };
  sheet.onpointerup = sheet.onpointercancel = () => (painting = false);
  sheet.onkeydown = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const to = cellAfter(cell, event.key, sides());
    if (to) {
      event.preventDefault();
      goTo(to);
    } else if (/^[\d.,\-−]$/.test(event.key)) {
      event.preventDefault();
      input.value = event.key;
      input.focus();
      typed(false);
    } else if (event.key === "Enter") input.focus();
  };
  input.onfocus = () => input.value.length > 1 && input.select();
  input.oninput = () => typed(false);
  input.onkeydown = (event) => {
    if (event.key === "Enter") {
      if (typed(true)) goTo(cellAfterEnter(cell, sides()));
      sheet.focus();
    } else if (event.key === "Tab" && !event.shiftKey && isTyped && !isLast(cell, sides()) && typed(true)) {
      event.preventDefault(); // whoever types a row of numbers goes on to the next; who has typed nothing goes out
      goTo(cellAfterEnter(cell, sides()));
      sheet.focus();
    }
  };

  /** A number on its way ("-", "0,") is no mistake yet; `finished` is. */
  function typed(finished) {
    isTyped = true;
    const value = numberOf(input.value);
    if (value !== null) return put(value);
    say(finished || !/^[-−+]?\d*[.,/]?$/.test(input.value.trim()) ? "no_number" : null);
    return false;
  }

  function put(value) {
    const { picture, problem } = withCell(state.picture, state.tensor, [channel, ...cell], value);
    say(problem ?? null);
    if (picture) onEdit(picture);
    return Boolean(picture);
  }

  function goTo(to) {
    cell = to;
    isTyped = false;
    say(null);
    input.value = written(valueAt());
    look();
  }

  function say(problem) {
    note.textContent = problem ? fill(state.texts.edit[problem], { most: numbers(state.data.language).count(LARGEST) }) : "";
    note.classList.toggle("wrong", Boolean(problem));
    input.setAttribute("aria-invalid", String(Boolean(problem)));
  }

  const sides = () => state.tensor.shape.slice(1);
  const written = (value) => writers(state.data.language).edited(value);
  const shown = (value) => (isPixels(state.picture) ? Number(value.toFixed(2)) : value);

  function valueAt() {
    const [, rows, columns] = state.tensor.shape;
    return shown(state.tensor.data[(channel * rows + cell[0]) * columns + cell[1]]);
  }

  function cellAt(event) {
    const box = sheet.getBoundingClientRect();
    const [rows, columns] = sides();
    const along = (place, from, length, count) => Math.min(count - 1, Math.max(0, Math.floor(((place - from) / length) * count)));
    return [along(event.clientY, box.top, box.height, rows), along(event.clientX, box.left, box.width, columns)];
  }

  function show(next) {
    const other = state?.tensor.shape.join() !== next.tensor.shape.join();
    state = next;
    const [count, rows, columns] = state.tensor.shape;
    channel = Math.min(channel, count - 1);
    cell = [Math.min(cell[0], rows - 1), Math.min(cell[1], columns - 1)];
    if (other) say(null);
    if (other || input.value === "") input.value = written(valueAt());
    look();
  }

  function look() {
    const [count, rows, columns] = state.tensor.shape;
    const { edit } = state.texts;
    channels.node.hidden = count === 1;
    const options = Array.from({ length: count }, (_, index) => ({ id: String(index), text: edit.channels[index] ?? String(index + 1) }));
    channels.show({ label: edit.channel, options, chosen: String(channel) });
    const place = { row: cell[0] + 1, column: cell[1] + 1 };
    name.textContent = fill(edit.cell, place);
    sheet.style.aspectRatio = `${columns} / ${rows}`;
    sheet.setAttribute("aria-label", `${edit.sheet} ${fill(edit.cell, place)}: ${written(valueAt())}`);
    painted(state.tensor, pixels);
    draw(rows, columns);
  }

  /** The numbers where there is room for them, and a frame around the cell. */
  function draw(rows, columns) {
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [sheet.clientWidth * ratio, sheet.clientHeight * ratio];
    Object.assign(over, { width, height });
    const pen = over.getContext("2d");
    const step = [width / columns, height / rows];
    if (step[0] >= READABLE * ratio) digits(pen, rows, columns, step);
    frame(pen, step, ratio);
  }

  function digits(pen, rows, columns, [wide, high]) {
    const { data } = state.tensor;
    const [low, top] = range(data);
    Object.assign(pen, { textAlign: "center", textBaseline: "middle" });
    pen.font = `600 ${Math.min(wide, high) * 0.34}px ${getComputedStyle(sheet).getPropertyValue("--st-code-font") || "monospace"}`;
    for (let at = 0; at < rows * columns; at += 1) {
      const value = data[channel * rows * columns + at];
      pen.fillStyle = (value - low) / (top - low) > 0.55 ? "#000" : "#fff";
      pen.fillText(writers(state.data.language).cell(value, 4), ((at % columns) + 0.5) * wide, (Math.floor(at / columns) + 0.53) * high);
    }
  }

  function frame(pen, [wide, high], ratio) {
    for (const [colour, thick] of [["#000", 5], ["#fff", 2]]) {
      Object.assign(pen, { strokeStyle: colour, lineWidth: thick * ratio });
      pen.strokeRect(cell[1] * wide, cell[0] * high, wide, high);
    }
  }

  return { node, show, close: () => observer.disconnect() };
}

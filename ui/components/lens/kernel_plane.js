// One plane of a kernel as cells to read and to edit: the weight in the middle, above it x, below it the product.

import { bounded, element, put } from "./dom.js";
import { cellInk } from "./cell_ink.js";
import { isSmall, productLines } from "./cell_lines.js";
import { colourOf, inkOf } from "./colours.js";
import { withinLimits } from "./limits.js";
import { numberOf } from "./numbers.js";
import { refuse } from "./refusals.js";

const STEP = 0.1;
const DRAG = 0.02; // a px of dragging

/** `onEdit([i, j], value)`, `onPoint([i, j])`, `onLeave()`; `label([i, j])` names a cell for screen readers. */
export function kernelPlane({ onEdit, onPoint, onLeave, onExit }) {
  const node = element("div", "kernel-plane", "", { role: "group" });
  let cells = [];
  let size = [0, 0];
  const ink = cellInk();
  let look = null;
  let values = [];
  let active = 0;
  let doneAt = 0; // when the last arrow key had been computed
  let isTyped = false; // whether something was typed since the cell was chosen

  function build([rows, columns]) {
    size = [rows, columns];
    node.style.setProperty("--columns", columns);
    cells = Array.from({ length: rows * columns }, (_, index) => cell(index));
    node.replaceChildren(...cells.map((each) => bounded("slot", each.node)), ink.node);
    active = Math.min(active, cells.length - 1);
  }

  function cell(index) {
    const box = element("label", "cell");
    const input = element("input", "", "", { type: "text", inputmode: "decimal", autocomplete: "off", spellcheck: "false", role: "spinbutton" });
    box.append(input);
    const place = () => [Math.floor(index / size[1]), index % size[1]];
    box.onpointerenter = () => onPoint(place());
    box.onpointerleave = onLeave;
    input.onfocus = () => {
      isTyped = false;
      move(index, false);
      input.value = look.write.edited(values[index]);
      input.select();
      onPoint(place());
    };
    input.onblur = () => {
      box.classList.remove("wrong");
      refuse(input, null);
      input.value = look.write.plain(values[index]);
      onLeave();
    };
    input.oninput = () => {
      isTyped = true;
      const refused = look.write.refusal(input.value);
      box.classList.toggle("wrong", Boolean(refused));
      refuse(input, refused);
      if (!refused) onEdit(place(), numberOf(input.value));
    };
    input.onkeydown = (event) => key(event, index);
    draggable(box, input, { value: () => values[index], change: (value) => onEdit(place(), value) });
    return { node: box, input };
  }

  function key(event, index) {
    const { input } = cells[index];
    const [row, column] = [Math.floor(index / size[1]), index % size[1]];
    const by = { ArrowUp: STEP, ArrowDown: -STEP }[event.key];
    if (by && !event.altKey && event.repeat && event.timeStamp < doneAt) {
      // Repeated while an earlier one was computed: left out, or the key would go on after the finger has left it.
    } else if (by && !event.altKey) {
      const value = tidy(values[index] + by * (event.shiftKey ? 10 : 1));
      input.value = look.write.edited(value);
      input.select(); // before the picture follows: it lays out whatever is not laid out yet
      onEdit([row, column], value);
      doneAt = performance.now();
    } else if (event.altKey && by) move(index + (by > 0 ? -size[1] : size[1]));
    else if (event.key === "ArrowLeft" && atEdge(input, "start")) move(index - 1);
    else if (event.key === "ArrowRight" && atEdge(input, "end")) move(index + 1);
    else if (event.key === "Enter" || goesOn(event, index)) move(index + 1);
    else if (event.key === "Escape") onExit();
    else {
      event.stopPropagation(); // what is typed belongs to the cell; Streamlit listens for letters, too
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  /** Tab leaves the kernel, but whoever has just typed a weight goes on to the next. */
  function goesOn({ key: pressed, shiftKey }, index) {
    return pressed === "Tab" && !shiftKey && isTyped && index < cells.length - 1;
  }

  /** One stop of the Tab key for the whole plane: only the active cell takes it. */
  function move(index, focus = true) {
    active = Math.min(cells.length - 1, Math.max(0, index));
    cells.forEach((each, order) => put(each.input, "tabindex", order === active ? 0 : -1));
    if (focus) cells[active].input.focus();
  }

  /** Show the weights; `look` is {table, range, write, cell (px)}, `label(i, j)` the name of a cell. */
  function show(nextValues, shape, nextLook, label) {
    if (shape[0] !== size[0] || shape[1] !== size[1]) build(shape);
    values = nextValues;
    look = { ...nextLook, inks: Array.from(values, (value) => inkOf(colourOf(value, nextLook.table, nextLook.range))) };
    node.style.setProperty("--cell", `${look.cell}px`);
    node.classList.toggle("small", isSmall(look.cell));
    cells.forEach(({ node: box, input }, index) => {
      const colour = colourOf(values[index], look.table, look.range);
      box.style.setProperty("--fill", `rgb(${colour.join(",")})`);
      box.style.setProperty("--ink", look.inks[index]);
      if (node.getRootNode().activeElement !== input) input.value = look.write.plain(values[index]);
      put(input, "aria-label", label(Math.floor(index / size[1]), index % size[1]));
      put(input, "aria-valuenow", values[index]);
    });
    move(active, false);
  }

  /** What each weight meets and makes: [{x, product}] in the kernel's order, or null to clear. */
  function products(list) {
    if (!node.classList.contains("with-products")) node.classList.add("with-products"); // room for them, also while there are none
    if (!list) return ink.clear();
    ink.write(Array.from(list, (each) => (each ? productLines(each, look) : [])), { ...look, columns: size[1] }); // a weight may meet nothing
  }

  function light(place) {
    const index = place ? place[0] * size[1] + place[1] : -1;
    cells.forEach((each, order) => each.node.classList.toggle("lit", order === index));
  }

  return { node, show, products, light, focus: () => cells[active]?.input.focus() };
}

/** Whether the caret (or a selection of everything) stands where another arrow would leave the text. */
function atEdge(input, edge) {
  const all = input.selectionStart === 0 && input.selectionEnd === input.value.length;
  return all || (edge === "start" ? input.selectionEnd === 0 : input.selectionStart === input.value.length);
}

/** Dragging up makes the number larger, down smaller; a click without dragging edits it. */
export function draggable(box, input, { value, change }) {
  let start = null;
  box.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    start = { y: event.clientY, value: value(), moved: false };
    box.setPointerCapture(event.pointerId);
    if (input.getRootNode().activeElement !== input) event.preventDefault(); // or the text would be selected
  });
  box.addEventListener("pointermove", (event) => {
    if (!start) return;
    const up = start.y - event.clientY;
    if (!start.moved && Math.abs(up) < 4) return;
    start.moved = true;
    change(tidy(start.value + up * DRAG));
  });
  const end = () => {
    if (start && !start.moved) input.focus();
    start = null;
  };
  box.addEventListener("pointerup", end);
  box.addEventListener("pointercancel", () => (start = null));
}

function tidy(value) {
  return Number(withinLimits(value).toFixed(4));
}

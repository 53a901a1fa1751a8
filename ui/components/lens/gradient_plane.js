// A kernel's gradient as cells to read: the total before, what the present window adds, the total after.

import { bounded, element } from "./dom.js";
import { cellInk } from "./cell_ink.js";
import { gatheringLines } from "./cell_lines.js";
import { colourOf, inkOf } from "./colours.js";

export function gradientPlane({ onPoint, onLeave }) {
  const node = element("div", "kernel-plane gradient", "", { role: "img" });
  const ink = cellInk();
  let cells = [];
  let size = [0, 0];

  function build([rows, columns]) {
    size = [rows, columns];
    node.style.setProperty("--columns", columns);
    cells = Array.from({ length: rows * columns }, (_, index) => {
      const box = element("div", "cell");
      box.onpointerenter = () => onPoint([Math.floor(index / columns), index % columns]);
      box.onpointerleave = onLeave;
      return box;
    });
    node.replaceChildren(...cells.map((box) => bounded("slot", box)), ink.node);
  }

  /** `list` is [{before, product, after}] in the kernel's order. */
  function show(list, shape, look, label) {
    if (shape[0] !== size[0] || shape[1] !== size[1]) build(shape);
    node.style.setProperty("--cell", `${look.cell}px`);
    node.setAttribute("aria-label", label);
    const colours = list.map(({ after }) => colourOf(after, look.table, look.range));
    colours.forEach((colour, index) => cells[index].style.setProperty("--fill", `rgb(${colour.join(",")})`));
    ink.write(list.map((share) => gatheringLines(share, look)), { ...look, columns: size[1], inks: colours.map(inkOf) });
  }

  function light(place) {
    const index = place ? place[0] * size[1] + place[1] : -1;
    cells.forEach((box, order) => box.classList.toggle("lit", order === index));
  }
  return { node, show, light };
}

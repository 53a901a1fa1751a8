// A kernel's gradient as cells to read: the total before, what the present window adds, the total after.

import { bounded, element, write } from "./dom.js";
import { colourOf, isLight } from "./colours.js";

export function gradientPlane({ onPoint, onLeave }) {
  const node = element("div", "kernel-plane gradient", "", { role: "img" });
  let cells = [];
  let size = [0, 0];

  function build([rows, columns]) {
    size = [rows, columns];
    node.style.setProperty("--columns", columns);
    cells = Array.from({ length: rows * columns }, (_, index) => {
      const box = element("div", "cell");
      const [before, share, after] = ["x", "share", "p"].map((name) => element("span", name));
      box.append(before, share, after);
      box.onpointerenter = () => onPoint([Math.floor(index / columns), index % columns]);
      box.onpointerleave = onLeave;
      return { box, before, share, after };
    });
    node.replaceChildren(...cells.map(({ box }) => bounded("slot", box)));
  }

  /** `list` is [{before, product, after}] in the kernel's order. */
  function show(list, shape, look, label) {
    if (shape[0] !== size[0] || shape[1] !== size[1]) build(shape);
    node.style.setProperty("--cell", `${look.cell}px`);
    node.classList.toggle("small", look.cell < 56);
    node.setAttribute("aria-label", label);
    list.forEach(({ before, product, after }, index) => {
      const cell = cells[index];
      const colour = colourOf(after, look.table, look.range);
      cell.box.style.setProperty("--fill", `rgb(${colour.join(",")})`);
      cell.box.style.setProperty("--ink", isLight(colour) ? "#15151a" : "#ffffff");
      write(cell.before, look.write.plain(before));
      write(cell.share, `+ ${look.write.factor(product)}`);
      write(cell.after, `${look.cell < 56 ? "" : "= "}${look.write.plain(after)}`);
    });
  }

  function light(place) {
    const index = place ? place[0] * size[1] + place[1] : -1;
    cells.forEach(({ box }, order) => box.classList.toggle("lit", order === index));
  }
  return { node, show, light };
}

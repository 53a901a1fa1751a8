// The whole network as a row of volumes, from the image to the answers.

import { faces, place } from "../shared/volumes.js";
import { shape, volume } from "./drawing.js";

/** An SVG element in `box`; `rows` [{id, name, family, shape, shape_text}], the image first; `onPoint(id)` hears of a click. */
export function picture(box, onPoint) {
  let drawn = "";
  let groups = [];
  box.onclick = (event) => {
    const id = event.target.closest("[data-id]")?.dataset.id;
    if (id) onPoint(id);
  };

  function show(rows, { width, title }) {
    const wanted = JSON.stringify([rows.map(({ id, name, shape: sides }) => [id, name, sides]), width]);
    if (wanted !== drawn && width > 0) draw(rows, width, title);
    drawn = wanted;
  }

  function mark(active) {
    for (const group of groups) group.classList.toggle("active", group.dataset.id === active);
  }

  function draw(rows, width, title) {
    const { volumes, height } = place(rows, width);
    const svg = shape("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": title });
    groups = volumes.flatMap((one) => boxOf(one));
    svg.append(...volumes.slice(1).map((one, order) => arrow(volumes[order], one)), ...groups);
    box.replaceChildren(svg);
  }
  return { show, mark };
}

function boxOf(one) {
  const group = shape("g", { class: `volume family-${one.family}`, "data-id": one.row.id });
  group.append(
    ...volume(faces(one)),
    text(one.row.name, one.centre, one.base + 17, "name"),
    text(one.row.shape_text, one.centre, one.base + 32, "shape"),
    shape("rect", { class: "hit", x: one.x - 8, y: one.base - one.face - one.lean - 6, width: one.thick + one.lean + 16, height: one.face + one.lean + 42 }),
  );
  const marks = one.marks.map(({ row }, order) => {
    const mark = text(`+ ${row.name}`, one.centre, one.base + 49 + 16 * order, "mark");
    mark.dataset.id = row.id;
    return mark;
  });
  return [group, ...marks];
}

function arrow(from, to) {
  const y = to.base - Math.min(from.face, to.face) / 2;
  const start = from.x + from.thick + from.lean + 5;
  return shape("line", { class: "arrow", x1: start, x2: from.base === to.base ? Math.max(start, to.x - 5) : start, y1: y, y2: y });
}

const text = (words, x, y, name) => shape("text", { x, y, class: name, "text-anchor": "middle" }, words);

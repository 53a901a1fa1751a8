// A stage for layers that treat each map by itself: planes of one map side by side, signs and one part of the layer's
// own between them.

import { arrangePlanes } from "./plane_sizes.js";
import { viewOf } from "./arrangement.js";
import { element, write as put } from "./dom.js";
import { plane } from "./plane.js";
import { mapTabs } from "./thumbnails.js";

/**
 * `layout` lists what stands from left to right: {plane: name, of: "input" | "output", main?} (`main` takes the
 * keyboard), {sign: "→"}, or {part} with a node and width(frame) px. `on` is as in stage.js.
 */
export function planeStage(on, layout) {
  const node = element("div", "stage planes");
  const tabs = mapTabs(on.map);
  const planes = new Map();
  const part = layout.find((item) => item.part)?.part ?? null;
  node.append(tabs.node, ...layout.map(built));
  let views = { input: null, output: null };
  let shown = null; // {look, cells} of the last time everything was painted

  function built(item) {
    if (item.sign) return element("div", "operator", item.sign, { "aria-hidden": "true" });
    if (item.part) return item.part.node;
    const made = plane(item.of, { ...eventsOf(item.of), onLeave: on.leave, walked: item.plane === "x" && !item.main });
    if (item.main) {
      made.sheet.tabIndex = 0;
      made.sheet.setAttribute("role", "application");
    }
    planes.set(item.plane, { ...item, ...made });
    return made.node;
  }

  function eventsOf(kind) {
    return kind === "output" ? { onPoint: on.output, onPick: on.pickOutput } : { onPoint: (cell, aloud) => on.input(cell, 0, aloud), onPick: (cell) => on.pickInput(cell, 0) };
  }

  /** Paint `grids` {name: {grid, range, caption}}, as large as `frame` allows; `tabsOf` is the tensor of the tabs. */
  function show({ grids, layer, map, zoom, focus, frame, look, texts, tabsOf = layer.after }) {
    const [first, last] = [...planes.values()].map(({ plane: name, of }) => ({ of, grid: grids[name].grid })).reduce(ofEach, []);
    views = {
      input: viewOf(zoom, [first.grid.rows, first.grid.columns], focus.input, views.input),
      output: viewOf(zoom, [last.grid.rows, last.grid.columns], focus.output, views.output),
    };
    const sizes = arrangePlanes({
      ...frame,
      planes: [...planes.values()].map(({ of }) => [views[of].rows, views[of].columns]),
      part: part?.width(frame) ?? 0,
      close: zoom === "arithmetic",
    });
    node.classList.toggle("stacked", sizes.stacked);
    shown = { look, cells: new Map([...planes.keys()].map((name, index) => [name, sizes.cells[index]])) };
    for (const [name, { main, sheet }] of planes) {
      repaint(name, grids[name]);
      if (main) sheet.setAttribute("aria-label", texts.outputLabel);
      else if (name === "x") sheet.setAttribute("aria-label", `${grids[name].caption}. ${texts.inputHelp}`);
    }
    const { range } = grids[layout.findLast((item) => item.plane).plane];
    tabs.show({ tensor: tabsOf, chosen: map, table: (range.signed ? look.diverging : look.grey).table, range, label: texts.maps, name: texts.mapName });
  }

  /** Other signs between the planes. */
  function sign(texts) {
    node.querySelectorAll(".operator").forEach((each, index) => put(each, texts[index]));
  }

  /** One plane with other values, where everything else stays as it is. */
  function repaint(name, { grid, range, caption }) {
    const { of, caption: title, show: paint } = planes.get(name);
    put(title, caption);
    paint(grid, views[of], { ...shown.look, ...(range.signed ? shown.look.diverging : shown.look.grey), range, cell: shown.cells.get(name) });
  }

  /** Light up: marks {name: [...]}. */
  function light(marks) {
    for (const [name, { light: lit }] of planes) lit(marks[name] ?? []);
  }
  return { node, show, sign, repaint, light };
}

/** The first plane of each kind, input and output; a layer that keeps the size has both views alike. */
function ofEach([input, output], next) {
  if (next.of === "input") return [input ?? next, output ?? next];
  return [input ?? next, output?.of === "output" ? output : next];
}

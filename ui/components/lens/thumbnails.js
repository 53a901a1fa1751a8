// Tiny pictures to choose from: ready-made kernels, and the maps of the output.

import { element, named } from "./dom.js";
import { paint, rangeOf } from "./colours.js";

/** A canvas of one px a cell, scaled by the style sheet. */
export function thumbnail({ values, rows, columns }, table) {
  const canvas = element("canvas", "", "", { width: columns, height: rows, "aria-hidden": "true" });
  repaint(canvas, values, table);
  return canvas;
}

function repaint(canvas, values, table, range = rangeOf([values], { signed: true })) {
  const context = canvas.getContext("2d");
  const image = context.createImageData(canvas.width, canvas.height);
  paint(new Uint32Array(image.data.buffer), values, table, range);
  context.putImageData(image, 0, 0);
}

/** The row of kernels: ready-made ones, a random one, learned ones. */
export function presetRow({ onPreset, onLearned }) {
  const node = element("div", "presets", "", { role: "group" });
  let drawn = [];
  function show({ kernels, learned, chosen, table, texts }) {
    const asked = [kernels, learned, chosen, table, texts];
    if (asked.every((each, index) => each === drawn[index])) return;
    drawn = asked;
    node.setAttribute("aria-label", texts.kernels);
    node.replaceChildren(
      element("span", "name", texts.kernels),
      ...kernels.map((kernel) => choice(kernel, picture(kernel, table), kernel.id === chosen, () => onPreset(kernel.id))),
      ...learned.map((bank) => choice(bank, thumbnail(firstPlane(bank), table), false, () => onLearned(bank.id))),
    );
  }
  return { node, show };
}

function picture({ id, shape, values }, table) {
  if (id === "random") return element("span", "dice", "?", { "aria-hidden": "true" });
  return thumbnail({ values: Float32Array.from(values.flat()), rows: shape[0], columns: shape[1] }, table);
}

function firstPlane({ weight }) {
  const [, , rows, columns] = weight.shape;
  return { values: weight.data.subarray(0, rows * columns), rows, columns };
}

function choice({ label }, image, chosen, onClick) {
  const button = element("button", "preset", "", { type: "button", "aria-pressed": String(chosen) });
  button.append(image, element("span", "", label));
  button.onclick = onClick;
  return button;
}

/** One tab for each output map, with the map as its picture. */
export function mapTabs(onChoose) {
  const node = element("div", "maps", "", { role: "tablist" });
  let drawn = "";
  function show({ tensor, chosen, table, range, label, name }) {
    const [maps, rows, columns] = tensor.shape;
    node.hidden = maps === 1;
    if (maps === 1) return;
    if (drawn !== tensor.shape.join()) {
      drawn = tensor.shape.join();
      node.replaceChildren(...Array.from({ length: maps }, (_, map) => tab(map, { rows, columns }, onChoose)));
    }
    node.setAttribute("aria-label", label);
    [...node.children].forEach((button, map) => {
      const values = tensor.data.subarray(map * rows * columns, (map + 1) * rows * columns);
      repaint(button.firstChild, values, table, range);
      named(button, name(map)).setAttribute("aria-selected", String(map === chosen));
      button.tabIndex = map === chosen ? 0 : -1;
    });
  }
  return { node, show };
}

function tab(map, { rows, columns }, onChoose) {
  const button = element("button", "", "", { type: "button", role: "tab" });
  button.append(element("canvas", "", "", { width: columns, height: rows, "aria-hidden": "true" }), element("span", "", String(map + 1)));
  button.onclick = () => onChoose(map);
  return button;
}

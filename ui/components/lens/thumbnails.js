// Tiny pictures to choose from: ready-made kernels, and the maps of the output.

import { element, named } from "./dom.js";
import { paint, rangeOf } from "./colours.js";

/** A canvas of one px a cell, scaled by the style sheet. */
export function thumbnail({ values, rows, columns }, table) {
  const canvas = element("canvas", "", "", { width: columns, height: rows, "aria-hidden": "true" });
  repaint(canvas, values, table);
  return canvas;
}

/** Paint a canvas of one px a cell. */
export function repaint(canvas, values, table, range = rangeOf([values], { signed: true })) {
  const context = canvas.getContext("2d");
  const image = context.createImageData(canvas.width, canvas.height);
  paint(new Uint32Array(image.data.buffer), values, table, range);
  context.putImageData(image, 0, 0);
}

/** The row of kernels: ready-made ones, a random one, learned ones. */
export function presetRow({ onPreset, onLearned }) {
  const node = element("div", "presets", "", { role: "group" });
  let drawn = [];
  let written = "";
  let buttons = [];

  /** The buttons stay, and with them the one that has the keyboard; they are built anew only under other names. */
  function show({ kernels, learned, chosen, table, texts }) {
    const names = JSON.stringify([texts.kernels, ...[...kernels, ...learned].map(({ id, label }) => [id, label])]);
    if (names !== written) build({ kernels, learned, texts });
    const isOther = [kernels, learned, table].some((each, index) => each !== drawn[index]);
    if (isOther || names !== written) paintAll([...kernels.map(presetPlane), ...learned.map(firstPlane)], table);
    buttons.forEach((button, index) => button.setAttribute("aria-pressed", String(index < kernels.length && kernels[index].id === chosen)));
    [drawn, written] = [[kernels, learned, table], names];
  }

  function build({ kernels, learned, texts }) {
    node.setAttribute("aria-label", texts.kernels);
    buttons = [
      ...kernels.map(({ id, label }) => choice(label, () => onPreset(id))),
      ...learned.map(({ id, label }) => choice(label, () => onLearned(id))),
    ];
    node.replaceChildren(element("span", "name", texts.kernels), ...buttons);
  }

  function paintAll(planes, table) {
    planes.forEach((plane, index) => {
      const image = plane ? thumbnail(plane, table) : element("span", "dice", "?", { "aria-hidden": "true" });
      buttons[index].firstChild.replaceWith(image);
    });
  }
  return { node, show };
}

/** The random kernel has no picture of its own. */
function presetPlane({ id, shape, values }) {
  return id === "random" ? null : { values: Float32Array.from(values.flat()), rows: shape[0], columns: shape[1] };
}

function firstPlane({ weight }) {
  const [, , rows, columns] = weight.shape;
  return { values: weight.data.subarray(0, rows * columns), rows, columns };
}

function choice(label, onClick) {
  const button = element("button", "preset", "", { type: "button" });
  button.append(element("canvas"), element("span", "", label));
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

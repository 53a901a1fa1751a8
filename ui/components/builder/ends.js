// The two ends of the stack: the image that goes in, and the answers that come out; each says whether it is what the data asks.

import { element, iconButton, named, write } from "../shared/dom.js";
import { fill } from "../shared/format.js";
import { chipOf } from "./chip.js";
import { shape, volume } from "./drawing.js";
import { ICONS } from "./icons.js";
import { miniature, ROOM } from "./sketch.js";

const SIZES = { name: "input_shape", type: "sizes", lengths: [3], low: 1, high: 256, line: "{value}", seldom: false };

/** `on`: {resize(shape), first()}. */
export function image(hooks, on) {
  const node = element("div", "end image family-input");
  const row = element("div", "row");
  const sketch = shape("svg", { class: "sketch", viewBox: `0 0 ${ROOM.width} ${ROOM.height}`, "aria-hidden": "true" });
  const name = element("b", "name");
  const chip = chipOf({ field: SIZES }, { ...hooks, onChange: (_, sides) => sides[0] <= 16 && on.resize(sides) });
  const differs = element("span", "differs");
  const take = element("button", "way", "", { type: "button" });
  const plus = iconButton("plus", ICONS.add, on.first);
  chip.node.querySelector("input").tabIndex = 0;
  chip.node.querySelector("input").addEventListener("keydown", (event) => event.key !== "Tab" && event.stopPropagation());
  plus.tabIndex = -1;
  const words = element("div", "words");
  words.append(name);
  const chips = element("div", "chips");
  chips.append(chip.node);
  row.append(sketch, words, chips, differs, take);
  node.append(row, plus);

  function show({ network, task, texts, largest }) {
    write(name, texts.image);
    chip.show({ key: "input_shape", field: { ...SIZES, label: texts.image_size, help: texts.image_size }, value: network.input_shape });
    sketch.replaceChildren(...volume(miniature(network.input_shape, largest)));
    named(plus, texts.add_first);
    const wanted = task.shape.join("×");
    differs.hidden = take.hidden = wanted === network.input_shape.join("×");
    write(differs, fill(texts.image_differs, { data: task.name, shape: wanted }));
    write(take, fill(texts.image_take, { shape: wanted }));
    take.onclick = () => on.resize(task.shape);
  }
  return { node, show };
}

/** `on`: {classes(entry, count)}; shown as soon as the last layer gives a vector. */
export function answers(on) {
  const node = element("div", "end answers");
  const words = element("p");
  const take = element("button", "way", "", { type: "button" });
  node.append(words, take);

  function show({ last, task, texts, count }) {
    const given = last?.row?.shape;
    node.hidden = !given || given.length !== 1 || last.waits || Boolean(last.trouble);
    if (node.hidden) return;
    const fits = given[0] === task.classes;
    node.classList.toggle("good", fits);
    write(words, fill(fits ? texts.answers_fit : texts.answers_differ, { count: count(given[0]), data: task.name, classes: count(task.classes) }));
    take.hidden = fits || !last.kind?.fields.some((field) => field.name === "out_features");
    write(take, fill(texts.answers_take, { layer: last.name, classes: count(task.classes) }));
    take.onclick = () => on.classes(last, task.classes);
  }
  return { node, show };
}

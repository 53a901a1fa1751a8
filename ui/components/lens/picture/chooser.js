// Which picture lies under the lens, how large and in which colours: ready ones, drawn, own, from the camera, typed.

import { element } from "../dom.js";
import { tensorOf } from "../picture_tensor.js";
import { segmented, stepper } from "../widgets.js";
import { camera } from "./camera.js";
import { editor } from "./editor.js";
import { baseOf, emptyGrid, hasColours, isScalable, pictureOf, sizeOf, SIZES } from "./model.js";
import { own } from "./own.js";
import { painted } from "./painting.js";
import { bySet, onlyGrids, shelf } from "./shelf.js";
import { sketch } from "./sketch.js";

const WAYS = ["samples", "grids", "draw", "own", "camera", "edit"];
const DRAWN = 28; // px, as MNIST's digits
const OWN = 32; // px, so that the picture fits into a link

/**
 * Build the chooser in `place`: {update(data), show(picture), close()}. `data` is the lens's own ({pictures, pixels,
 * texts, language}); `onPicture({picture, tensor})` is told of every choice.
 */
export function pictureChooser(place, { onPicture, ...given }) {
  const closing = new AbortController();
  let data = given.texts ? given : null;
  let base = null;
  let options = { size: null, grey: false };
  let current = null; // {picture, tensor}
  let way = "samples";
  let opened = false;

  const now = element("button", "picture-now", "", { type: "button", "aria-expanded": "false" });
  const [thumb, words] = [element("canvas", "", "", { "aria-hidden": "true" }), element("span")];
  const [title, fact] = [element("small"), element("b")];
  words.append(title, fact);
  now.append(thumb, words, element("i", "arrow", "", { "aria-hidden": "true" }));
  now.onclick = () => open(!opened);
  const sizeName = element("span", "name");
  const size = stepper((number) => asked({ size: number }));
  const colours = segmented("colours", (id) => asked({ grey: id === "grey" }));
  const sizePart = element("div", "picture-size");
  sizePart.append(sizeName, size.node);
  const bar = element("div", "picture-bar");
  bar.append(now, sizePart, colours.node);

  const ways = segmented("ways", (id) => go(id));
  const body = element("div", "picture-body");
  const panel = element("div", "picture-panel", "", { hidden: "" });
  panel.append(ways.node, body);
  const parts = {
    samples: shelf(bySet, (line) => take({ entry: line }, { size: null })),
    grids: withEmpty(shelf(onlyGrids, (line) => take({ entry: line }, { size: null }))),
    draw: sketch((picture) => take(picture, { size: drawnSize(), grey: false })),
    own: own({ target: place, signal: closing.signal, onPicture: taken, onOpen: () => go("own") }),
    camera: camera(taken),
    edit: editor((picture) => take(baseOf(picture, data), { size: null, grey: false })),
  };
  body.append(...WAYS.map((name) => parts[name].node));
  place.append(bar, panel);
  // Streamlit binds letters and Escape for the whole document, the lens its arrows; none of them is meant in here.
  place.addEventListener("keydown", (event) => event.key !== "Tab" && event.stopPropagation(), { signal: closing.signal });
  function update(next) {
    data = next;
    if (current) look();
  }

  /** The scene's picture, as the lens has it. */
  function show(picture) {
    if (picture === current?.picture || JSON.stringify(picture) === JSON.stringify(current?.picture)) return;
    base = baseOf(picture, data);
    if (!base) return;
    options = { size: picture.size ?? null, grey: false };
    current = { picture, tensor: tensorOf(picture, data) };
    look();
  }

  function taken(picture) {
    take(picture, { size: Math.min(OWN, sizeOf(picture)), grey: false });
  }

  function drawnSize() {
    return way === "draw" && base?.bytes?.length === 140 * 140 ? options.size : DRAWN;
  }

  function asked(change) {
    take(base, change);
  }

  /** Another base, or another size or colour of the one that is there. */
  function take(next, change) {
    base = next;
    options = { ...options, ...change };
    const picture = pictureOf(base, { ...options, grey: options.grey && hasColours(base) }, data.pixels);
    current = { picture, tensor: tensorOf(picture, data) };
    look();
    onPicture(current);
  }

  function open(on) {
    opened = on;
    if (!on) parts[way].leave?.();
    look();
  }

  function go(to) {
    if (to !== way) parts[way].leave?.();
    way = to;
    opened = true;
    if (current) look();
  }

  function look() {
    const texts = data.texts.picture;
    const { tensor, picture } = current;
    const [channels, rows, columns] = tensor.shape;
    title.textContent = texts.title;
    fact.textContent = `${base.entry?.label ?? texts.names[picture.kind]} · ${channels > 1 ? `${channels} × ` : ""}${rows} × ${columns}`;
    now.setAttribute("aria-expanded", String(opened));
    now.title = texts.change;
    painted(tensor, thumb);
    lookBar(texts);
    panel.hidden = !opened;
    if (opened) lookPanel(texts);
  }

  function lookBar(texts) {
    sizePart.hidden = !isScalable(base);
    sizeName.textContent = texts.size;
    const number = options.size ?? sizeOf(base);
    size.show({ label: texts.size, number, limits: SIZES, says: texts.size_says, texts });
    colours.node.hidden = !hasColours(base);
    const choices = [{ id: "colour", text: texts.colour }, { id: "grey", text: texts.grey }];
    colours.show({ label: texts.colours, options: choices, chosen: options.grey ? "grey" : "colour" });
  }

  function lookPanel(texts) {
    ways.show({ label: texts.ways_label, options: WAYS.map((id) => ({ id, text: texts.ways[id] })), chosen: way });
    for (const name of WAYS) parts[name].node.hidden = name !== way;
    parts[way].show({ data, texts, ...current });
  }

  /** The grids, and an empty one to fill. */
  function withEmpty({ node, show: showGrids }) {
    const button = element("button", "plain empty", "", { type: "button" });
    const whole = element("div", "grids");
    whole.append(node, button);
    button.onclick = () => {
      take(emptyGrid(5, 5), { size: null });
      go("edit");
    };
    return {
      node: whole,
      show(state) {
        showGrids(state);
        button.textContent = state.texts.empty_grid;
      },
    };
  }

  return {
    update,
    show,
    close() {
      closing.abort();
      for (const part of Object.values(parts)) part.close?.();
    },
  };
}

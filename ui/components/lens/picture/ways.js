// The ways to a picture, one at a time: ready ones, drawn, own, from the camera, cell by cell.

import { element } from "../dom.js";
import { segmented } from "../widgets.js";
import { camera } from "./camera.js";
import { editor } from "./editor.js";
import { emptyGrid, sizeOf } from "./model.js";
import { own } from "./own.js";
import { bySet, onlyGrids, shelf } from "./shelf.js";
import { sketch } from "./sketch.js";

const DRAWN = 28; // px, as MNIST's digits
export const OWN = 32; // px, so that the picture fits into a link

/**
 * `target` is where one may drop. Told are: `onBase(base, options)`, a picture to be taken; `onEdit(picture)`, the one
 * that is there with a cell changed; `onGo()`, a way was entered or a file chosen. `askedSize()`: px or null, what the
 * learner has set since.
 */
export function pictureWays({ target, signal, onBase, onEdit, onGo, askedSize }) {
  const node = element("div", "picture-panel", "", { role: "group", tabindex: "-1" }); // else a click beside a control focuses the page behind
  const choice = segmented("ways", go);
  const body = element("div", "picture-body");
  const ready = (line) => onBase({ entry: line }, { size: null });
  const taken = (picture) => onBase(picture, { size: askedSize() ?? Math.min(OWN, sizeOf(picture)), grey: false });
  let current = "samples";
  let drawing = false; // what is there was drawn: its size is the learner's
  const ways = {
    samples: shelf(bySet, ready),
    grids: withEmpty(shelf(onlyGrids, ready), () => {
      onBase(emptyGrid(5, 5), { size: null });
      go("edit");
    }),
    draw: sketch((picture) => {
      onBase(picture, drawing ? {} : { size: DRAWN, grey: false });
      drawing = true;
    }),
    own: own({ target, signal, onPicture: taken, onOpen: () => go("own") }),
    camera: camera(taken),
    edit: editor(onEdit),
  };
  const names = Object.keys(ways);
  body.append(...names.map((name) => ways[name].node));
  node.append(choice.node, body);

  function go(to) {
    if (to !== current) leave();
    current = to;
    onGo();
  }

  function leave() {
    drawing = false;
    ways[current].leave?.();
  }

  function show(state) {
    const { texts } = state;
    node.setAttribute("aria-label", texts.change);
    choice.show({ label: texts.ways_label, options: names.map((id) => ({ id, text: texts.ways[id] })), chosen: current });
    for (const name of names) ways[name].node.hidden = name !== current;
    ways[current].show(state);
  }

  /** What comes in by a drop or a paste needs its words before anybody has opened that way. */
  function speak(state) {
    ways.own.show(state);
  }

  const focus = () => choice.node.querySelector("[aria-checked=true]").focus();

  return { node, show, speak, leave, focus, close: () => names.forEach((name) => ways[name].close?.()) };
}

/** The grids, and an empty one to fill. */
function withEmpty({ node: grids, show: showGrids }, onEmpty) {
  const node = element("div", "grids");
  const button = element("button", "plain empty", "", { type: "button" });
  button.onclick = onEmpty;
  node.append(grids, button);
  return {
    node,
    show(state) {
      showGrids(state);
      button.textContent = state.texts.empty_grid;
    },
  };
}

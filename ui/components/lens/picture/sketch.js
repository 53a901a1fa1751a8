// Draw a picture: the training page's pad, whose ink becomes bright pixels on black while the pen moves.

import { ink } from "../../drawing_pad/canvas.js";
import { begun, emptyDrawing, extended, isEmpty, SIDE, undone } from "../../drawing_pad/ink.js";
import { pad } from "../../drawing_pad/pad.js";
import { theme } from "../../shared/theme.js";
import { element } from "../dom.js";

const PAD = `<canvas class="ink" tabindex="0" role="application"></canvas><i class="cursor" hidden></i><p class="hint"></p>`;

/** `onInk({bytes, shape})` is told at most once a frame. */
export function sketch(onInk) {
  const node = element("div", "sketch");
  const surface = element("div", "pad");
  surface.innerHTML = PAD; // our own constant; everything else comes in as text
  const [undo, clear] = ["undo", "clear"].map((name) => element("button", `plain ${name}`, "", { type: "button" }));
  const tools = element("div", "tools");
  tools.append(undo, clear);
  node.append(surface, tools);
  let drawing = emptyDrawing();
  let waiting = false;
  const drawn = pad(surface, {
    onBegin: (point) => set(begun(drawing, point)),
    onMore: (points) => set(extended(drawing, points)),
    onEnd: () => {},
    onUndo: () => set(undone(drawing)),
    onClear: () => set(emptyDrawing()),
  });
  undo.onclick = () => set(undone(drawing));
  clear.onclick = () => set(emptyDrawing());

  function set(next) {
    drawing = next;
    look();
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      onInk({ bytes: ink(drawing), shape: [1, SIDE, SIDE] });
    });
  }

  function look() {
    drawn.show(drawing);
    surface.querySelector(".hint").hidden = !isEmpty(drawing);
    undo.disabled = clear.disabled = isEmpty(drawing);
  }

  function show({ texts }) {
    drawn.speak(texts.draw);
    undo.textContent = texts.draw.undo;
    clear.textContent = texts.draw.clear;
    drawn.look(theme(node.getRootNode()));
    look();
  }

  return { node, show, close: drawn.close };
}

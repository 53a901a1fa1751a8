// The surface itself: mouse, touch, pen and keyboard become points; the drawing becomes ink on a canvas.

import { paint } from "./canvas.js";
import { BRUSH, moved, unit } from "./ink.js";

/** Listen on `place` (a .pad with its canvas and cursor); points are [x, y] in [0, 1]. */
export function pad(place, { onBegin, onMore, onEnd, onUndo, onClear }) {
  const canvas = place.querySelector("canvas");
  const cursor = place.querySelector(".cursor");
  let colour = [28, 27, 34];
  let drawing = null;
  let pointer = null; // the id of the pointer that draws
  let pen = [0.5, 0.5]; // the keyboard's pen
  let down = false;
  let texts = {};
  let waiting = false;
  const observer = new ResizeObserver(fit);
  observer.observe(canvas);

  canvas.onpointerdown = (event) => {
    if (pointer !== null || event.button > 0) return;
    pointer = event.pointerId;
    canvas.setPointerCapture(pointer);
    lift();
    cursor.hidden = true;
    onBegin(unit(event, canvas.getBoundingClientRect()));
  };
  canvas.onpointermove = (event) => {
    if (event.pointerId !== pointer) return;
    const box = canvas.getBoundingClientRect();
    const all = event.getCoalescedEvents?.() ?? [];
    onMore((all.length ? all : [event]).map((each) => unit(each, box)));
  };
  canvas.onpointerup = canvas.onpointercancel = (event) => {
    if (event.pointerId !== pointer) return;
    pointer = null;
    onEnd();
  };
  canvas.onkeydown = (event) => {
    if (!handled(event)) return;
    event.preventDefault(); // arrows and space would scroll the page
    event.stopPropagation();
  };
  canvas.onblur = () => {
    lift();
    cursor.hidden = true;
  };

  function handled(event) {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") {
      onUndo();
      return true;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    if (event.key === " ") return press();
    if (event.key === "Escape" && down) return lift();
    if (event.key === "Delete" || event.key === "Backspace") {
      onClear();
      return true;
    }
    return move(moved(pen, event.key, event.shiftKey ? 1 / 7 : undefined));
  }

  function press() {
    if (down) return lift();
    down = true;
    onBegin(pen);
    point();
    return true;
  }

  function lift() {
    if (down) onEnd();
    down = false;
    point();
    return true;
  }

  function move(to) {
    if (!to) return false;
    pen = to;
    if (down) onMore([to]);
    cursor.hidden = false;
    point();
    return true;
  }

  function point() {
    cursor.style.left = `${100 * pen[0]}%`;
    cursor.style.top = `${100 * pen[1]}%`;
    cursor.style.width = `${100 * BRUSH}%`;
    cursor.classList.toggle("down", down);
    canvas.setAttribute("aria-label", `${texts.pad ?? ""} ${down ? texts.pen_down : texts.pen_up}`);
  }

  function fit() {
    const side = Math.round(canvas.clientWidth * Math.min(2, window.devicePixelRatio || 1));
    if (side > 0 && canvas.width !== side) {
      canvas.width = canvas.height = side;
      soon();
    }
  }

  function soon() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      if (drawing) paint(canvas, drawing, colour);
    });
  }

  return {
    speak(next) {
      texts = next;
      place.querySelector(".hint").textContent = texts.hint;
      canvas.title = "";
      point();
    },
    look(colours) {
      colour = parts(colours.text);
      soon();
    },
    show(next) {
      drawing = next;
      soon();
    },
    isDrawing: () => pointer !== null || down,
    close: () => observer.disconnect(),
  };
}

function parts(hex) {
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) || 0);
}

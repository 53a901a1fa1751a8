// Moving a card by its handle: it follows the pointer, and a line shows where it would come to stand.

import { element } from "../shared/dom.js";
import { nearest, scrolling } from "./gaps.js";

/**
 * Listen on `root`. `gapsFor(id)` gives the places as [{y, list, index, left, width}], in px of the root; `onDrop(id, gap)`.
 */
export function dragging(root, { gapsFor, onDrop, onLift }) {
  const line = element("div", "drop-line", "", { "aria-hidden": "true" });
  root.append(line);
  line.hidden = true;
  let held = null;

  root.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest(".handle");
    if (!handle || event.button !== 0) return;
    event.preventDefault();
    const card = handle.closest(".card");
    held = { id: card.dataset.id, card, handle, pointer: event.pointerId, start: event.clientY, scroll: top(), y: event.clientY, gap: null, moved: false };
    handle.setPointerCapture(event.pointerId);
    card.focus({ preventScroll: true });
  });
  root.addEventListener("pointermove", (event) => {
    if (event.pointerId !== held?.pointer) return;
    held.y = event.clientY;
    if (!held.moved && Math.abs(held.y - held.start) < 4) return;
    if (!held.moved) lift();
    follow();
  });
  root.addEventListener("pointerup", (event) => event.pointerId === held?.pointer && drop(true));
  root.addEventListener("pointercancel", (event) => event.pointerId === held?.pointer && drop(false));
  root.addEventListener("keydown", (event) => {
    if (held?.moved && event.key === "Escape") drop(false);
  }, true);

  const scroller = () => {
    for (let node = root.getRootNode().host ?? root; node; node = node.parentElement) {
      if (node.scrollHeight > node.clientHeight + 4 && /auto|scroll/.test(getComputedStyle(node).overflowY)) return node;
    }
    return document.scrollingElement;
  };
  const top = () => scroller().scrollTop;

  function lift() {
    held.moved = true;
    held.card.classList.add("lifted");
    root.classList.add("dragging");
    onLift?.(held.id);
    held.gaps = gapsFor(held.id);
    held.frame = requestAnimationFrame(scroll);
  }

  function follow() {
    const by = held.y - held.start + top() - held.scroll;
    held.card.style.transform = `translateY(${by}px)`;
    const inside = held.y - root.getBoundingClientRect().top;
    held.gap = nearest(held.gaps, inside);
    line.hidden = !held.gap;
    if (!held.gap) return;
    line.style.transform = `translate(${held.gap.left}px, ${held.gap.y}px)`;
    line.style.width = `${held.gap.width}px`;
  }

  /** Near the edge of the window the page moves along. */
  function scroll() {
    if (!held?.moved) return;
    const by = scrolling(held.y, innerHeight);
    if (by) {
      scroller().scrollBy(0, by);
      follow();
    }
    held.frame = requestAnimationFrame(scroll);
  }

  function drop(isMeant) {
    const { id, card, gap, moved, frame } = held;
    held = null;
    cancelAnimationFrame(frame);
    line.hidden = true;
    card.classList.remove("lifted");
    card.style.transform = "";
    root.classList.remove("dragging");
    if (moved && isMeant && gap) onDrop(id, gap);
  }
}

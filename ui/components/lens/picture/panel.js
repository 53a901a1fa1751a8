// How the chooser's panel closes: by Escape anywhere; and where it lies over the stage (picture.css), by a click or the
// focus elsewhere, too. On a phone it pushes the stage down, and stays until it is closed.

/** `panel` lies in `place`. `isOpened()` is asked; `onClose()` is told, after Escape with true. */
export function closing({ place, panel, signal, isOpened, onClose }) {
  const isOver = () => getComputedStyle(panel).position === "absolute"; // the style sheet alone knows how wide is wide
  const listen = (target, type, act, more = {}) => target.addEventListener(type, act, { signal, ...more });
  listen(place, "keydown", (event) => {
    if (event.key === "Escape" && isOpened()) onClose(true);
  });
  listen(document, "pointerdown", (event) => {
    if (isOpened() && isOver() && !event.composedPath().includes(place)) onClose(false);
  }, { capture: true });
  listen(place, "focusout", ({ relatedTarget: to }) => {
    if (isOpened() && isOver() && to && !place.contains(to)) onClose(false);
  });
  return { isOver };
}

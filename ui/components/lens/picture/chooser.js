// Which picture lies under the lens, how large and in which colours.

import { tensorOf } from "../picture_tensor.js";
import { pictureBar } from "./bar.js";
import { baseOf, bytesOf, hasColours, pictureOf } from "./model.js";
import { closing } from "./panel.js";
import { pictureWays } from "./ways.js";

/**
 * Build the chooser in `place`: {update(data), show(picture), close()}. `data` is the lens's own ({pictures, pixels,
 * texts, language}); `onPicture({picture, tensor})` is told of every choice.
 */
export function pictureChooser(place, { onPicture }) {
  const ending = new AbortController();
  const { signal } = ending;
  let data = null;
  let base = null; // see model.js
  let options = { size: null, grey: false };
  let current = null; // {picture, tensor}
  let opened = false;
  let asked = null; // px: the size set since a way was entered or a file chosen; the picture still being read gets it
  const bar = pictureBar({
    onOpen() {
      open(!opened);
      if (opened && panel.isOver()) ways.focus();
    },
    onSize(size) {
      asked = size;
      take(base, { size });
    },
    onGrey: (grey) => take(base, { grey }),
  });
  const ways = pictureWays({
    target: place,
    signal,
    onBase: take,
    askedSize: () => asked,
    onEdit: (picture) => take(baseOf(picture, data), { size: null, grey: false }),
    onGo() {
      asked = null;
      open(true);
    },
  });
  place.append(bar.node, ways.node);
  const panel = closing({
    place,
    panel: ways.node,
    signal,
    isOpened: () => opened,
    onClose(byKey) {
      open(false);
      if (byKey) bar.focus();
    },
  });
  // Streamlit binds letters and Escape for the whole document, the lens its arrows; none of them is meant in here.
  place.addEventListener("keydown", (event) => event.key !== "Tab" && event.stopPropagation(), { signal });

  function update(next) {
    if (base?.entry) base = sameIn(next);
    data = next;
    ways.speak({ data, texts: data.texts.picture });
    look();
  }

  /** The line of another table (another language, photos that have come) for the picture that is there. */
  function sameIn(next) {
    const { entry } = base;
    return baseOf(entry, next) ?? { bytes: bytesOf(base, data.pixels).bytes, shape: entry.shape };
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
    if (!on) ways.leave();
    look();
    if (on && panel.isOver()) ways.node.scrollIntoView({ block: "nearest" });
  }

  function look() {
    ways.node.hidden = !opened;
    if (!current) return;
    const state = { data, texts: data.texts.picture, base, options, opened, ...current };
    bar.show(state);
    if (opened) ways.show(state);
  }

  return {
    update,
    show,
    close() {
      ending.abort();
      ways.close();
    },
  };
}

// A drawing as strokes and as grey bytes. No document in here: tested by Node.

export const SIDE = 140; // px of the picture that is sent
export const BRUSH = 0.085; // of the side: a marker as thick as the strokes of MNIST, for a digit that fills the pad
export const KEY_STEP = 1 / 28;

/** An empty drawing. `base` holds the grey bytes of an earlier visit; strokes are lists of [x, y] in [0, 1]. */
export function emptyDrawing(base = null) {
  return { base, strokes: [] };
}

export function isEmpty(drawing) {
  return drawing.base === null && drawing.strokes.length === 0;
}

/** A new stroke at a point. */
export function begun(drawing, point) {
  return { ...drawing, strokes: [...drawing.strokes, [point]] };
}

/** The last stroke with more points. Changes it in place: a stroke grows a hundred times a second. */
export function extended(drawing, more) {
  drawing.strokes[drawing.strokes.length - 1].push(...more);
  return drawing;
}

/** Without the last stroke; when no stroke is left, without what an earlier visit left. */
export function undone(drawing) {
  return drawing.strokes.length ? { ...drawing, strokes: drawing.strokes.slice(0, -1) } : emptyDrawing();
}

/** A pointer's place on the pad in [0, 1] (beyond it while the pen has left the pad). */
export function unit(event, box) {
  return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
}

/** Where the keyboard's pen goes; it stays on the pad. Null for a key that moves nothing. */
export function moved([x, y], key, step = KEY_STEP) {
  const by = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[key];
  if (!by) return null;
  const within = (value) => Math.min(1, Math.max(0, value));
  return [within(x + by[0]), within(y + by[1])];
}

/** The ink, 0 to 255, of a canvas's pixels: how opaque each is (4 bytes a pixel: red, green, blue, alpha). */
export function inkOf(rgba) {
  const ink = new Uint8Array(rgba.length / 4);
  for (let pixel = 0; pixel < ink.length; pixel += 1) ink[pixel] = rgba[4 * pixel + 3];
  return ink;
}

/** Pixels of one colour whose opacity is the ink: the way back. */
export function pixelsOf(ink, [red, green, blue]) {
  const rgba = new Uint8ClampedArray(4 * ink.length);
  for (let pixel = 0; pixel < ink.length; pixel += 1) rgba.set([red, green, blue, ink[pixel]], 4 * pixel);
  return rgba;
}

/** Bytes from base64. */
export function fromBase64(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

/** The index of the largest probability. */
export function winner(probabilities) {
  return probabilities.indexOf(Math.max(...probabilities));
}

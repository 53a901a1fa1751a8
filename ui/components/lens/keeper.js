// Tells Python the scene, once the learner has paused; and knows Python's echo from a scene that is news. What the
// learner changed last is not lost by leaving: see rescue.js. Pure: tested by Node.

import { canonical, sceneOf } from "./scene.js";

const QUIET = 600; // ms after the last change
const REMEMBERED = 40;

/**
 * `rescue`: {put({after, scene}), take(), drop()}, where a change goes that comes too late for Python's ear, and {hold(scene),
 * held()}, this tab's own copy of what was told last.
 */
export function keeper(rescue) {
  let tell = () => {};
  let timer = null;
  let waiting = null;
  let closed = false;
  let told = [];
  let received = null;
  let known = null; // the scene that Python has

  /** Whether a scene from Python is another than those they had from here, and than the one it sent last. */
  function isNews(text) {
    if (text === received) return false;
    received = text;
    const sent = canonical(sceneOf(text));
    if (told.includes(sent)) return false;
    known = sent;
    return true;
  }

  function changed(text) {
    if (closed) return;
    clearTimeout(timer);
    waiting = text;
    timer = setTimeout(now, QUIET);
  }

  /** Tells what is waiting at once. */
  function now() {
    clearTimeout(timer);
    if (!waiting) return;
    const scene = waiting();
    waiting = null;
    known = canonical(sceneOf(scene));
    told = [...told.slice(1 - REMEMBERED), known];
    rescue.drop();
    rescue.hold(scene);
    tell(scene);
  }

  /** The page may be gone in a moment, and with it what is told: tells it, and rescues it. */
  function leave() {
    if (!waiting) return;
    const late = { after: known, scene: waiting() };
    now();
    rescue.put(late);
  }

  /**
   * What was rescued when the page was left, if Python still has the scene before it. Else this tab's own copy, if all that
   * Python has lost of it is a picture too large for the link (another tab has put its own into the workspace). Else null.
   */
  function rescued() {
    const late = rescue.take();
    if (late?.after === known) return late.scene;
    const held = rescue.held();
    if (held && isPictureLost(held, known)) return held;
    rescue.hold(known);
    return null;
  }

  /** A frame that was still due may say something after this: nobody is there to hear it. */
  function close() {
    clearTimeout(timer);
    if (waiting) rescue.put({ after: known, scene: waiting() });
    [closed, waiting] = [true, null];
  }

  return { isNews, changed, tell: (next) => (tell = next), now, leave, rescued, close };
}

function isPictureLost(held, known) {
  const [mine, theirs] = [canonical(sceneOf(held)), known].map((text) => JSON.parse(text));
  const rest = (scene) => JSON.stringify({ ...scene, picture: null });
  return mine.picture.kind === "pixels" && JSON.stringify(mine.picture) !== JSON.stringify(theirs.picture) && rest(mine) === rest(theirs);
}

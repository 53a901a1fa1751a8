// Tells Python the scene, once the learner has paused; and knows Python's echo from a scene that is news. What the
// learner changed last is not lost by leaving: see rescue.js. Pure: tested by Node.

import { canonical, sceneOf } from "./scene.js";

const QUIET = 600; // ms after the last change
const REMEMBERED = 40;

/** `rescue`: {put({after, scene}), take(), drop()}, where a change goes that comes too late for Python's ear. */
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
    tell(scene);
  }

  /** The page may be gone in a moment, and with it what is told: tells it, and rescues it. */
  function leave() {
    if (!waiting) return;
    const late = { after: known, scene: waiting() };
    now();
    rescue.put(late);
  }

  /** What was rescued when the page was left, if Python still has the scene before it; else null. */
  function rescued() {
    const late = rescue.take();
    return late?.after === known ? late.scene : null;
  }

  /** A frame that was still due may say something after this: nobody is there to hear it. */
  function close() {
    clearTimeout(timer);
    if (waiting) rescue.put({ after: known, scene: waiting() });
    [closed, waiting] = [true, null];
  }

  return { isNews, changed, tell: (next) => (tell = next), now, leave, rescued, close };
}

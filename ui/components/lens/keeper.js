// Tells Python the scene, once the learner has paused; and knows Python's echo from a scene that is news.

import { canonical, sceneOf } from "./scene.js";

const QUIET = 600; // ms after the last change
const REMEMBERED = 40;

export function keeper() {
  let tell = () => {};
  let timer = null;
  let waiting = null;
  let closed = false;
  let told = [];
  let received = null;

  /** Whether a scene from Python is another than those it had from here, and than the one it sent last. */
  function isNews(text) {
    if (text === received) return false;
    received = text;
    return !told.includes(canonical(sceneOf(text)));
  }

  function changed(text) {
    if (closed) return;
    clearTimeout(timer);
    waiting = text;
    timer = setTimeout(now, QUIET);
  }

  /** Tells what is waiting at once: the learner is about to leave. */
  function now() {
    clearTimeout(timer);
    if (!waiting) return;
    const scene = waiting();
    waiting = null;
    told = [...told.slice(1 - REMEMBERED), canonical(sceneOf(scene))];
    tell(scene);
  }

  /** A frame that was still due may say something after this: nobody is there to hear it. */
  function close() {
    clearTimeout(timer);
    [closed, waiting] = [true, null];
  }

  return { isNews, changed, tell: (next) => (tell = next), now, close };
}

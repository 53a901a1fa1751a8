// Tells Python the scene, once the learner has paused; and knows Python's echo from a scene that is news.

import { canonical, sceneOf } from "./scene.js";

const QUIET = 600; // ms after the last change
const REMEMBERED = 40;

export function keeper() {
  let tell = () => {};
  let timer = null;
  let told = [];
  let received = null;

  /** Whether a scene from Python is another than those it had from here, and than the one it sent last. */
  function isNews(text) {
    if (text === received) return false;
    received = text;
    return !told.includes(canonical(sceneOf(text)));
  }

  function changed(text) {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const scene = text();
      told = [...told.slice(1 - REMEMBERED), canonical(sceneOf(scene))];
      tell(scene);
    }, QUIET);
  }

  return { isNews, changed, tell: (next) => (tell = next), close: () => clearTimeout(timer) };
}

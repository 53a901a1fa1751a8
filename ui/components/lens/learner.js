// "Learn this filter" with a clock: play, one step, to the end, back; and the learner's own kernel, which waits meanwhile.

import { advanced, begun, canGoOn, lookedBack, pace, present } from "./learning.js";
import { nestedOf } from "./scene.js";

const FRAME = 10; // ms of a frame that may be spent on steps

/** `onStep({weight, bias})` hears of every step to be shown, `onChange` when play starts or stops. */
export function learner({ onStep, onChange }) {
  let learning = null;
  let own = null; // {kernel, bias} from before, until the learner goes back to it
  let left = ""; // the kernel that learning left in the lens
  let gait = null; // "play": each frame shows a step; "hurry": only the last one is shown
  let frame = null;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  /** From a random kernel drawn from `seed`. Where the lens holds what was learnt before, it is no kernel of one's own. */
  function start(layer, scene, presets, { seed, rate }) {
    if (!learning && JSON.stringify(scene.kernel) !== left) own = { kernel: scene.kernel, bias: scene.bias };
    learning = begun(layer, scene, presets, { seed, rate });
    gait = calm.matches ? null : "play";
    shown();
  }

  function hear(event) {
    if (!learning) return;
    gait = event.type === "toggle" ? toggled() : event.type === "hurry" ? "hurry" : null;
    if (event.type === "step" || (event.type === "toggle" && calm.matches)) learning = advanced(learning, 1);
    if (event.type === "look") learning = lookedBack(learning, event.at);
    shown();
  }

  /** Who asks for less motion gets one step for each press of the play button. */
  const toggled = () => (gait || calm.matches ? null : "play");

  function shown() {
    if (gait && !canGoOn(learning)) gait = null;
    run();
    onStep(present(learning));
    onChange();
  }

  function run() {
    if (gait) frame ??= requestAnimationFrame(tick);
    else stop();
  }

  function tick() {
    frame = null;
    const until = performance.now() + FRAME;
    const late = () => performance.now() > until;
    do learning = advanced(learning, pace(learning), late);
    while (gait === "hurry" && !learning.ending && !late());
    if (learning.ending) gait = null;
    if (!gait) return shown();
    run();
    if (gait === "play") onStep(present(learning));
  }

  function stop() {
    if (frame !== null) cancelAnimationFrame(frame);
    frame = null;
  }

  /** Learning is over: what it found stays, and the way back, too. */
  function end() {
    if (learning) left = JSON.stringify({ values: nestedOf(present(learning).weight) });
    [learning, gait] = [null, null];
    stop();
  }

  /** The learner's own kernel, to be put back; nothing waits any more. */
  function release() {
    const released = own;
    end();
    [own, left] = [null, ""];
    return released;
  }

  return {
    start,
    hear,
    end,
    release,
    pause: () => gait && hear({ type: "pause" }),
    /** What to show: null where nothing has been learnt and nothing waits. */
    now: () => (learning || own ? { learning, gait, calm: calm.matches, waits: own !== null } : null),
    /** The scene to keep for a reload and for a link: until the learner takes what was learnt, it has their own kernel. */
    isOpen: () => learning !== null,
    kept: (scene) => (learning ? { ...scene, ...own } : scene),
    close: stop,
  };
}

// The player with a clock: one state (player.js), moved by buttons, keys and the screen's frames.

import { PLAYER, played } from "./player.js";

/** `onMove(position)` hears of every new place that the player itself has chosen, `onChange` of everything else. */
export function player({ onMove, onChange }) {
  let state = PLAYER;
  let frame = null;
  let last = null;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  function hear(event) {
    const heard = event.type === "toggle" && calm.matches ? calmly(state) : event;
    const before = state;
    state = played(state, heard);
    if (state === before) return;
    run();
    const isFollowing = heard.type === "follow" || heard.type === "count";
    if (state.position !== before.position && !isFollowing) onMove(state.position);
    if (heard.type !== "follow") onChange();
  }

  /** Who asks for less motion gets one step for each press of the play button, and after the last the first. */
  const calmly = ({ position, count }) => (position < count - 1 ? { type: "step", by: 1 } : { type: "first" });

  function run() {
    if (state.playing && frame === null) {
      last = null;
      frame = requestAnimationFrame(tick);
    } else if (!state.playing && frame !== null) {
      cancelAnimationFrame(frame);
      frame = null;
    }
  }

  function tick(now) {
    frame = state.playing ? requestAnimationFrame(tick) : null;
    // A tab that was hidden for a minute goes on where it stood.
    if (last !== null) hear({ type: "tick", seconds: Math.min(0.25, (now - last) / 1000) });
    last = now;
  }

  return {
    hear,
    now: () => ({ ...state, calm: calm.matches }),
    close() {
      if (frame !== null) cancelAnimationFrame(frame);
    },
  };
}

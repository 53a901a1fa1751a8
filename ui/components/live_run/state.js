// What the run's state means for the learner: which words to say, which buttons to offer, how soon to ask again.
// No document in here: tested by Node.

const FINAL = ["done", "failed", "cancelled"];

export function isFinal(run) {
  return FINAL.includes(run.state);
}

/** Whether steps are being made now: only then has a speed a meaning. */
export function isMoving(run) {
  return Boolean(run) && run.state === "running" && !run.paused;
}

/**
 * The id of the sentence that says how the run stands (a key of `texts.states`). A word on its way is answered at once,
 * but "paused" is said only when nothing moves any more.
 */
export function standing(run, pending = null) {
  if (isFinal(run)) return run.state;
  if (pending === "stop") return "stopping";
  if (pending === "pause") return "pausing";
  if (pending === "resume") return "running";
  if (run.paused) return "paused";
  if (run.state === "queued") return run.queue ? "queued" : "starting";
  return run.step > 0 ? "running" : "starting";
}

/** Which controls do something now. */
export function possible(run) {
  const open = !isFinal(run);
  return {
    pause: open && !run.paused,
    resume: open && run.paused,
    step: open && run.paused && (run.total_steps === null || run.step < run.total_steps),
    stop: open,
  };
}

/** The control a key asks for, or null: space pauses and resumes, "." and → go one step. */
export function wordOfKey(key, run) {
  const can = possible(run);
  if (key === " ") return can.resume ? "resume" : can.pause ? "pause" : null;
  if (key === "." || key === "ArrowRight") return can.step ? "step" : null;
  return null;
}

/** Whether what the server says now already shows the effect of a word sent before. */
export function hasTakenEffect(run, word, stepBefore) {
  if (isFinal(run)) return true;
  if (word === "pause") return run.paused;
  if (word === "resume") return !run.paused;
  if (word === "step") return run.step > stepBefore;
  return false;
}

export const PATIENCE = 5000; // ms a word may take before the learner may say another

/** Whether a word may be said now: one at a time, but "stop" does not wait for the others. */
export function maySay(word, run, pending) {
  if (!possible(run)[word]) return false;
  return pending === null || (word === "stop" && pending.word !== "stop");
}

/** Whether a word on its way (`{ word, step, since }`) has been without effect for too long, `now` in ms. */
export function isOverdue(pending, now) {
  return pending !== null && now - pending.since > PATIENCE;
}

export const HIGHEST_RATE = 1000;

/** The learning rate a learner has typed, or null for what is none. */
export function rateOf(text) {
  const rate = Number(String(text).trim().replace(",", "."));
  return String(text).trim() && rate > 0 && rate <= HIGHEST_RATE ? rate : null;
}

/** Whether two learning rates are the same but for rounding. */
export function isSameRate(one, other) {
  return Math.abs(one - other) <= 1e-4 * Math.abs(other);
}

/** Milliseconds until the next question, or null when there is nothing more to ask. */
export function pause(run, { hidden = false, failures = 0, pending = false } = {}) {
  if (failures > 0) return Math.min(8000, 500 * 2 ** (failures - 1));
  if (run && isFinal(run)) return null;
  if (pending) return 100;
  if (hidden) return 3000;
  if (!run) return 100;
  if (run.paused) return 1000;
  return run.state === "queued" ? (run.queue ? 500 : 150) : 180;
}

/** Done share in [0, 1]. */
export function share(run) {
  if (run.state === "done") return 1;
  return run.total_steps ? Math.min(1, run.step / run.total_steps) : 0;
}

/** The epoch being worked on, from 1; a finished run stands at its last. */
export function epochNumber(run) {
  return Math.min(run.epoch + 1, run.epochs);
}

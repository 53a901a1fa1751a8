// Asking again and again without ever having two questions on the way. The clock, the asking and the page's visibility
// are given, so that Node can test it.

import { pause } from "./state.js";

/**
 * Ask until the run has ended.
 *
 * `ask(signal)` gives the newest answer or throws; `onAnswer(answer)` and `onFailure(error, times)` are told.
 * Returns { soon(), stop(), pending(on) }: `soon` asks as soon as the question on the way is back.
 */
export function poller({ ask, onAnswer, onFailure, isHidden = () => false, clock = globalThis }) {
  let timer = null;
  let run = null;
  let failures = 0;
  let pending = false;
  let asking = false;
  let hurry = false;
  let stopped = false;
  const abort = new AbortController();

  function plan() {
    clock.clearTimeout(timer);
    const wait = hurry ? 0 : pause(run, { hidden: isHidden(), failures, pending });
    hurry = false;
    if (!stopped && wait !== null) timer = clock.setTimeout(once, wait);
  }

  async function once() {
    asking = true;
    try {
      const answer = await ask(abort.signal);
      if (stopped) return;
      run = answer.run;
      failures = 0;
      onAnswer(answer);
    } catch (error) {
      if (stopped) return;
      if (error.fatal) {
        stopped = true;
        onFailure(error, failures);
        return;
      }
      failures += 1;
      onFailure(error, failures);
    } finally {
      asking = false;
    }
    plan();
  }

  once();
  return {
    soon() {
      hurry = true;
      if (!asking) plan();
    },
    pending(on) {
      pending = on;
      if (on) this.soon();
    },
    stop() {
      stopped = true;
      clock.clearTimeout(timer);
      abort.abort();
    },
  };
}

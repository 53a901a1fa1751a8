// Asking for answers while the pen moves: one question on the way, the newest drawing next, not too often.
// The clock and the asking are given, so that Node can test it.

/**
 * `ask()` sends the drawing as it is now; `onAnswer` and `onFailure` are told. At least `interval` ms lie between two
 * questions; a drawing that changes meanwhile is asked about once, at the end.
 * Returns { want(), every(ms | null), stop() }: `every` asks again and again by itself.
 */
export function asker({ ask, onAnswer, onFailure, interval = 90, clock = globalThis }) {
  let asking = false;
  let wanted = false;
  let stopped = false;
  let timer = null;
  let repeat = null;
  let last = -Infinity;

  function want() {
    wanted = true;
    plan();
  }

  function plan() {
    if (asking || stopped || timer !== null || !wanted) return;
    const wait = Math.max(0, last + interval - clock.now());
    timer = clock.setTimeout(once, wait);
  }

  async function once() {
    timer = null;
    asking = true;
    wanted = false;
    last = clock.now();
    try {
      const answer = await ask();
      if (!stopped) onAnswer(answer);
    } catch (error) {
      if (!stopped) onFailure(error);
    } finally {
      asking = false;
      plan();
    }
  }

  return {
    want,
    every(period) {
      clock.clearInterval(repeat);
      repeat = period === null ? null : clock.setInterval(want, period);
    },
    stop() {
      stopped = true;
      clock.clearTimeout(timer);
      clock.clearInterval(repeat);
    },
  };
}

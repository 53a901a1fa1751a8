// Asks the server what the network costs: some moments after a change, one question at a time, and only the newest answer
// counts. A keystroke never waits for it. The clock and the asking are given, so that Node can test it.

const PAUSE = 60; // ms after the last change
const AGAIN = 3000; // ms until a server that did not answer is asked again

/**
 * `ask(network, signal)` gives a promise of the answer; `onAnswer(answer, network)` hears of it together with the network it
 * is about, `onSilence()` when there was none.
 */
export function accountant({ ask, onAnswer, onSilence, clock = globalThis }) {
  let timer = null;
  let asking = null;

  function about(network, wait = PAUSE) {
    stop();
    timer = clock.setTimeout(() => question(network), wait);
  }

  async function question(network) {
    const mine = (asking = new AbortController());
    try {
      const answer = await ask(network, mine.signal);
      if (mine === asking) onAnswer(answer, network);
    } catch {
      if (mine !== asking) return;
      onSilence();
      about(network, AGAIN);
    }
  }

  function stop() {
    clock.clearTimeout(timer);
    asking?.abort();
    asking = null;
  }

  return { about, stop };
}

// Tells Python the network once the learner has paused, and knows which network from Python is news: at the start one that
// nobody has told from here, later one that was put in from outside the editor. What was changed last is not lost by
// leaving: it goes into the workspace by a request that outlives the page. Pure: tested by Node.

const QUIET = 600; // ms after the last change

/** `send(text)` is the request that outlives the page; it gives a promise of its end. */
export function keeper({ send, clock = globalThis }) {
  let tell = () => {};
  let timer = null;
  let waiting = null;
  let turn = null;
  let unheard = null; // what was told and has not come back yet: {text, again}

  /** `text` is the network as it is now. */
  function changed(text) {
    clock.clearTimeout(timer);
    waiting = text;
    timer = clock.setTimeout(now, QUIET);
  }

  function now() {
    clock.clearTimeout(timer);
    if (waiting === null) return;
    const text = waiting;
    waiting = null;
    unheard = { text, again: unheard?.text === text };
    tell(text);
  }

  /**
   * Python's network has come. What was told last and is not it was told to nobody (a server that was away): it is told again,
   * once. A network of another tab is no such case: what this tab told had come back before.
   */
  function heard(text) {
    if (unheard === null || waiting !== null) return;
    const isIt = canonical(JSON.parse(text)) === canonical(JSON.parse(unheard.text));
    if (isIt || unheard.again) unheard = null;
    else changed(unheard.text);
  }

  /** The page may be gone in a moment, or not: it is told both ways, and whichever arrives says the same. */
  function leave() {
    if (waiting === null) return;
    send(waiting);
    now();
  }

  /**
   * The page is being left: what Python is told together with a change of page is lost, or turns the page back. Gives a
   * promise of its arrival, or null where nothing was waiting.
   */
  function hand() {
    const text = waiting;
    drop();
    return text === null ? null : send(text);
  }

  /** Whether Python's network was put there from outside the editor since it was looked at last. */
  function isTurned(next) {
    const isNew = turn !== null && next !== turn;
    turn = next;
    if (isNew) drop();
    return isNew;
  }

  function drop() {
    unheard = null;
    clock.clearTimeout(timer);
    waiting = null;
  }

  return { changed, heard, leave, hand, isTurned, drop, tell: (next) => (tell = next), isWaiting: () => waiting !== null };
}

/** The same text for the same network: fields in any order, with or without what is the default anyway. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const parts = Object.keys(value).filter((name) => value[name] !== undefined).sort();
  return `{${parts.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join()}}`;
}

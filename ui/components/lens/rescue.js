// Where the last change goes when its page is left before Python has heard of it: into the workspace, by a request that
// outlives the page; and into this tab, since the link in its address brings back the scene before that change.

const NAME = "convolab-lens-late";

export function rescue() {
  return {
    put(late) {
      navigator.sendBeacon(new URL("api/scene", document.baseURI), late.scene);
      stored((storage) => storage.setItem(NAME, JSON.stringify(late)));
    },
    take() {
      const text = stored((storage) => storage.getItem(NAME));
      stored((storage) => storage.removeItem(NAME));
      return text ? JSON.parse(text) : null;
    },
    drop: () => stored((storage) => storage.removeItem(NAME)),
  };
}

/** A browser may forbid to store anything, or have no room left: then the link's scene comes back. */
function stored(act) {
  try {
    return act(sessionStorage);
  } catch {
    return null;
  }
}

// Where the last change goes when its page is left before Python has heard of it: into the workspace, by a request that
// outlives the page; and into this tab, since the link in its address brings back the scene before that change.

const NAME = "convolab-lens-late";
const HELD = "convolab-lens-held"; // the scene as it was told last: a link has no room for a large picture

export function rescue() {
  return {
    put(late) {
      navigator.sendBeacon(new URL("api/scene", document.baseURI), late.scene);
      stored((storage) => storage.setItem(NAME, JSON.stringify({ ...late, visit: performance.timeOrigin })));
    },
    take() {
      const text = stored((storage) => storage.getItem(NAME));
      stored((storage) => storage.removeItem(NAME));
      const late = text ? JSON.parse(text) : null;
      return late && (late.visit === performance.timeOrigin || isReturn()) ? late : null;
    },
    drop: () => stored((storage) => storage.removeItem(NAME)),
    hold: (scene) => stored((storage) => storage.setItem(HELD, scene)),
    held: () => (isReturn() ? stored((storage) => storage.getItem(HELD)) : null),
  };
}

/** Whether the page came by reloading or by going back; whoever opens a link again wants what it holds. */
function isReturn() {
  return performance.getEntriesByType("navigation")[0]?.type !== "navigate";
}

/** A browser may forbid to store anything, or have no room left: then the link's scene comes back. */
function stored(act) {
  try {
    return act(sessionStorage);
  } catch {
    return null;
  }
}

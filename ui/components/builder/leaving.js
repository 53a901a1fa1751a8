// The last change before the page is left, by a link, by closing it, by turning to another part of it.

/** `keep` as keeper.js gives it; `remember()` writes the history down. Gives the function that ends it. */
export function leaving(node, keep, remember) {
  const linkOf = (event) => event.composedPath().find((one) => one.localName === "a");
  let isLeaving = false; // a link is being pressed

  /** Whoever goes elsewhere on the page wants what they see there to be about this network. */
  function pressed(event) {
    isLeaving = Boolean(linkOf(event));
    if (!isLeaving && !event.composedPath().includes(node)) keep.leave();
  }

  /** A link waits until the network has arrived: the page behind it reads the workspace. */
  function followed(event) {
    isLeaving = false;
    const link = linkOf(event);
    const arrival = link && keep.hand();
    if (!arrival || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    arrival.then(() => link.click());
  }

  function gone() {
    remember();
    keep.hand();
  }

  const hidden = () => document.visibilityState === "hidden" && keep.leave();
  const turned = (event) => !isLeaving && !node.contains(event.relatedTarget) && keep.leave();
  const heard = [
    [document, "pointerdown", pressed, true],
    [document, "click", followed, true],
    [document, "visibilitychange", hidden, false],
    [window, "pagehide", gone, false],
    [node, "focusout", turned, false],
  ];
  for (const [target, name, listener, early] of heard) target.addEventListener(name, listener, early);
  return () => heard.forEach(([target, name, listener, early]) => target.removeEventListener(name, listener, early));
}

// Projector mode: the lens alone on the whole screen, by the browser's full screen or, where it refuses, on top of the page.

/** `onChange(on)` hears of every change, also of the browser's own Escape. */
export function projector(section, onChange) {
  let on = false;
  const root = () => section.getRootNode();
  const heard = () => {
    if (on && !root().fullscreenElement) set(false);
  };
  document.addEventListener("fullscreenchange", heard);

  async function enter() {
    set(true);
    await section.requestFullscreen?.().catch(() => {}); // refused: it lies over the page instead
  }

  function leave() {
    if (root().fullscreenElement) document.exitFullscreen();
    if (on) set(false);
  }

  function set(next) {
    on = next;
    section.classList.toggle("projected", on);
    onChange(on);
  }

  return {
    toggle: () => (on ? leave() : enter()),
    leave,
    close: () => document.removeEventListener("fullscreenchange", heard),
  };
}

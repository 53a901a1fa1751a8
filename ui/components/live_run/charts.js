// The three charts in their frames: drawn again at most once a frame, and only when something changed.

import { theme } from "../shared/theme.js";
import { accuracyFigure, legend, lossFigure, normsFigure } from "./figures.js";
import { plotly } from "./plotly.js";

const FIGURES = { loss: lossFigure, accuracy: accuracyFigure, norms: normsFigure };
const CONFIG = { displayModeBar: false, responsive: false, doubleClick: "reset", scrollZoom: false, showTips: false };

/**
 * Keep the frames (`{loss, accuracy, norms}`: elements) filled.
 *
 * Returns { draw(curve), look(looks), close() }; `look` takes texts, language and the address of Plotly, and reads the
 * theme anew. `onLegend(name, entries)` is told what each chart shows, `onProblem` when Plotly cannot be loaded.
 */
export function charts(frames, host, { onLegend, onProblem }) {
  let curve = null;
  let looks = null;
  let waiting = false;
  let closed = false;
  const given = new WeakMap(); // each frame's horizontal range, as it was before the learner zoomed
  const observer = new ResizeObserver(() => soon());
  for (const frame of Object.values(frames)) observer.observe(frame);

  function soon() {
    if (waiting || closed) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      if (!closed && curve && looks) drawNow().catch(onProblem);
    });
  }

  async function drawNow() {
    const Plotly = await plotly(looks.plotly);
    if (closed) return;
    for (const [name, frame] of Object.entries(frames)) {
      const size = { width: frame.clientWidth, height: frame.clientHeight };
      if (size.width < 40) continue; // not laid out yet, or folded away
      const figure = FIGURES[name](curve, { ...looks, size, fontSize: size.width < 320 ? 12 : 13 });
      onLegend(name, legend(figure));
      keepZoom(frame, figure.layout);
      Plotly.react(frame, figure.data, figure.layout, CONFIG);
    }
  }

  /** Plotly forgets the zoom of an axis whose range we change, so a zoomed one keeps the range it was zoomed from. */
  function keepZoom(frame, layout) {
    const [before, now] = [given.get(frame), frame.layout?.xaxis.range];
    const zoomed = before && frame.layout.uirevision === layout.uirevision && before.some((end, at) => end !== now[at]);
    if (zoomed) layout.xaxis.range = [...before];
    else given.set(frame, [...layout.xaxis.range]);
  }

  return {
    draw(next) {
      curve = next;
      soon();
    },
    look(next) {
      looks = { ...next, colours: theme(host) };
      soon();
    },
    close() {
      closed = true;
      observer.disconnect();
      for (const frame of Object.values(frames)) window.Plotly?.purge(frame);
    },
  };
}

// A pad to draw a digit on, answered at every stroke. Asks the server itself; Python is never told.

import { limited } from "../shared/asking.js";
import { fill, numbers } from "../shared/format.js";
import { theme } from "../shared/theme.js";
import { asker } from "./asking.js";
import { ink } from "./canvas.js";
import { begun, emptyDrawing, extended, fromBase64, isEmpty, SIDE, undone } from "./ink.js";
import { answers } from "./answers.js";
import { pad } from "./pad.js";
import { photoPart } from "./photo_part.js";

const AGAIN = 1000; // ms between two questions about an unchanged drawing while the network trains

const mounted = new WeakMap();

/** Streamlit's entry: runs again at every change of data or theme, and returns the clean-up. */
export default function drawingPad({ data, parentElement }) {
  let mine = mounted.get(parentElement);
  if (!mine) {
    mine = start(parentElement);
    mounted.set(parentElement, mine);
    mine.update(data);
    mine.recall();
  } else {
    mine.update(data);
  }
  return () => {
    mine.close();
    mounted.delete(parentElement);
  };
}

const BODY = `
  <section class="pad-and-answer">
    <div class="pad-part">
      <div class="pad"><canvas class="ink" tabindex="0" role="application"></canvas><i class="cursor" hidden></i><p class="hint"></p></div>
      <div class="tools"><button type="button" class="undo"></button><button type="button" class="clear"></button></div>
      <p class="photo-note" role="status"></p>
    </div>
    <div class="answers"></div>
    <p class="source"></p>
    <p class="not-kept" role="status"></p>
  </section>`;

function start(root) {
  const host = document.createElement("div");
  host.className = "drawing-pad";
  host.innerHTML = BODY; // our own constant; everything else comes in as text
  root.append(host);
  const find = (selector) => host.querySelector(selector);
  let data = null;
  let drawing = emptyDrawing();
  let finished = false; // the learner has ended a stroke that no question has carried yet
  const closing = new AbortController();
  const shown = answers(find(".answers"));
  const photo = photoPart({
    tools: find(".tools"),
    target: find(".pad"),
    note: find(".photo-note"),
    signal: closing.signal,
    onInk(ink) {
      set(emptyDrawing(ink));
      end();
    },
  });
  const surface = pad(find(".pad"), {
    onBegin(point) {
      photo.hush();
      set(begun(drawing, point));
    },
    onMore: (points) => set(extended(drawing, points)),
    onEnd: end,
    onUndo: undo,
    onClear: clear,
  });
  const asking = asker({ ask, onAnswer, onFailure, clock: browserClock() });
  const visible = () => repeat();
  document.addEventListener("visibilitychange", visible);
  find(".undo").onclick = undo;
  find(".clear").onclick = clear;

  function update(next) {
    const other = next.subject !== data?.subject || next.language !== data?.language; // every token is another
    data = next;
    const { texts } = data;
    find(".undo").textContent = texts.undo;
    find(".clear").textContent = texts.clear;
    find(".undo").title = texts.undo_help;
    surface.speak(texts);
    photo.speak({ texts, numbers: numbers(data.language) });
    shown.speak({ texts, numbers: numbers(data.language), names: data.names });
    surface.look(theme(root));
    show();
    repeat();
    if (other && !isEmpty(drawing)) asking.want();
  }

  /** Bring back the ink of an earlier visit, unless the learner is quicker. Without it the pad is merely empty. */
  async function recall() {
    const kept = await fetched("drawing", {}).catch(() => ({}));
    const base = kept.ink ? fromBase64(kept.ink) : null;
    if (base?.length === SIDE * SIDE && isEmpty(drawing)) set(emptyDrawing(base));
  }

  function set(next) {
    drawing = next;
    show();
    asking.want();
  }

  /** What is drawn now is what the learner meant: kept, and spoken about. */
  function end() {
    finished = true;
    asking.want();
  }

  function undo() {
    set(undone(drawing));
    end();
  }

  function clear() {
    photo.hush();
    set(emptyDrawing());
    end();
  }

  function show() {
    surface.show(drawing);
    find(".hint").hidden = !isEmpty(drawing);
    find(".undo").disabled = find(".clear").disabled = isEmpty(drawing);
    if (isEmpty(drawing)) nothingDrawn();
  }

  function nothingDrawn() {
    shown.show(null);
    find(".source").textContent = data.live ? data.texts.will_run : data.texts.by_shipped;
  }

  /** Ask about the drawing; after a stroke it is kept, too. The pad's own repeated questions keep nothing. */
  async function ask() {
    const keep = finished;
    finished = false;
    try {
      const content = await fetched("answer", { side: SIDE, keep: Number(keep) }, { method: "POST", body: ink(drawing) });
      return { ...content, keep };
    } catch (error) {
      finished ||= keep; // the next question carries it
      throw error;
    }
  }

  async function fetched(what, more, request = {}) {
    const query = new URLSearchParams({ t: data.token, lang: data.language, ...more });
    const answer = await fetch(new URL(`api/${what}?${query}`, document.baseURI), { ...request, signal: limited(closing.signal) });
    const content = await answer.json();
    if (!answer.ok) throw Object.assign(new Error(content.error), { text: content.text });
    return content;
  }

  function onAnswer(answer) {
    if (answer.keep) find(".not-kept").textContent = answer.not_kept ?? "";
    if (answer.empty || isEmpty(drawing)) return;
    shown.show(answer, { settled: !surface.isDrawing(), asked: answer.keep });
    const counts = { step: numbers(data.language).count(answer.step) };
    const { texts } = data;
    const yours = data.live ? texts.by_run_live : texts.by_run;
    find(".source").textContent = answer.model === "run" ? fill(yours, counts) : data.live ? texts.not_yet : texts.by_shipped;
  }

  function onFailure(error) {
    find(".source").textContent = error.text ?? data.texts.lost;
  }

  function repeat() {
    const often = data?.live && document.visibilityState === "visible";
    asking.every(often ? AGAIN : null);
  }

  return {
    update,
    recall,
    close() {
      asking.stop();
      closing.abort();
      surface.close();
      document.removeEventListener("visibilitychange", visible);
      host.remove();
    },
  };
}

function browserClock() {
  return {
    now: () => performance.now(),
    setTimeout: (...all) => setTimeout(...all),
    clearTimeout: (timer) => clearTimeout(timer),
    setInterval: (...all) => setInterval(...all),
    clearInterval: (timer) => clearInterval(timer),
  };
}

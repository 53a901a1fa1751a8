// A run as it happens: how it stands, its controls, its curves. Asks the server itself; Python is told only the end.

import { numbers } from "../shared/format.js";
import { charts } from "./charts.js";
import { SETTINGS } from "./figures.js";
import { poller } from "./polling.js";
import { emptyRows, lastStep, merged } from "./rows.js";
import { hasTakenEffect, isFinal, possible, wordOfKey } from "./state.js";
import { view } from "./view.js";

const mounted = new WeakMap();

/** Streamlit's entry: runs again at every change of data or theme, and returns the clean-up. */
export default function liveRun({ data, parentElement, setTriggerValue }) {
  let mine = mounted.get(parentElement);
  if (!mine) {
    mine = start(parentElement);
    mounted.set(parentElement, mine);
  }
  mine.update(data, setTriggerValue);
  return () => {
    mine.close();
    mounted.delete(parentElement);
  };
}

function start(root) {
  let data = null;
  let tell = () => {};
  let polling = null;
  const settings = { ...SETTINGS };
  let curve = emptyCurve(null);
  let run = null;
  let pending = null; // the word on its way: { word, step }
  const screen = view(root, { onWord: say, onAgain: () => tell("again", data.run_id), onSettings: change, onToggle: toggle });
  const pictures = charts(screen.frames, root, {
    onLegend: screen.legend,
    onProblem: () => screen.notice(data.texts.no_charts),
  });
  const seen = () => document.visibilityState === "visible" && polling?.soon();
  document.addEventListener("visibilitychange", seen);

  function update(next, setTriggerValue) {
    const other = !data || next.run_id !== data.run_id || (data.final && !next.final);
    data = next;
    tell = setTriggerValue;
    screen.speak(data, numbers(data.language));
    pictures.look({ texts: data.texts.charts, language: data.language, plotly: data.plotly });
    if (other) begin();
    show();
  }

  function begin() {
    polling?.stop();
    polling = null;
    if (curve.id !== data.run_id) curve = emptyCurve(data.run_id);
    run = null;
    pending = null;
    if (data.run_id) polling = poller({ ask, onAnswer, onFailure, isHidden: () => document.visibilityState === "hidden" });
  }

  async function ask(signal) {
    const answer = await fetch(address("live", { after: lastStep(curve.rows) }), { signal, cache: "no-store" });
    if (answer.status === 404) throw Object.assign(new Error("no such run"), { fatal: true });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    return answer.json();
  }

  function onAnswer(answer) {
    const wasOpen = run !== null && !isFinal(run);
    run = answer.run;
    if (pending && hasTakenEffect(run, pending.word, pending.step)) settle();
    const rows = merged(curve.rows, answer.rows);
    const changed = rows !== curve.rows || answer.evaluations.length !== curve.evaluations.length;
    if (changed || curve.totalSteps !== run.total_steps || curve.layers.length !== answer.layers.length) {
      curve = { ...curve, rows, evaluations: answer.evaluations, layers: answer.layers, totalSteps: run.total_steps };
      pictures.draw(curve);
    }
    screen.connection(true);
    show();
    if (wasOpen && isFinal(run)) tell("ended", `${run.id} ${run.state}`);
  }

  function onFailure(error, times) {
    if (error.fatal) screen.notice(data.texts.gone);
    else if (times > 1) screen.connection(false);
  }

  async function say(word) {
    if (!run || pending || !possible(run)[word]) return;
    pending = { word, step: run.step };
    show();
    try {
      const body = JSON.stringify({ word });
      const answer = await fetch(address("control"), { method: "POST", body, headers: { "content-type": "application/json" } });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      polling?.pending(true);
    } catch {
      settle();
      screen.connection(false);
      polling?.soon();
    }
  }

  function settle() {
    pending = null;
    polling?.pending(false);
  }

  function change(changes) {
    Object.assign(settings, changes);
    pictures.draw(curve);
    show();
  }

  /** Show or hide one line of a chart ("norms conv1"). */
  function toggle(line) {
    const { off } = settings;
    change({ off: off.includes(line) ? off.filter((each) => each !== line) : [...off, line] });
  }

  function show() {
    pictures.draw(curve);
    screen.show({ run, curve, settings, pending: pending?.word ?? null });
  }

  function address(what, more = {}) {
    const query = new URLSearchParams({ t: data.token, lang: data.language, ...more });
    return new URL(`api/runs/${data.run_id}/${what}?${query}`, document.baseURI);
  }

  function emptyCurve(id) {
    return { id, rows: emptyRows(), evaluations: [], layers: [], totalSteps: null, settings };
  }

  screen.onKey((key) => {
    const word = run && wordOfKey(key, run);
    if (word) say(word);
    return Boolean(word);
  });

  return {
    update,
    close() {
      polling?.stop();
      pictures.close();
      screen.close();
      document.removeEventListener("visibilitychange", seen);
    },
  };
}

// A run as it happens: how it stands, its controls, its curves. Asks the server itself; Python is told only the end.

import { limited } from "../shared/asking.js";
import { numbers } from "../shared/format.js";
import { charts } from "./charts.js";
import { SETTINGS } from "./figures.js";
import { poller } from "./polling.js";
import { emptyRows, lastEvaluated, lastStep, merged, withNewest } from "./rows.js";
import { hasTakenEffect, isFinal, isOverdue, isSameRate, maySay, wordOfKey } from "./state.js";
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
  let pending = null; // the word on its way: { word, step, since }
  let askedRate = null; // the learning rate the learner has set, until a step was made with it
  const closing = new AbortController();
  const screen = view(root, {
    onWord: say,
    onRate: setRate,
    onAgain: () => tell("again", data.run_id),
    onSettings: change,
    onToggle: toggle,
  });
  const pictures = charts(screen.frames, root, {
    onLegend: screen.legend,
    onProblem: () => screen.notice(data.texts.no_charts),
  });
  const seen = () => document.visibilityState === "visible" && polling?.soon();
  document.addEventListener("visibilitychange", seen);

  function update(next, setTriggerValue) {
    const other = !data || next.run_id !== data.run_id || (data.final && !next.final);
    const isNew = data && next.run_id && next.run_id !== data.run_id && !next.final && !next.begun;
    data = next;
    tell = setTriggerValue;
    screen.speak(data, numbers(data.language));
    pictures.look({ texts: data.texts.charts, language: data.language, plotly: data.plotly });
    if (other) begin();
    show();
    if (isNew) screen.focus(); // the keys it names shall work at once, and not press "start" again
  }

  function begin() {
    polling?.stop();
    polling = null;
    if (curve.id !== data.run_id) curve = emptyCurve(data.run_id);
    run = null;
    pending = null;
    askedRate = null;
    pictures.draw(curve);
    if (data.run_id) polling = poller({ ask, onAnswer, onFailure, isHidden: () => document.visibilityState === "hidden" });
  }

  async function ask(signal) {
    const news = { after: lastStep(curve.rows), since: lastEvaluated(curve.evaluations) };
    const answer = await fetch(address("live", news), { signal: limited(signal), cache: "no-store" });
    if (answer.status === 404) throw Object.assign(new Error("no such run"), { fatal: true });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    return answer.json();
  }

  function onAnswer(answer) {
    const wasBegun = run ? run.step > 0 : data.begun;
    const wasOpen = run ? !isFinal(run) : !data.final; // it may have ended since the page was drawn
    run = answer.run;
    if (pending && hasTakenEffect(run, pending.word, pending.step)) settle();
    giveUpWaiting();
    if (askedRate !== null && (isFinal(run) || isSameRate(run.learning_rate, askedRate))) askedRate = null;
    const rows = merged(curve.rows, answer.rows);
    const evaluations = withNewest(curve.evaluations, answer.evaluations);
    const changed = rows !== curve.rows || evaluations !== curve.evaluations;
    if (changed || curve.totalSteps !== run.total_steps || curve.layers.length !== answer.layers.length) {
      curve = { ...curve, rows, evaluations, layers: answer.layers, totalSteps: run.total_steps };
      pictures.draw(curve);
    }
    screen.connection(true);
    show();
    if (wasOpen && isFinal(run)) tell("ended", `${run.id} ${run.state}`);
    else if (!wasBegun && run.step > 0) tell("began", run.id);
  }

  function onFailure(error, times) {
    giveUpWaiting();
    if (error.fatal) screen.notice(data.texts.gone);
    else if (times > 1) screen.connection(false);
  }

  /** Say a word; "stop" takes the place of a word that is still on its way. */
  async function say(word) {
    if (!run || !maySay(word, run, pending)) return;
    const mine = { word, step: run.step, since: performance.now() };
    pending = mine;
    screen.hint(null);
    show();
    const heard = await post({ word });
    if (pending !== mine) return; // over already, or another word has taken its place
    if (heard) polling?.pending(true);
    else settle();
  }

  async function setRate(rate) {
    if (!run || isFinal(run)) return;
    askedRate = rate;
    show();
    if (!(await post({ word: "set_learning_rate", value: rate })) && askedRate === rate) askedRate = null;
    polling?.soon();
    show();
  }

  /** Send a word to the run. Whether it arrived; if not, the learner is told. */
  async function post(said) {
    const headers = { "content-type": "application/json" };
    try {
      const signal = limited(closing.signal);
      const answer = await fetch(address("control"), { method: "POST", body: JSON.stringify(said), headers, signal });
      if (answer.ok) return true;
    } catch (error) {
      if (closing.signal.aborted) return false;
    }
    screen.connection(false);
    polling?.soon();
    return false;
  }

  /** A word without effect for too long is dropped, so that the learner may say it again or another one. */
  function giveUpWaiting() {
    if (!isOverdue(pending, performance.now())) return;
    settle();
    screen.hint(data.texts.no_effect);
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
    screen.show({ run, curve, settings, askedRate, pending: pending?.word ?? null });
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
      closing.abort();
      polling?.stop();
      pictures.close();
      screen.close();
      document.removeEventListener("visibilitychange", seen);
    },
  };
}

// What stands on the page around the charts, and nothing of how it got there.

import { fill } from "../shared/format.js";
import { newest, smoothed } from "./rows.js";
import { HIGHEST_RATE, epochNumber, isFinal, isMoving, possible, rateOf, share, standing } from "./state.js";

const SPANS = [1, 2, 5, 10, 20, 50, 100, 200];

const FRAME = (name) => `
  <figure class="chart ${name}">
    <figcaption><h3></h3><p></p></figcaption>
    <div class="legend" role="group"></div>
    <div class="frame"></div>
  </figure>`;

const BODY = `
  <section class="run" tabindex="0" role="group">
    <header>
      <div class="headline"><i class="dot" aria-hidden="true"></i><h2></h2><span class="subject"></span></div>
      <div class="controls" role="toolbar">
        <button type="button" class="play"><svg viewBox="0 0 24 24" aria-hidden="true"><path/></svg><span></span></button>
        <button type="button" class="one"><svg viewBox="0 0 24 24" aria-hidden="true"><path d="M5 5l9 7-9 7zM16.5 5h3v14h-3z"/></svg><span></span></button>
        <button type="button" class="halt"><svg viewBox="0 0 24 24" aria-hidden="true"><path d="M6 6h12v12H6z"/></svg><span></span></button>
        <button type="button" class="again"><svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 5V1.5L7 6.5l5 5V8a5 5 0 1 1-5 5H4a8 8 0 1 0 8-8z"/></svg><span></span></button>
        <button type="button" class="to-pad"><svg viewBox="0 0 24 24" aria-hidden="true"><path d="M4 16.5V20h3.5L18 9.5 14.5 6zM20 7.5 16.5 4l-1 1L19 8.5z"/></svg><span></span></button>
      </div>
    </header>
    <div class="bar" role="progressbar" aria-valuemin="0" aria-valuemax="100"><i></i></div>
    <p class="where"><span class="progress"></span><span class="left"></span></p>
    <p class="notice" role="status"></p>
    <dl class="numbers"></dl>
    <div class="charts">${FRAME("loss")}${FRAME("accuracy")}${FRAME("norms")}</div>
    <footer>
      <label class="smooth"><span></span><input type="range" min="0" max="${SPANS.length - 1}" step="1"><output></output></label>
      <label class="log"><input type="checkbox"><span></span></label>
      <div class="rate" role="group">
        <label><span></span><input type="text" inputmode="decimal" autocomplete="off" spellcheck="false"></label>
        <button type="button" class="halve">÷2</button><button type="button" class="double">×2</button>
      </div>
      <p class="facts"></p>
    </footer>
    <div class="spoken" role="status" aria-live="polite"></div>
  </section>`;

const ICONS = { pause: "M6 5h4v14H6zM14 5h4v14h-4z", resume: "M7 4.5v15l12-7.5z" };

/** Build the page's part under `root`; the functions it returns fill it. */
export function view(root, { onWord, onRate, onAgain, onSettings, onToggle }) {
  const host = document.createElement("div");
  host.className = "live-run";
  host.innerHTML = BODY; // our own constant; everything else comes in as text
  root.append(host);
  const find = (selector) => host.querySelector(selector);
  const section = find("section");
  let data = null;
  let numbers = null;
  let connected = true;
  let spoken = null;
  let problem = null; // the charts': it stays
  let hint = null; // of the last word: it goes with the next
  let current = null; // the newest run, for a notice that comes between two answers
  let rate = null; // the learning rate shown
  let playWord = "pause";
  let listener = () => false;

  find(".play").onclick = () => onWord(playWord);
  find(".one").onclick = () => onWord("step");
  find(".halt").onclick = () => onWord("stop");
  find(".to-pad").onclick = () => document.querySelector(".st-key-pad")?.scrollIntoView({ block: "start" });
  find(".again").onclick = onAgain;
  find(".rate input").onchange = (event) => {
    const typed = rateOf(event.target.value);
    if (typed !== null && typed !== rate) onRate(typed);
    else showRate();
  };
  find(".halve").onclick = () => onRate(rate / 2);
  find(".double").onclick = () => onRate(Math.min(HIGHEST_RATE, rate * 2));
  find(".smooth input").oninput = (event) => onSettings({ span: SPANS[Number(event.target.value)] });
  find(".log input").onchange = (event) => onSettings({ logLoss: event.target.checked });
  section.onkeydown = (event) => {
    const own = event.target.closest("input, button");
    if (event.ctrlKey || event.metaKey || event.altKey || (own && (event.key === " " || own.matches("input")))) return;
    if (listener(event.key)) {
      event.preventDefault(); // space would scroll the page
      event.stopPropagation();
    }
  };

  function speak(nextData, nextNumbers) {
    if (nextData.run_id !== data?.run_id) {
      problem = null;
      hint = null;
      spoken = null;
      connected = true;
    }
    data = nextData;
    numbers = nextNumbers;
    const { texts } = data;
    section.setAttribute("aria-label", texts.label);
    find(".controls").setAttribute("aria-label", texts.controls);
    find(".bar").setAttribute("aria-label", texts.progress);
    find(".subject").textContent = data.subject;
    find(".smooth span").textContent = texts.smoothing;
    find(".log span").textContent = texts.log;
    find(".rate").title = texts.rate_help;
    find(".rate span").textContent = texts.rate;
    find(".halve").setAttribute("aria-label", texts.rate_half);
    find(".double").setAttribute("aria-label", texts.rate_double);
    for (const name of ["loss", "accuracy", "norms"]) {
      find(`.${name} h3`).textContent = texts.charts[name];
      find(`.${name} figcaption p`).textContent = texts.charts[`${name}_help`];
      find(`.${name} .legend`).setAttribute("aria-label", `${texts.charts[name]}: ${texts.lines}`);
      find(`.${name} .frame`).setAttribute("role", "img");
      find(`.${name} .frame`).setAttribute("aria-label", `${texts.charts[name]}. ${texts.charts[`${name}_help`]}`);
    }
    button(".one", texts.step, texts.step_help);
    button(".halt", texts.stop, texts.stop_help);
    button(".to-pad", texts.to_pad, texts.to_pad);
    button(".again", texts.again, texts.again);
  }

  function button(selector, label, help) {
    const each = find(selector);
    each.querySelector("span").textContent = label;
    each.title = help;
    each.setAttribute("aria-label", help);
  }

  function show({ run, curve, settings, askedRate, pending }) {
    current = run;
    rate = askedRate ?? run?.learning_rate ?? null;
    const state = run ? standing(run, pending) : data.run_id ? "loading" : "ready";
    section.dataset.state = state;
    find("h2").textContent = data.texts.states[state];
    showControls(run, pending);
    showProgress(run);
    showNotice();
    showRate();
    showNumbers(run, curve, settings);
    find(".facts").textContent = run ? facts(run) : "";
    find(".smooth input").value = String(SPANS.indexOf(settings.span));
    find(".smooth output").textContent = fill(data.texts.over_steps, { steps: settings.span });
    find(".smooth input").setAttribute("aria-valuetext", find(".smooth output").textContent);
    if (state !== spoken && state !== "loading") {
      find(".spoken").textContent = spoken === null ? "" : data.texts.states[state];
      spoken = state;
    }
  }

  function showControls(run, pending) {
    const can = run ? possible(run) : {};
    playWord = run?.paused ? "resume" : "pause";
    find(".play path").setAttribute("d", ICONS[playWord]);
    button(".play", data.texts[playWord], data.texts[`${playWord}_help`]);
    find(".play").disabled = !can[playWord] || pending !== null;
    find(".one").disabled = !can.step || pending !== null;
    find(".halt").disabled = !can.stop || pending === "stop";
    const over = !run || isFinal(run);
    for (const selector of [".play", ".one", ".halt"]) find(selector).hidden = over;
    find(".again").hidden = !(run?.state === "failed" && !data.hopeless.includes(run.error?.code));
  }

  function showProgress(run) {
    const done = run ? share(run) : 0;
    find(".bar i").style.transform = `scaleX(${done})`;
    find(".bar").setAttribute("aria-valuenow", String(Math.round(100 * done)));
    const { texts } = data;
    const known = run && run.total_steps;
    const counts = known && {
      step: numbers.count(run.step),
      total: numbers.count(run.total_steps),
      epoch: numbers.count(epochNumber(run)),
      epochs: numbers.count(run.epochs),
    };
    find(".progress").textContent = counts ? fill(texts.where, counts) : "";
    find(".bar").setAttribute("aria-valuetext", find(".progress").textContent);
    find(".left").textContent = run ? timeText(run, texts) : "";
  }

  function timeText(run, texts) {
    if (isFinal(run)) return run.seconds === null ? "" : fill(texts.took, { time: numbers.duration(run.seconds) });
    if (run.paused || run.seconds_left === null) return "";
    return fill(texts.left, { time: numbers.duration(run.seconds_left) });
  }

  /** The run's own error comes first; written only when it changes, for it is read aloud. */
  function showNotice() {
    const said = current?.error?.text ?? problem ?? runNotice(current) ?? hint ?? "";
    const place = find(".notice");
    place.dataset.kind = current?.error ? "error" : "quiet";
    if (place.textContent !== said) place.textContent = said;
  }

  /** The learning rate, to read and to change while the run goes on; what is being typed stays. */
  function showRate() {
    find(".rate").hidden = rate === null || !current || isFinal(current);
    const input = find(".rate input");
    if (rate === null || (root.activeElement === input && input.value !== input.dataset.shown)) return;
    input.value = input.dataset.shown = numbers.plain(rate);
  }

  function runNotice(run) {
    if (!connected) return data.texts.lost;
    if (!run) return data.run_id ? null : data.texts.ready_help;
    if (run.storage_full) return data.texts.storage_full;
    if (run.queue) return queueText(run.queue);
    return null;
  }

  function queueText(queue) {
    const { texts } = data;
    const place = queue.ahead > 0 ? fill(texts.queue, { place: numbers.count(queue.place), ahead: numbers.count(queue.ahead) }) : texts.next;
    return `${place} ${queue.reason}`;
  }

  function showNumbers(run, curve, settings) {
    const { texts } = data;
    const loss = smoothed(curve.rows.step, curve.rows.loss, Math.max(settings.span, 1));
    const entries = [
      [texts.numbers.loss, numbers.measure(loss.length ? loss[loss.length - 1] : null)],
      [texts.numbers.validation, numbers.percent(newest(curve.evaluations, "validation", "accuracy"))],
      [testLabel(curve, run), numbers.percent(run?.test_accuracy ?? newest(curve.evaluations, "test", "accuracy"))],
      [texts.numbers.speed, numbers.count(isMoving(run) ? run.images_per_second : null)],
    ];
    const list = find(".numbers");
    if (list.children.length !== entries.length) {
      list.replaceChildren(...entries.map(() => entry()));
    }
    entries.forEach(([name, value], index) => {
      const isComing = value === "–" && (index === 1 || index === 2) && run && !isFinal(run);
      list.children[index].firstChild.textContent = name;
      list.children[index].lastChild.textContent = isComing ? texts.at_epoch_end : value;
      list.children[index].lastChild.classList.toggle("coming", Boolean(isComing));
    });
  }

  /** The test set is not looked at after every epoch, so while the run goes on its number says when it was. */
  function testLabel(curve, run) {
    const last = curve.evaluations.filter((each) => each.split === "test").at(-1);
    const { texts } = data;
    return last && !isFinal(run) ? fill(texts.numbers.test_after, { epoch: numbers.count(last.epoch + 1) }) : texts.numbers.test;
  }

  /** The names of a chart's lines, each a button that hides its line; rebuilt only when something changed. */
  function legend(chart, entries) {
    const place = find(`.${chart} .legend`);
    const known = JSON.stringify(entries);
    if (place.dataset.known === known) return;
    place.dataset.known = known;
    const focused = root.activeElement?.closest(".legend") === place ? root.activeElement.textContent : null;
    place.replaceChildren(...entries.map((each) => legendButton(chart, each)));
    [...place.children].find((each) => each.textContent === focused)?.focus();
  }

  function legendButton(chart, { name, color, symbol, on }) {
    const each = Object.assign(document.createElement("button"), { type: "button", textContent: name });
    each.setAttribute("aria-pressed", String(on));
    each.style.setProperty("--line", color);
    each.dataset.symbol = symbol ?? "line";
    each.onclick = () => onToggle(`${chart} ${name}`);
    return each;
  }

  function entry() {
    const both = document.createElement("div");
    both.append(document.createElement("dt"), document.createElement("dd"));
    return both;
  }

  function facts(run) {
    const { texts } = data;
    const parts = [];
    if (run.device) parts.push(run.device.toUpperCase());
    if (run.threads) parts.push(fill(run.threads === 1 ? texts.thread : texts.threads, { count: run.threads }));
    if (run.precision) parts.push(run.precision);
    return parts.join(" · ");
  }

  return {
    frames: Object.fromEntries(["loss", "accuracy", "norms"].map((name) => [name, find(`.${name} .frame`)])),
    speak,
    show,
    legend,
    focus: () => {
      section.focus({ preventScroll: true });
      find("header").scrollIntoView({ block: "nearest" }); // the whole is taller than a phone
    },
    onKey: (next) => (listener = next),
    connection: (good) => {
      connected = good;
      if (!good) showNotice();
    },
    notice: (text) => {
      problem = text;
      showNotice();
    },
    hint: (text) => {
      hint = text;
      showNotice();
    },
    close: () => host.remove(),
  };
}

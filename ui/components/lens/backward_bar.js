// Where the gradient at the output comes from, what loss that is, and one step against the kernel's gradient.

import { fill } from "../shared/format.js";
import { element, put, write as putText } from "./dom.js";
import { MOST_TYPED } from "./limits.js";
import { numberOf } from "./numbers.js";
import { refuse } from "./refusals.js";
import { segmented } from "./widgets.js";

const LOSSES = { ones: "Σ y", values: "Σ g·y", target: "MSE", wanted: "MSE" }; // what L is, by where dL/dy comes from
const RATES = [Number.MIN_VALUE, Infinity];
const SEEDS = 10_000; // short enough to be said and typed

/**
 * `onUpstream(upstream)`, `onValue(g)` for the present cell, `onStep(rate)` where there are weights, `onLearn(event)` where
 * a whole kernel can be learnt; `kinds` to offer.
 */
export function backwardBar({ onUpstream, onValue, onStep = null, onLearn = null, kinds = ["ones", "values", "target"] }) {
  const node = element("div", "backward-bar", "", { role: "group" });
  const kind = segmented("upstream", (id) => onUpstream(id === "target" ? { kind: "target", preset: another } : { kind: id }));
  const target = element("select", "target");
  target.onchange = () => onUpstream({ kind: "target", preset: target.value });
  const own = element("label", "own");
  const [ownName, value] = [element("span"), element("input", "", "", { type: "text", inputmode: "decimal", autocomplete: "off" })];
  own.append(ownName, value);
  value.onfocus = () => value.select();
  value.oninput = () => {
    const refused = writer.refusal(value.value);
    refuse(value, refused);
    if (!refused) onValue(numberOf(value.value));
  };
  const loss = element("p", "loss", "", { role: "status" });
  const rate = element("label", "rate");
  const [rateName, rateInput] = [element("span"), element("input", "", "", { type: "text", inputmode: "decimal", autocomplete: "off" })];
  rate.append(rateName, rateInput);
  const step = element("button", "step", "", { type: "button" });
  let proposed = 0.1;
  let another = "sobel_x"; // a target that the kernel has not reached already
  let typed = null;
  let begunAt = 0;
  let writer = null;
  rateInput.onfocus = () => rateInput.select();
  rateInput.oninput = () => {
    refuse(rateInput, writer.refusal(rateInput.value, RATES));
    typed = numberOf(rateInput.value);
  };
  const rateNow = () => (typed > 0 ? typed : proposed);
  const withRate = (act) => (rateInput.validity.customError ? rateInput.reportValidity() : act(rateNow())); // no other rate behind one's back
  step.onclick = () => withRate(onStep);
  const learn = element("button", "learn", "", { type: "button" });
  learn.onclick = ({ timeStamp }) => {
    if (timeStamp < begunAt) return; // pressed again while the first kernel was drawn
    withRate((rate) => onLearn({ type: "start", seed: Math.floor(Math.random() * SEEDS), rate }));
    begunAt = performance.now();
  };
  const back = element("button", "plain way-back", "", { type: "button" });
  back.onclick = () => {
    onLearn({ type: "back" });
    learn.focus();
  };
  const blocks = element("span", "blocked");
  const name = element("span", "name");
  node.append(name, kind.node, target, own, loss, rate, step, blocks, learn, back);

  /** `blocked`: why no step can be taken, where none can. */
  function show({ scene, way, kernels, texts, write, taken, learner = null, blocked = "" }) {
    const words = texts.backward;
    writer = write;
    const offered = kinds.filter((id) => id !== "values" || way.upstream.data.length <= MOST_TYPED || scene.upstream.kind === id);
    const upstream = kinds.includes(scene.upstream.kind) ? scene.upstream : { kind: "ones" };
    node.setAttribute("aria-label", words.upstream);
    another = scene.kernel.preset === "sobel_x" ? "sobel_y" : "sobel_x";
    name.textContent = words.upstream;
    kind.show({ label: words.upstream, options: words.kinds.filter(({ id }) => offered.includes(id)), chosen: upstream.kind });
    target.hidden = upstream.kind !== "target";
    if (target.dataset.language !== kernels.map(({ label }) => label).join()) {
      target.dataset.language = kernels.map(({ label }) => label).join();
      target.replaceChildren(...kernels.filter(({ id }) => id !== "random").map(({ id, label }) => element("option", "", label, { value: id })));
    }
    target.setAttribute("aria-label", words.target);
    if (upstream.kind === "target") target.value = upstream.preset;
    const isWanted = upstream.kind === "wanted";
    own.hidden = upstream.kind !== "values" && !isWanted;
    ownName.textContent = isWanted ? words.wanted : words.own;
    if (value.getRootNode().activeElement !== value) value.value = write.edited(isWanted ? way.shares.aim.wanted : way.shares.above);
    rate.hidden = step.hidden = !onStep || blocked !== "";
    putText(blocks, blocked);
    proposed = way.rate ?? proposed;
    rateName.textContent = words.rate;
    if (rateInput.getRootNode().activeElement !== rateInput) {
      rateInput.value = write.edited(Number(rateNow().toPrecision(3)));
      refuse(rateInput, null); // what was refused is no longer there
    }
    step.textContent = words.step;
    showLearning(learner, upstream, texts.learning);
    const before = write.plain(taken?.before ?? way.loss);
    if (taken?.refused) loss.textContent = words.too_far;
    else loss.textContent = taken ? fill(words.went, { before, after: write.plain(taken.after) }) : fill(words.loss, { definition: LOSSES[upstream.kind], value: before });
  }

  /** While a kernel learns, its own numbers stand below, and no ear is asked to follow the loss of every step. */
  function showLearning(learner, upstream, words) {
    const isOpen = Boolean(learner?.learning);
    learn.hidden = !onLearn || upstream.kind !== "target";
    putText(learn, isOpen ? words.again : words.learn);
    put(learn, "title", words.learn_help);
    back.hidden = !learner?.waits || isOpen;
    putText(back, words.back);
    if (isOpen) rate.hidden = step.hidden = true;
    put(loss, "aria-live", isOpen ? "off" : "polite");
  }
  return { node, show, focusValue: () => value.focus(), focusLearn: () => learn.focus() };
}

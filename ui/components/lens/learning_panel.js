// A kernel on its way to the target: the two kernels and the two outputs, the falling loss, and the buttons of the way.

import { fill } from "../shared/format.js";
import { rangeOf } from "./colours.js";
import { element, iconButton, named, put, setIcon, write as putText } from "./dom.js";
import { canGoOn, distance, present } from "./learning.js";
import { learningSentence } from "./learning_sentences.js";
import { lossCurve } from "./loss_curve_view.js";
import { ofMap } from "./stage.js";
import { repaint } from "./thumbnails.js";
import { ICONS } from "./transport.js";

/** `onEvent` hears {type: "toggle" | "step" | "hurry" | "look" (at) | "keep" | "back"}; `onLeave` when it closes. */
export function learningPanel(onEvent, onLeave) {
  const node = element("div", "learning", "", { role: "group" });
  const pictures = Object.fromEntries(["kernel", "goal", "output", "target"].map((name) => [name, picture(name)]));
  const curve = lossCurve();
  const figures = element("div", "learning-figures");
  figures.append(...Object.values(pictures).map((each) => each.node), curve.node);
  const numbers = element("p", "learning-numbers");
  const icons = {
    reset: iconButton("reset", ICONS.first, () => onEvent({ type: "look", at: 0 })),
    play: iconButton("play", ICONS.play, () => onEvent({ type: "toggle" })),
    step: iconButton("one", ICONS.forward, () => onEvent({ type: "step" })),
    hurry: iconButton("hurry", ICONS.last, () => onEvent({ type: "hurry" })),
  };
  const scrub = element("input", "learning-scrub", "", { type: "range", min: 0, step: 1 });
  scrub.oninput = () => onEvent({ type: "look", at: Number(scrub.value) });
  scrub.onkeydown = (event) => {
    if (event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation(); // space plays the learning here, and not the cells
    onEvent({ type: "toggle" });
  };
  const [keep, back] = ["keep", "back"].map((type) => {
    const button = element("button", `plain ${type}`, "", { type: "button" });
    button.onclick = () => {
      onEvent({ type });
      onLeave();
    };
    return button;
  });
  const buttons = element("div", "learning-buttons");
  buttons.append(...Object.values(icons), scrub, keep, back);
  const said = element("p", "learning-said", "", { role: "status" });
  const calm = element("p", "learning-calm");
  node.append(figures, numbers, buttons, said, calm);

  function show({ layer, map, learner, look, texts, write }) {
    node.hidden = !learner?.learning;
    if (node.hidden) return;
    const { learning } = learner;
    const now = present(learning);
    const words = texts.learning;
    put(node, "aria-label", words.learn);
    showPictures({ layer, map, learning, table: look.diverging.table, words });
    curve.show({ learning, label: words.curve, write });
    const counted = { step: texts.wholeNumber(now.step), loss: write.plain(now.loss), distance: write.plain(distance(learning, now)), rate: write.plain(learning.task.rate) };
    putText(numbers, fill(words.numbers, counted));
    showButtons({ learner, now, words, texts });
    putText(said, learningSentence(learner, { texts, write }));
    calm.hidden = !learner.calm;
    putText(calm, words.calm);
  }

  function showPictures({ layer, map, learning: { task }, table, words }) {
    const [, , height, width] = layer.weight.shape;
    const kernels = [layer.weight, task.goal].map((weight) => ofMap(weight, map).subarray(0, height * width)); // channel 1
    const planes = [layer.after, task.target].map(({ data, shape: [, rows, columns] }) => data.subarray(map * rows * columns, (map + 1) * rows * columns));
    const [kernelRange, outputRange] = [rangeOf(kernels, { signed: true }), rangeOf(planes, { signed: true })];
    pictures.kernel.show(kernels[0], [height, width], { table, range: kernelRange, name: words.kernel });
    pictures.goal.show(kernels[1], [height, width], { table, range: kernelRange, name: words.goal });
    pictures.output.show(planes[0], layer.shape.slice(1), { table, range: outputRange, name: words.output });
    pictures.target.show(planes[1], layer.shape.slice(1), { table, range: outputRange, name: words.target });
  }

  function showButtons({ learner: { learning, gait, calm: isCalm }, now, words, texts }) {
    const goesOn = canGoOn(learning);
    named(icons.reset, words.reset).disabled = learning.at === 0;
    named(icons.play, gait ? words.pause : isCalm ? words.play_calm : words.play).disabled = !goesOn;
    setIcon(icons.play, gait ? ICONS.pause : ICONS.play);
    named(icons.step, words.step).disabled = !goesOn;
    named(icons.hurry, words.hurry).disabled = !goesOn;
    put(scrub, "aria-label", words.scrub);
    put(scrub, "max", learning.kept.length - 1);
    scrub.value = learning.at;
    put(scrub, "aria-valuetext", fill(words.at, { step: texts.wholeNumber(now.step) }));
    putText(keep, words.keep);
    put(keep, "title", words.keep_help);
    putText(back, words.back);
  }
  return { node, show };
}

/** A small picture with its name, one px a cell. */
function picture(className) {
  const node = element("figure", className);
  const [caption, canvas] = [element("figcaption"), element("canvas", "", "", { role: "img" })];
  node.append(caption, canvas);
  function show(values, [rows, columns], { table, range, name }) {
    if (canvas.height !== rows || canvas.width !== columns) [canvas.height, canvas.width] = [rows, columns];
    putText(caption, name);
    put(canvas, "aria-label", name);
    repaint(canvas, values, table, range);
  }
  return { node, show };
}

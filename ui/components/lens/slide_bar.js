// Slide the picture under a pooling and count what has noticed: buttons and arrow keys, and the two counts.

import { fill } from "../shared/format.js";
import { element, iconButton, named } from "./dom.js";

const WAYS = [
  ["left", [0, -1], "M15 5v14l-9-7z"],
  ["up", [-1, 0], "M5 16h14l-7-9z"],
  ["down", [1, 0], "M5 8h14l-7 9z"],
  ["right", [0, 1], "M9 5v14l9-7z"],
];
const KEYS = { ArrowLeft: [0, -1], ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowRight: [0, 1] };

/** `onSlide([rows, columns])` hears of each push, `onSlide()` of the way back. */
export function slideBar(onSlide) {
  const node = element("div", "slide-bar", "", { role: "group" });
  const name = element("span", "name");
  const buttons = WAYS.map(([id, by, path]) => ({ id, node: iconButton("slide", path, () => onSlide(by)) }));
  const back = element("button", "slide-back", "", { type: "button" });
  back.onclick = () => onSlide();
  const said = element("p", "slide-said", "", { role: "status" });
  const pad = element("span", "slide-pad");
  pad.append(...buttons.map((button) => button.node));
  node.append(name, pad, back, said);
  pad.addEventListener("keydown", (event) => {
    const by = KEYS[event.key];
    if (!by) return;
    event.preventDefault();
    event.stopPropagation(); // the arrows slide the picture here, and do not move the cell
    onSlide(by);
  });

  function show({ by, slid, texts, write }) {
    const words = texts.slide;
    node.setAttribute("aria-label", words.label);
    name.textContent = words.label;
    for (const { id, node: button } of buttons) named(button, words.ways[id]);
    back.textContent = words.back;
    back.disabled = !slid;
    said.textContent = slid ? sentence({ by, slid, words, write }) : words.still;
  }
  return { node, show };
}

function sentence({ by, slid, words, write }) {
  const counted = ({ marks }) => {
    const count = marks.reduce((sum, mark) => sum + mark, 0);
    return { count, all: marks.length, percent: write.plain(Math.round((100 * count) / marks.length)) };
  };
  const [input, output] = [counted(slid.input), counted(slid.output)];
  return fill(words.said, {
    down: write.plain(by[0]), right: write.plain(by[1]),
    input: input.count, input_all: input.all, input_percent: input.percent,
    output: output.count, output_all: output.all, output_percent: output.percent,
  });
}

// One of the network's pictures at a time, on white paper as it will be on the slide, and two ways to save it.

import { element } from "../shared/dom.js";
import { asPng } from "./png.js";

const states = new WeakMap();

export default function slidePictures({ data, parentElement }) {
  const state = states.get(parentElement) ?? create(parentElement);
  states.set(parentElement, state);
  state.data = data;
  show(state);
  return () => {
    URL.revokeObjectURL(state.address);
    states.delete(parentElement);
  };
}

function create(parentElement) {
  const root = element("div", "slide-pictures");
  const state = { root, chosen: "volumes", choice: element("div", "choice", "", { role: "radiogroup" }), paper: element("div", "paper", "", { tabindex: 0, role: "group" }) };
  state.image = element("img");
  state.paper.append(state.image);
  state.svg = saver(() => save(state, "svg"));
  state.png = saver(() => save(state, "png"));
  const row = element("div", "row");
  row.append(state.choice, element("span", "grow"), state.svg, state.png);
  root.append(row, state.paper);
  root.addEventListener("keydown", (event) => event.key.length === 1 && event.stopPropagation()); // Streamlit's shortcuts
  parentElement.append(root);
  return state;
}

function saver(onClick) {
  const button = element("button", "save", "", { type: "button" });
  button.onclick = onClick;
  return button;
}

function show(state) {
  const { data, image } = state;
  const picture = current(state);
  state.choice.setAttribute("aria-label", data.texts.choose);
  state.choice.replaceChildren(...data.pictures.map((each) => option(state, each)));
  URL.revokeObjectURL(state.address);
  state.address = URL.createObjectURL(new Blob([picture.svg], { type: "image/svg+xml" }));
  image.src = state.address;
  image.alt = `${data.texts.alt}: ${picture.label}`;
  state.paper.setAttribute("aria-label", picture.label);
  for (const kind of ["svg", "png"]) {
    state[kind].textContent = data.texts[kind];
    state[kind].title = data.texts[`${kind}_help`];
  }
}

const current = ({ data, chosen }) => data.pictures.find(({ id }) => id === chosen);

function option(state, { id, label }) {
  const chosen = id === state.chosen;
  const node = element("button", chosen ? "chosen" : "", label, { type: "button", role: "radio", "aria-checked": String(chosen), tabindex: chosen ? 0 : -1 });
  node.onclick = () => choose(state, id);
  node.onkeydown = (event) => {
    if (!["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    choose(state, state.data.pictures.find((each) => each.id !== id).id);
  };
  return node;
}

function choose(state, id) {
  state.chosen = id;
  show(state);
  state.choice.querySelector(".chosen").focus();
}

async function save(state, kind) {
  const { svg, id } = current(state);
  const blob = kind === "svg" ? new Blob([svg], { type: "image/svg+xml" }) : await asPng(svg);
  const address = URL.createObjectURL(blob);
  element("a", "", "", { href: address, download: `${state.data.file}-${id}.${kind}` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10000); // the browser reads it after the click
}

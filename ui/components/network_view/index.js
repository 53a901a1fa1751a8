// The network as a row of volumes, and its ledger below; pointing at one shows the other.
import { faces, moved, place } from "./layout.js";

const SVG = "http://www.w3.org/2000/svg";
const states = new WeakMap();

export default function networkView({ data, parentElement }) {
  const state = states.get(parentElement) ?? create(parentElement);
  states.set(parentElement, state);
  state.data = data;
  state.active = Math.min(state.active, data.rows.length - 1);
  draw(state);
  return () => {
    state.observer.disconnect();
    states.delete(parentElement);
  };
}

function create(parentElement) {
  const root = element("div", "network");
  const state = { root, active: 0, width: 0 };
  parentElement.appendChild(root);
  state.observer = new ResizeObserver(([entry]) => {
    const width = Math.floor(entry.contentRect.width);
    if (width > 0 && width !== state.width && state.data) {
      state.width = width;
      drawPicture(state);
      mark(state);
    }
  });
  state.observer.observe(root);
  root.addEventListener("pointerover", (event) => point(state, event.target));
  root.addEventListener("focusin", (event) => point(state, event.target));
  root.addEventListener("keydown", (event) => key(state, event));
  return state;
}

function draw(state) {
  const { root, data } = state;
  state.picture = element("div", "picture");
  state.detail = element("p", "detail");
  state.detail.setAttribute("aria-live", "polite");
  root.replaceChildren(state.picture, state.detail, table(data));
  state.width = Math.floor(root.clientWidth) || state.width || 900;
  drawPicture(state);
  mark(state);
}

// --- the picture ---

function drawPicture(state) {
  const { volumes, height } = place(state.data.rows, state.width);
  const svg = shape("svg", { viewBox: `0 0 ${state.width} ${height}`, width: state.width, height, role: "group" });
  svg.setAttribute("aria-label", state.data.texts.picture);
  volumes.forEach((volume, order) => svg.append(...(order ? [arrow(volumes[order - 1], volume)] : []), box(volume)));
  state.picture.replaceChildren(svg);
}

function box(volume) {
  const group = shape("g", { class: `volume ${volume.family}`, "data-index": volume.index, tabindex: -1, role: "img" });
  group.setAttribute("aria-label", `${volume.row.name}, ${volume.row.shape_text}`);
  const polygons = faces(volume);
  for (const name of ["side", "top", "front"]) group.append(shape("polygon", { points: polygons[name], class: name }));
  group.append(
    label(volume.row.name, volume.centre, volume.base + 19, "name"),
    label(volume.row.shape_text, volume.centre, volume.base + 36, "shape"),
    hitArea(volume),
  );
  volume.marks.forEach(({ index, row }, order) => group.append(chip(row, index, volume, order)));
  return group;
}

function hitArea({ x, base, face, lean, thick }) {
  return shape("rect", { class: "hit", x: x - 8, y: base - face - lean - 6, width: thick + lean + 16, height: face + lean + 48 });
}

function chip(row, index, volume, order) {
  const text = label(`+ ${row.name}`, volume.centre, volume.base + 55 + 17 * order, "chip");
  text.dataset.index = index;
  text.setAttribute("tabindex", -1);
  return text;
}

function arrow(from, to) {
  const sameLine = from.base === to.base;
  const y = to.base - Math.min(from.face, to.face) / 2;
  const start = from.x + from.thick + from.lean + 5;
  return shape("line", { class: "arrow", x1: start, x2: sameLine ? Math.max(start, to.x - 5) : start, y1: y, y2: y });
}

function label(text, x, y, name) {
  const node = shape("text", { x, y, class: name, "text-anchor": "middle" });
  node.textContent = text;
  return node;
}

// --- the ledger ---

function table(data) {
  const node = element("table", "ledger");
  const head = node.createTHead().insertRow();
  for (const column of data.columns) head.append(heading(column));
  const body = node.createTBody();
  data.rows.forEach((row, index) => index > 0 && body.append(line(row, index)));
  const foot = node.createTFoot().insertRow();
  for (const [column, text] of Object.entries(data.totals)) foot.append(cell(column, text));
  return node;
}

function heading({ id, text, help }) {
  const node = element("th", id);
  node.scope = "col";
  const word = element("span", help ? "term" : "", text);
  if (help) {
    word.tabIndex = 0;
    word.append(element("span", "help", help));
  }
  node.append(word);
  return node;
}

function line(row, index) {
  const node = document.createElement("tr");
  node.dataset.index = index;
  node.tabIndex = -1;
  const name = element("th", "layer");
  name.scope = "row";
  name.append(element("b", `dot ${row.family}`), element("span", "name", row.name), element("small", "", row.label));
  node.append(name, cell("output", row.shape_text));
  node.append(counted("parameters", row.parameters), counted("work", row.work));
  node.append(cell("memory", row.memory), cell("field", row.field));
  return node;
}

function counted(name, { text, how, share }) {
  const node = cell(name, text);
  if (how) node.append(element("small", "how", how));
  const bar = element("span", "bar");
  bar.style.setProperty("--share", share);
  node.append(bar);
  return node;
}

function cell(name, text) {
  return element("td", name, text);
}

// --- pointing ---

function point(state, target) {
  const holder = target.closest?.("[data-index]");
  if (holder) {
    state.active = Number(holder.dataset.index);
    mark(state);
  }
}

function key(state, event) {
  const index = moved(event.key, state.active, state.data.rows.length);
  if (index === null || !event.target.closest("[data-index]")) return;
  event.preventDefault();
  event.stopPropagation();
  state.active = index;
  mark(state);
  const where = event.target.closest("tr") ? "tr" : "g, text";
  [...state.root.querySelectorAll(`[data-index="${index}"]`)].find((node) => node.matches(where))?.focus();
}

function mark(state) {
  for (const node of state.root.querySelectorAll("[data-index]")) {
    const active = Number(node.dataset.index) === state.active;
    node.classList.toggle("active", active);
    node.setAttribute("tabindex", active ? 0 : -1);
  }
  state.detail.textContent = state.data.rows[state.active].detail;
}

// --- small tools of this file ---

function element(tag, className = "", text = "") {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.textContent = text;
  return node;
}

function shape(tag, attributes) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}

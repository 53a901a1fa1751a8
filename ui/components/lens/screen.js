// Everything the learner sees of the lens: builds the parts once, fills them from a state. Holds no state of the scene.

import { theme } from "../shared/theme.js";
import { codeOf, lineOf } from "./code_lines.js";
import { codePanel } from "./code_panel.js";
import { element, iconButton, named } from "./dom.js";
import { facts } from "./facts.js";
import { FAMILIES, familyOf } from "./families.js";
import { causesOf, familyParts } from "./family_parts.js";
import { looks } from "./looks.js";
import { writers } from "./numbers.js";
import { pictureChooser } from "./picture/chooser.js";
import { problemBox } from "./problem.js";
import { projector } from "./projector.js";
import { refusals } from "./refusals.js";
import { presetRow } from "./thumbnails.js";
import { transport as makeTransport } from "./transport.js";
import { walk } from "./walk.js";
import { segmented } from "./widgets.js";
import { words } from "./words.js";

const ICONS = {
  project: "M4 9V4h5v2H6v3zM15 4h5v5h-2V6h-3zM4 15h2v3h3v2H4zM18 15h2v5h-5v-2h3z",
  code: "M8.5 6 3 12l5.5 6 1.4-1.4L5.8 12l4.1-4.6zM15.5 6l-1.4 1.4 4.1 4.6-4.1 4.6 1.4 1.4L21 12z",
};
const LEAST = 300; // px of the stage on a projector
const TALL = { one: 430, tiles: 520, way_back: 660 }; // px of the stage: one channel, several, a value with its gradient

export function screen(root, dispatch) {
  const host = element("div", "lens-host");
  const section = element("section", "lens", "", { role: "group" });
  host.append(section);
  root.append(host);
  let texts = null;
  let write = null;
  let look = null;
  let current = null;

  const parts = {
    zoom: segmented("zoom", (to) => dispatch({ type: "zoom", to })),
    family: segmented("family", (id) => dispatch({ type: "family", id })),
    problem: problemBox((changes) => dispatch({ type: "operation", changes, first: isBefore(current) })),
    direction: segmented("direction", (direction) => dispatch({ type: "direction", direction })),
    code: codePanel(),
    transport: makeTransport((event) => dispatch(ofTransport(event, current))),
    presets: presetRow({
      onPreset: (id) => dispatch({ type: "preset", id, map: current.scene.cell[0], seed: Math.floor(Math.random() * 2 ** 31) }),
      onLearned: (id) => dispatch({ type: "learned", weight: current.banks.find((bank) => bank.id === id).weight }),
    }),
    facts: facts(),
  };
  const events = stageEvents(dispatch, () => current);
  const families = familyParts(dispatch, events);
  /** The views of the layer that is shown: while a setting is impossible that is the last possible one. */
  const viewOf = ({ layer, scene }) => families.viewOf(layer.op, scene.direction);
  const spoken = element("div", "spoken", "", { role: "status", "aria-live": "polite" });
  const codeButton = iconButton("code-button", ICONS.code, () => dispatch({ type: "code" }));
  const projectButton = iconButton("project-button", ICONS.project, () => project.toggle());
  const project = projector(section, (on) => dispatch({ type: "projector", on }));
  const picturePart = element("section", "picture-part");
  const chooser = pictureChooser(picturePart, { onPicture: (chosen) => dispatch({ type: "picture", ...chosen }) });
  const top = element("header", "top");
  top.append(parts.direction.node, parts.zoom.node, element("span", "grow"), codeButton, projectButton);
  const desk = element("div", "desk");
  const below = element("div", "below");
  const setup = element("div", "setup");
  const controlsPlace = element("div", "controls-place");
  setup.append(picturePart, controlsPlace);
  section.append(
    parts.family.node, setup, parts.problem.node, top, desk, below, parts.transport.node, parts.presets.node, parts.facts.node, spoken,
  );

  const observer = new ResizeObserver(() => {
    if (!current) return;
    show(current);
    light(current);
  });
  observer.observe(host);

  function speak(data) {
    texts = words(data.texts, data.language);
    write = writers(data.language);
    write.refusal = refusals(data.texts.refusals, write);
    look = looks(theme(root), write);
    section.setAttribute("aria-label", texts.label);
    parts.transport.speak(texts.transport);
    chooser.update(data);
    named(codeButton, texts.code_button);
    named(projectButton, texts.project, texts.project_help);
  }

  /** Everything, after something of the scene or the size has changed. */
  function show(state) {
    current = { ...state, banks: banksOf(state.data) };
    const { scene, layer, problem, view, data } = current;
    section.classList.toggle("impossible", Boolean(problem));
    chooser.show(scene.picture);
    showControls();
    parts.problem.show(problem, texts);
    parts.zoom.show({ label: texts.zoom.label, options: texts.zoom.levels, chosen: view.zoom });
    codeButton.setAttribute("aria-pressed", String(view.code));
    codeButton.hidden = !codeOf(current);
    projectButton.setAttribute("aria-pressed", String(view.projected));
    showPresets();
    parts.code.show({ visible: view.code, code: codeOf(current), line: null, texts });
    parts.direction.show({ label: texts.direction.label, options: texts.direction.ways, chosen: scene.direction });
    turn(viewOf(current));
    viewOf(current).show({ ...current, map: scene.cell[0], zoom: view.zoom, frame: frame(view, current), look, texts });
    parts.facts.show(layer, texts);
    showTransport();
  }

  function showControls() {
    const { scene, problem, data, picture } = current;
    const family = familyOf(scene.operation);
    const { controls, examples = null, learns = false } = families.of(family.id);
    const options = FAMILIES.filter(({ id }) => families.has(id)).map(({ id }) => ({ id, ...texts.families[id] }));
    parts.family.show({ label: texts.family, options, chosen: family.id });
    if (controlsPlace.firstChild !== controls.node) controlsPlace.replaceChildren(controls.node, ...(examples ? [examples.node] : []));
    examples?.show(texts, scene.operation.kind);
    controls.show({ scene, picture, inChannels: picture.shape[0], pictures: data.pictures, texts, write, activations: data.activations ?? [] });
    controls.mark(causesOf(problem));
    parts.presets.node.hidden = !learns;
  }

  /** The ready-made kernels; whole banks of learned ones are maps of an ordinary convolution. */
  function showPresets() {
    const { scene, data, banks } = current;
    const learned = scene.operation.kind === "convolution" ? banks : [];
    parts.presets.show({ kernels: data.kernels, learned, chosen: scene.kernel.preset, table: look.diverging.table, texts });
  }

  /** Only what an edited weight changes: the kernel and the output. */
  function showMap(state) {
    current = { ...current, ...state };
    const { scene } = current;
    showPresets();
    viewOf(current).showMap({ layer: current.layer, way: current.way, map: scene.cell[0] });
  }

  let turned = null;
  function turn(shown) {
    if (turned === shown) return;
    turned = shown;
    desk.replaceChildren(shown.stage, parts.code.node);
    below.replaceChildren(...shown.below);
  }

  function frame({ projected }, { layer, scene }) {
    const tall = TALL[scene.direction === "backward" ? "way_back" : layer.x.shape[0] > 1 ? "tiles" : "one"];
    const width = viewOf({ layer, scene }).stage.clientWidth || host.clientWidth || 900;
    return { width, height: projected ? Math.max(LEAST, roomForDesk()) : tall, projected };
  }

  /** Px that the other parts leave to the stage on the projector: everything stands on one screen. */
  function roomForDesk() {
    const { paddingTop, paddingBottom, rowGap } = getComputedStyle(section);
    const others = [...section.children].filter((each) => each !== desk && each.offsetHeight > 1 && each !== spoken);
    const taken = others.reduce((sum, each) => sum + each.offsetHeight + parseFloat(rowGap), 0);
    return innerHeight - taken - parseFloat(paddingTop) - parseFloat(paddingBottom);
  }

  /** Only what follows the pointer. */
  function light(state) {
    current = { ...current, ...state };
    const { layer, view } = current;
    if (!layer) return;
    current.said = viewOf(current).light(current, { write, texts });
    if (view.code) parts.code.show({ visible: true, code: codeOf(current), line: lineOf(codeOf(current), view.pointed), texts });
    showTransport();
  }

  function showTransport() {
    const { layer, scene, view, player } = current;
    if (!layer) return;
    parts.transport.show({ player, ...walk(layer.shape, scene.cell), pinned: view.pinned, texts: texts.transport, numbers: write });
  }

  return {
    speak,
    all: show,
    map: showMap,
    light,
    transport(player) {
      if (!current) return;
      current = { ...current, player };
      showTransport();
    },
    /** Say the cell's arithmetic to screen readers. */
    announce: () => (spoken.textContent = current.said),
    leaveProjector: project.leave,
    door: (door) => (host.lens = door),
    onLeave: (listener) => host.addEventListener("pointerleave", listener),
    onKey(listener) {
      section.addEventListener("keydown", (event) => {
        const { tagName: tag, type } = event.target;
        const { key, ctrlKey, metaKey, altKey } = event;
        if (!listener({ key, ctrlKey, metaKey, altKey, from: { tag, type } })) return;
        event.preventDefault(); // space would scroll the page
        event.stopPropagation(); // Streamlit listens for r, c and Escape
      });
    },
    close() {
      observer.disconnect();
      chooser.close();
      project.close();
      host.remove();
    },
  };
}

function stageEvents(dispatch, current) {
  const point = (pointed, aloud = false) => dispatch({ type: "point", pointed, aloud });
  const cellOf = (cell) => [current().scene.cell[0], ...cell];
  return {
    output: (cell) => point({ kind: "output", cell: cellOf(cell) }),
    pickOutput: (cell) => dispatch({ type: "cell", cell: cellOf(cell), pin: true }),
    input: (cell, channel, aloud = false) => point({ kind: "input", cell, channel }, aloud),
    pickInput: (cell, channel) => point({ kind: "input", cell, channel }),
    weight: (weight) => point({ kind: "weight", weight }),
    leave: () => point(null),
    edit: ([c, i, j], value) => dispatch({ type: "weight", at: [current().scene.cell[0], c, i, j], value }),
    bias: (value) => dispatch({ type: "bias", map: current().scene.cell[0], value }),
    map: (o) => dispatch({ type: "cell", cell: [o, ...current().scene.cell.slice(1)] }),
    exit: () => dispatch({ type: "release" }),
  };
}

/** What the transport says, as an action. */
function ofTransport(event) {
  if (event.type === "jump" || event.type === "pin") return event;
  return { type: "play", event };
}

/** Banks of learned kernels, read once from the bytes. */
const banks = new WeakMap();
function banksOf(data) {
  if (banks.has(data)) return banks.get(data);
  const found = (data.learned ?? []).map(({ id, label, shape, offset }) => {
    const count = shape.reduce((product, side) => product * side, 1);
    const bytes = data.weights.slice(offset, offset + 4 * count); // a copy is aligned, the message's bytes need not be
    return { id, label, weight: { data: new Float32Array(bytes.buffer), shape } };
  });
  banks.set(data, found);
  return found;
}

/** Whether what is impossible is the convolution before the layer. */
function isBefore({ scene, problem }) {
  return Boolean(scene.first) && problem.at === "first";
}

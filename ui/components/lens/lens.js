// The lens itself: holds the scene and where the learner looks, hears every action, shows what follows from it.

import { nestedMaps } from "./backward_layer.js";
import { fitted } from "./fitting.js";
import { NOTHING_YET, familyOf, possibleLayer, remembering } from "./families.js";
import { actionOfKey, belongsToControl } from "./keys.js";
import { withMap } from "./layer.js";
import { player as playing } from "./playing.js";
import { screen } from "./screen.js";
import { tensorOf } from "./picture_tensor.js";
import { canonical, sceneOf } from "./scene.js";
import { changed } from "./state.js";
import { keeper } from "./keeper.js";
import { learner as learning } from "./learner.js";
import { rescue } from "./rescue.js";
import { cellAt, isColumn, placed, stepped as walked, walk } from "./walk.js";

const ZOOMS = ["map", "window", "arithmetic"];
const KERNEL_CHANGES = new Set(["weight", "bias", "weights", "preset", "learned", "own"]); // they take what was learnt
const LOOKS = new Set(["zoom", "release", "pin", "open", "code", "projector", "slide"]);

/** Build the lens under `root`: {update(data, tell), close()}. */
export function lens(root) {
  let data = null;
  let scene = sceneOf("");
  let picture = null; // the tensor
  let layer = null; // the last that was possible, or a possible one where none was
  let problem = null;
  let back = null; // the way back through that layer, when it is shown
  const view = { zoom: "map", pinned: false, pointed: null, opened: false, code: false, projected: false, taken: null, slid: [0, 0] };
  const kept = keeper(rescue());
  const player = playing({ onMove: (position) => moveTo(position), onChange: () => show.transport(player.now()) });
  const learner = learning({ onStep: (step) => showStep(step), onChange: () => refresh() });
  const show = screen(root, dispatch);
  let remembered = NOTHING_YET; // what each family and kind of operation had last
  const family = () => familyOf(scene.operation);
  const world = () => ({ inChannels: picture.shape[0], shape: picture.shape, presets: data.kernels, pictures: data.pictures, remembered });

  function update(next, tell) {
    const received = next.scene ?? "";
    const first = !data;
    data = next;
    kept.tell(tell);
    if (kept.isNews(received)) {
      learner.release();
      const late = first ? kept.rescued() : null;
      scene = withPicture(sceneOf(late ?? received));
      view.slid = [0, 0];
      recompute();
      if (late) kept.changed(canonicalText);
    }
    show.speak(data);
    refresh();
  }

  /** A scene whose picture is known; the first picture of the table takes the place of one that is not. */
  function withPicture(wanted, tensor = tensorOf(wanted.picture, data)) {
    if (tensor) {
      picture = tensor;
      return wanted;
    }
    const [first] = data.pictures;
    const instead = first.kind === "sample" ? { kind: "sample", dataset: first.dataset, index: first.index } : { kind: first.kind, id: first.id };
    picture = tensorOf(instead, data);
    return { ...wanted, picture: instead };
  }

  function dispatch(action) {
    if (LOOKS.has(action.type)) return look(action);
    if (action.type === "point") return point(action.pointed, action.aloud);
    if (action.type === "play") return player.hear(action.event);
    if (action.type === "move") return step(action.by);
    if (action.type === "jump") return goTo(placed(layer.shape, scene.cell[0], [action.row, action.column]));
    if (action.type === "map") return goTo([wrapped(scene.cell[0], action.by), scene.cell[1], scene.cell[2]]);
    if (action.type === "cell") return goTo(action.cell, action.pin);
    view.taken = null;
    if (action.type === "descend") return descend(action.rate);
    if (action.type === "learn") return learn(action.event);
    change(action.type === "upstream_value" ? typedUpstream(action.value) : action);
  }

  /** One plain gradient step; what the loss was and what it is stays to be read. A step too far is not taken. */
  function descend(rate) {
    const { weight, bias, loss } = familyOf(layer.op).stepped(layer, scene, data.kernels, rate);
    const action = { type: "weights", weight, bias };
    const isRefused = changed(scene, action, world()) === scene;
    view.taken = isRefused ? { refused: true } : { before: back.loss, after: loss };
    return isRefused ? refresh() : change(action);
  }

  /** "Learn this filter": what its buttons say. The learner's own kernel comes back, or what was learnt takes its place. */
  function learn(event) {
    if (problem) return;
    player.hear({ type: "pause" });
    if (event.type === "start") learner.start(layer, scene, data.kernels, event);
    else if (event.type === "back") change({ type: "own", ...learner.release() });
    else if (event.type === "keep") change({ type: "own", kernel: scene.kernel, bias: scene.bias });
    else learner.hear(event);
  }

  /** What was not taken is not taken along: the learner's own kernel is back before anything else changes. */
  function leaveLearning(action) {
    scene = learner.kept(scene);
    learner.end();
    if (!isAnother(action)) layer = family().layerOf(scene, picture, data.kernels);
  }

  /** The quick way while a kernel learns. */
  function showStep({ weight, bias }) {
    scene = changed(scene, { type: "weights", weight, bias: layer.op.bias ? bias : layer.bias }, world());
    layer = family().layerOf(scene, picture, data.kernels);
    repaint();
  }

  /** The present cell's dL/dy, or what is wanted of it, typed: the others keep what they are. */
  function typedUpstream(value) {
    const [o, row, column] = scene.cell;
    const isWanted = scene.upstream.kind === "wanted";
    const values = isWanted ? structuredClone(scene.upstream.values) : nestedMaps(back.upstream);
    values[o][row][column] = value;
    return { type: "upstream", upstream: { kind: isWanted ? "wanted" : "values", values } };
  }

  /** Something of the scene has changed: compute anew, show, and let Python know in a while. */
  function change(action) {
    if (action.tensor) picture = action.tensor;
    if (["picture", "example", "family", "direction"].includes(action.type)) view.slid = [0, 0];
    if (action.type === "direction") learner.pause();
    else if (learner.isOpen() && !KERNEL_CHANGES.has(action.type)) leaveLearning(action);
    else learner.end();
    remembered = remembering(remembered, scene);
    scene = changed(scene, action, world());
    if (isOneMap(action) && !problem && layer.op.kind === "convolution") {
      layer = withMap(layer, scene, data.kernels, scene.cell[0]);
      repaint();
    } else {
      if (isAnother(action)) scene = { ...scene, cell: samePlace(scene.cell, layer.shape, family().layerOf(scene, picture, data.kernels)) };
      recompute();
      refresh();
    }
    kept.changed(() => canonicalText());
  }

  /** The quick way while weights move: only what follows from them. */
  function repaint() {
    lookBack();
    const state = seen();
    show.map(state);
    show.light(state);
  }

  const canonicalText = () => JSON.stringify(learner.kept(scene));

  function recompute() {
    const input = family().pictureOf?.(scene, picture, data) ?? picture;
    const next = family().layerOf(scene, input, data.kernels, view.slid);
    problem = next.problem ?? null;
    layer = problem ? (layer ?? possibleLayer(scene, input, data.kernels)) : next;
    if (!problem) scene = fitted(scene, layer);
    const [maps, rows, columns] = layer.shape;
    const [o, row, column] = scene.cell;
    scene = { ...scene, cell: [Math.min(o, maps - 1), Math.min(row, rows - 1), Math.min(column, columns - 1)] };
    const { count, position } = walk(layer.shape, scene.cell);
    player.hear({ type: "count", count });
    player.hear({ type: "follow", to: position });
    view.pointed = null;
    if (!problem) lookBack();
  }

  function lookBack() {
    back = scene.direction === "backward" ? family().backwardOf(layer, scene, data.kernels) : null;
  }

  // --- where the learner looks ---

  function point(pointed, aloud = false) {
    if (problem || isLit(pointed)) return;
    if (pointed?.kind === "output") {
      if (view.pinned || player.now().playing) return;
      return setCell(pointed.cell);
    }
    view.pointed = pointed;
    show.light(seen());
    if (aloud) show.announce();
  }

  /** Whether the pointer only moves within what is lit already. */
  function isLit(pointed) {
    if (pointed?.kind === "output") return !view.pointed && String(pointed.cell) === String(scene.cell);
    return JSON.stringify(pointed) === JSON.stringify(view.pointed);
  }

  /** Go to a cell because the learner said so, not because the pointer passed over it. */
  function goTo(cell, pin = false) {
    if (problem || !cell.every(Number.isInteger)) return show.transport(player.now());
    const [maps, rows, columns] = layer.shape;
    const other = cell[0] !== scene.cell[0];
    const next = [within(cell[0], maps), within(cell[1], rows), within(cell[2], columns)];
    if (pin) view.pinned = !(view.pinned && String(next) === String(scene.cell));
    setCell(next);
    if (other || view.zoom !== "map") refresh();
    show.announce();
    kept.changed(() => canonicalText());
  }

  function setCell(cell) {
    scene = changed(scene, { type: "cell", cell }, world());
    view.pointed = null;
    player.hear({ type: "follow", to: walk(layer.shape, cell).position });
    show.light(seen());
  }

  function step(by) {
    player.hear({ type: "pause" });
    goTo(walked(layer.shape, scene.cell, by));
  }

  /** The player has moved to a place of the map. */
  function moveTo(position) {
    scene = changed(scene, { type: "cell", cell: cellAt(layer.shape, scene.cell[0], position) }, world());
    view.pointed = null;
    if (view.zoom === "map" && !isColumn(layer.shape)) show.light(seen());
    else refresh();
  }

  function look(action) {
    if (action.type === "zoom") view.zoom = action.to ?? ZOOMS[within(ZOOMS.indexOf(view.zoom) + action.by, ZOOMS.length)];
    if (action.type === "release") view.pinned ? (view.pinned = false) : show.leaveProjector();
    if (action.type === "pin") view.pinned = !view.pinned;
    if (action.type === "open") view.opened = action.opened;
    if (action.type === "code") view.code = !view.code;
    if (action.type === "slide") slide(action.by);
    if (action.type === "projector") view.projected = action.on;
    refresh();
    if (action.type === "pin") show.announce();
  }

  /** Slide the picture under a pooling by so many px; without `by`, back to its place. */
  function slide(by) {
    const sides = picture.shape.slice(1);
    view.slid = by ? view.slid.map((px, axis) => Math.max(-sides[axis], Math.min(sides[axis], px + by[axis]))) : [0, 0];
    recompute();
  }

  // --- showing ---

  function seen() {
    const way = back && { ...back, ...familyOf(layer.op).wayAt(layer, back, scene.cell) };
    return { data, scene: shownScene(), picture, layer, problem, view, way, player: player.now(), learner: learner.now(), focus: focus() };
  }

  /** What is shown while a setting is impossible is the last possible layer, so its direction stays, too. */
  function shownScene() {
    return back || scene.direction === "forward" ? scene : { ...scene, direction: "forward" };
  }

  function focus() {
    if (!layer) return {};
    const [, row, column] = scene.cell;
    const near = view.zoom === "arithmetic" ? 1 : 0;
    const output = { top: Math.max(0, row - near), left: Math.max(0, column - near) };
    output.rows = Math.min(layer.shape[1] - 1, row + near) - output.top + 1;
    output.columns = Math.min(layer.shape[2] - 1, column + near) - output.left + 1;
    return { input: familyOf(layer.op).window(layer, scene.cell).rectangle, output };
  }

  function refresh() {
    if (!layer) return;
    const state = seen();
    // On the projector the stage takes what the line leaves, and the line is known only once it is written.
    for (let pass = 0; pass < (view.projected ? 2 : 1); pass += 1) {
      show.all(state);
      show.light(state);
    }
  }

  show.onKey((event) => {
    if (belongsToControl(event.key, event.from)) return false;
    const action = actionOfKey(event);
    if (!action) return false;
    if (action.type === "release" && !view.pinned && !view.projected) return false;
    if (["toggle", "first", "last", "step"].includes(action.type)) dispatch({ type: "play", event: action });
    else dispatch(action);
    return true;
  });

  function wrapped(o, by) {
    return (o + by + layer.shape[0]) % layer.shape[0];
  }

  // Whoever leaves the lens, the tab or the page within the pause takes the last change along.
  const leaving = new AbortController();
  show.onLeave(kept.now);
  document.addEventListener("visibilitychange", () => document.hidden && kept.leave(), { signal: leaving.signal });
  addEventListener("pagehide", kept.leave, { signal: leaving.signal });

  /** The tests' door (tests/browser/test_lens.py): show another scene, and read what is shown as plain arrays. */
  show.door({
    show(text) {
      learner.release();
      scene = withPicture(sceneOf(text));
      recompute();
      refresh();
    },
    scene: () => JSON.parse(canonical(scene)),
    problem: () => problem,
    values: () => ({
      shape: layer.shape,
      before: [...layer.before.data],
      output: [...layer.after.data],
      input: [...layer.x.data],
      weight: [...(layer.weight?.data ?? [])],
      ...(layer.pointwise && { pointwise: [...layer.pointwise.data], middle: [...layer.middle.data] }),
      ...(back?.total.dpointwise && { dpointwise: [...back.total.dpointwise.data], dmiddle: [...back.total.middle.data] }),
      sum: familyOf(layer.op).explained(layer, scene.cell).sum,
      ...(layer.winners && { winners: [...layer.winners] }),
      ...(layer.slopes && { slopes: [...layer.slopes.data] }),
      ...(back?.total.dgamma !== undefined && { dgamma: back.total.dgamma, dbeta: back.total.dbeta }),
      ...(layer.mask && { mask: [...layer.mask.data] }),
      ...(back && { loss: back.loss, dx: [...back.total.dx.data], dw: [...(back.total.dw?.data ?? [])], db: [...(back.total.db ?? [])] }),
    }),
  });

  return {
    update,
    close() {
      player.close();
      learner.close();
      leaving.abort();
      kept.close();
      show.close();
    },
  };
}

/** The cell of a next layer's map that lies where `cell` did in a map of another size. */
function samePlace([map, row, column], [, rows, columns], { shape }) {
  const scaled = (place, from, to) => Math.floor(((place + 0.5) * to) / from);
  return shape ? [map, scaled(row, rows, shape[1]), scaled(column, columns, shape[2])] : [map, row, column];
}

/** Whether another layer comes under the lens. */
function isAnother({ type }) {
  return type === "family" || type === "kind";
}

function isOneMap({ type }) {
  return type === "weight" || type === "bias";
}

function within(value, count) {
  return Math.min(count - 1, Math.max(0, value));
}

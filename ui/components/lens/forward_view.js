// Forwards: the stage and the arithmetic line, filled from a state.

import { lightsOf } from "./lights.js";
import { arithmeticLine } from "./line.js";
import { stage as makeStage } from "./stage.js";
import { thenOf } from "./then_text.js";

const FEW = 12; // terms that a line on the projector takes, where it is written large

export function forwardView(events, dispatch) {
  const stage = makeStage(events);
  const line = arithmeticLine({
    onPointTerm: (term) => dispatch({ type: "point", pointed: term && { kind: "term", term } }),
    onOpen: (opened) => dispatch({ type: "open", opened }),
  });

  function show(state) {
    stage.show(state);
    line.release();
  }

  /** Only what follows the pointer: marks, products, the line. Returns the line as one text. */
  function light({ layer, scene, view, data }, { write, texts }) {
    const lights = lightsOf(layer, scene.cell, view.pointed);
    stage.light(lights);
    const said = line.show({
      explanation: lights.explanation,
      place: texts.place(scene.cell, layer.shape),
      write,
      texts,
      opened: view.opened || view.zoom === "arithmetic",
      isOpen: view.zoom === "arithmetic",
      longest: view.projected ? FEW : undefined,
      channelNames: texts.channelNames(layer.x.shape[0]),
      then: thenOf(layer, scene.cell, data, write),
    });
    if (lights.fed) return line.say(texts.feeds(lights.fed, write), { alone: true });
    if (lights.applied) return line.say(texts.applied(view.pointed.weight, lights.applied));
    return said;
  }
  return { stage: stage.node, below: [line.node], show, showMap: stage.showMap, light };
}

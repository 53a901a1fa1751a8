// The families of operations that can lie under the lens, in the order of the switch. One line each: what kinds they
// have, what they start with, and the functions that compute them. Pure: tested by Node. (What they look like:
// family_parts.js.)

import * as activation from "./activation_layer.js";
import * as convolution from "./convolution_layer.js";
import { DEFAULTS, asKind } from "./operations.js";
import * as pooling from "./pooling_layer.js";

/**
 * Each module gives layerOf(scene, picture, presets, slid), window(layer, cell), explained(layer, cell), backwardOf(layer,
 * scene, presets) and wayAt(layer, back, cell). `onConvolution`: it starts on the output of the present convolution.
 */
export const FAMILIES = [
  { id: "convolution", kinds: ["convolution"], upstreams: ["ones", "values", "target"], ...convolution },
  { id: "pooling", kinds: ["max_pool", "avg_pool", "adaptive_max_pool", "adaptive_avg_pool"], upstreams: ["ones", "values"], ...pooling },
  { id: "activation", kinds: ["activation"], upstreams: ["ones", "values"], onConvolution: true, ...activation },
];

export function familyOf({ kind }) {
  return FAMILIES.find(({ kinds }) => kinds.includes(kind));
}

/** What a family keeps while another one lies under the lens. */
function ownPart({ operation, first, upstream }) {
  return { operation, first, upstream };
}

/** What each family and each kind had last, with the scene added: {families: {id: part}, kinds: {kind: operation}}. */
export function remembering({ families, kinds }, scene) {
  const { operation } = scene;
  return {
    families: { ...families, [familyOf(operation).id]: ownPart(scene) },
    kinds: { ...kinds, [operation.kind]: operation },
  };
}

export const NOTHING_YET = { families: {}, kinds: {} };

/** The scene with another family under the lens: picture and cell stay, the family has what it had before. */
export function withFamily(scene, id, remembered) {
  const family = FAMILIES.find((each) => each.id === id);
  const convolved = convolutionOf(scene, remembered);
  const part = remembered.families[id] ?? started(family, convolved);
  return { ...scene, ...part, first: part.first && convolved }; // which may have changed meanwhile
}

function started({ id, kinds: [kind], onConvolution = false }, convolved) {
  const operation = id === "convolution" ? convolved : DEFAULTS[kind];
  return { operation, first: onConvolution ? convolved : null, upstream: { kind: "ones" } };
}

/** The convolution that the learner has built, be it under the lens now, before it, or a while ago. */
function convolutionOf({ operation, first }, { kinds }) {
  return [operation, first].find((each) => each?.kind === "convolution") ?? kinds.convolution ?? DEFAULTS.convolution;
}

/** Another kind of the same family: what both have goes along, the rest is as it was when it was last chosen. */
export function withKind(scene, kind, { kinds }, changes = {}) {
  return { ...scene, operation: asKind({ ...kinds[kind], ...scene.operation, ...changes }, kind) };
}

/** The layer on the output of the learner's convolution, or on the picture itself. */
export function withFirst(scene, on, remembered) {
  return { ...scene, first: on ? convolutionOf(scene, remembered) : null };
}

// The families of operations that can lie under the lens, in the order of the switch. One line each: what kinds they
// have, what they start with, and the functions that compute them. Pure: tested by Node. (What they look like:
// family_parts.js.)

import * as activation from "./activation_layer.js";
import * as convolution from "./convolution_kinds.js";
import * as dense from "./dense_layer.js";
import * as dropout from "./dropout_layer.js";
import * as normalization from "./normalization_layer.js";
import { DEFAULTS, asKind } from "./operations.js";
import * as pooling from "./pooling_layer.js";
import { biasFor } from "./scene.js";

/**
 * Each module gives layerOf(scene, picture, presets, slid), window(layer, cell), explained(layer, cell), backwardOf(layer,
 * scene, presets) and wayAt(layer, back, cell). `onConvolution`: it starts on the output of the present convolution.
 * `ownWeights`: kernel, bias and activation that it starts with, and keeps for itself; the other families share theirs,
 * but for the kinds among `ownKinds`.
 * Where it learns, a module also gives stepped(layer, scene, presets, rate), the weights after one gradient step.
 * Where it wants, a module also gives pictureOf(scene, picture, data), the tensor it reads instead of the picture;
 * begins(scene, world), turned(scene, before, world), withPicture(scene, world) and fits(scene, world), the scene as it
 * must be when the family comes under the lens, when its kind is another one, when the picture is, and after every change.
 */
export const FAMILIES = [
  { id: "convolution", kinds: ["convolution", "transposed_convolution", "separable"], upstreams: ["ones", "values", "target"], ownKinds: ["transposed_convolution", "separable"], ...convolution },
  { id: "pooling", kinds: ["max_pool", "avg_pool", "adaptive_max_pool", "adaptive_avg_pool"], upstreams: ["ones", "values"], ...pooling },
  { id: "activation", kinds: ["activation"], upstreams: ["ones", "values"], onConvolution: true, ...activation },
  { id: "normalization", kinds: ["batch_norm"], upstreams: ["ones", "values"], ...normalization },
  { id: "dropout", kinds: ["dropout"], upstreams: ["ones", "values"], ...dropout },
  { id: "dense", kinds: ["linear"], upstreams: ["ones", "values", "wanted"], ownWeights: dense.OWN_WEIGHTS, ...dense },
];

export function familyOf({ kind }) {
  return FAMILIES.find(({ kinds }) => kinds.includes(kind));
}

/** The layer to show of a scene that was impossible from the start: its operation as it begins, else one weight. */
export function possibleLayer(scene, picture, presets) {
  const usual = { ...scene, operation: DEFAULTS[scene.operation.kind], first: null };
  const layer = familyOf(usual.operation).layerOf(usual, picture, presets);
  const one = { ...DEFAULTS.convolution, kernel_size: [1, 1] };
  return layer.problem ? convolution.layerOf({ ...usual, operation: one, bias: biasFor(scene.bias, 1) }, picture, presets) : layer;
}

/** What a family keeps while another one lies under the lens. */
function ownPart({ operation, first, upstream, ...scene }) {
  const part = { operation, first, upstream };
  return keepsWeights(operation) ? { ...part, ...weightsOf(scene) } : part;
}

function keepsWeights({ kind }) {
  const { ownWeights, ownKinds = [] } = familyOf({ kind });
  return Boolean(ownWeights) || ownKinds.includes(kind);
}

const weightsOf = ({ kernel, pointwise, bias, then }) => ({ kernel, pointwise, bias, then });

const FIRST_WEIGHTS = { kernel: { preset: "sobel_x" }, pointwise: null, bias: [0], then: null }; // of the families that share theirs

/**
 * What each family and each kind had last, with the scene added: {families: {id: part}, kinds: {kind: operation},
 * kernels: {kind: weights}, weights: the shared ones}.
 */
export function remembering({ families, kinds, kernels, weights = null }, scene) {
  const { operation } = scene;
  return {
    weights: keepsWeights(operation) ? weights : weightsOf(scene),
    families: { ...families, [familyOf(operation).id]: ownPart(scene) },
    kinds: { ...kinds, [operation.kind]: operation },
    kernels: { ...kernels, [operation.kind]: weightsOf(scene) },
  };
}

export const NOTHING_YET = { families: {}, kinds: {}, kernels: {} };

/** The scene with another family under the lens: picture and cell stay, the family has what it had before. */
export function withFamily(scene, id, world) {
  const { remembered } = world;
  const family = FAMILIES.find((each) => each.id === id);
  const convolved = convolutionOf(scene, remembered);
  const part = remembered.families[id] ?? started(family, convolved);
  const shared = keepsWeights(scene.operation) ? (remembered.weights ?? FIRST_WEIGHTS) : weightsOf(scene);
  const weights = family.ownWeights ?? { ...shared, bias: biasFor(shared.bias, convolved.out_channels) };
  const next = { ...scene, pointwise: null, ...weights, ...part, first: part.first && convolved }; // which may have changed meanwhile
  return family.begins?.(next, world) ?? next;
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
export function withKind(scene, kind, world, changes = {}) {
  const operation = asKind({ ...world.remembered.kinds[kind], ...scene.operation, ...changes }, kind);
  const next = { ...scene, operation };
  return familyOf(operation).turned?.(next, scene, world) ?? next;
}

/** The layer on the output of the learner's convolution, or on the picture itself. */
export function withFirst(scene, on, remembered) {
  return { ...scene, first: on ? convolutionOf(scene, remembered) : null };
}

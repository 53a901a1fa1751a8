// Which code stands beside the picture, and which of its lines the learner looks at. Pure.

/** The listing of a layer's operation and direction, or of the learning under way; softmax has one of its own. Null where there is none. */
export function codeOf({ data, layer, scene, learner = null }) {
  if (learner?.learning && scene.direction === "backward") return data.code?.learning ?? null;
  const kind = layer.op.function?.kind === "softmax" ? "softmax" : layer.op.kind;
  const code = data.code ?? {};
  return code[scene.direction === "forward" ? kind : `${kind}_backward`] ?? code[kind] ?? null;
}

/** Where an output's value comes about, in the words that the listings are marked with (cnn_core/stepping). */
const RESULTS = ["sum", "winner", "mean", "share", "value", "scatter", "scale", "product", "gather", "pointwise", "step"];

/** The marked line: where the value under the pointer comes about. */
export function lineOf({ lines = {} }, pointed) {
  const wanted = { weight: ["product", "depthwise"], term: ["product"], input: ["window", "stamp", "depthwise"] }[pointed?.kind] ?? [];
  return lines[wanted.find((mark) => mark in lines)] ?? lines[RESULTS.find((mark) => mark in lines)] ?? null;
}

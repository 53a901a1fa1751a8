// Layers as text: what is copied, and what may be pasted. The server judges the network; here only what cannot be held is
// turned away. Pure: tested by Node.

const LARGEST = 200_000; // characters
const DEEPEST = 12;
export const MOST_LAYERS = 200;

export const copiedText = (layers) => JSON.stringify(layers.length === 1 ? layers[0] : layers);

/**
 * The layers of a pasted text: a layer, a list of them, or a whole network's JSON. Else {problem: "unreadable" | "large" |
 * "unknown" (with kind) | "full"}. `kinds` are those there are, `room` so many layers more may come.
 */
export function pasted(text, kinds, room = MOST_LAYERS) {
  if (text.length > LARGEST) return { problem: "large" };
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: "unreadable" };
  }
  const layers = Array.isArray(value) ? value : Array.isArray(value?.layers) && !value.kind ? value.layers : [value];
  const problem = layers.length ? firstProblem(layers, kinds, 0) : { problem: "unreadable" };
  return problem ?? (layers.length > room ? { problem: "full" } : { layers });
}

function firstProblem(layers, kinds, depth) {
  if (depth > DEEPEST) return { problem: "large" };
  for (const layer of layers) {
    if (layer === null || typeof layer !== "object" || Array.isArray(layer)) return { problem: "unreadable" };
    if (typeof layer.kind !== "string") return { problem: "unreadable" };
    if (!Object.hasOwn(kinds, layer.kind)) return { problem: "unknown", kind: layer.kind.slice(0, 40) };
    if (!(kinds[layer.kind].fields ?? []).every((field) => takes(field, layer[field.name]))) return { problem: "value", kind: layer.kind };
    const wrong = inner(layer, kinds, depth);
    if (wrong) return wrong;
  }
  return null;
}

function inner(layer, kinds, depth) {
  const lists = [...("layers" in layer ? [layer.layers] : []), ...("branches" in layer ? [layer.branches].flat() : [])];
  for (const list of lists) {
    if (!Array.isArray(list)) return { problem: "unreadable" };
    const wrong = firstProblem(list, kinds, depth + 1);
    if (wrong) return wrong;
  }
  return null;
}

/** Whether a field can show this value at all; its bounds are the server's to judge. */
function takes(field, value) {
  if (value === undefined || value === null) return true;
  if (field.words?.includes(value)) return true;
  const isNumber = (one) => typeof one === "number" && Number.isFinite(one);
  if (field.type === "flag") return typeof value === "boolean";
  if (field.type === "sizes") return isNumber(value) || (Array.isArray(value) && value.length > 0 && value.every(isNumber));
  if (field.type === "choice") return field.options.includes(value);
  if (field.type === "variant") {
    const option = field.options.find(({ kind }) => kind === (typeof value === "string" ? value : value?.kind));
    return Boolean(option) && (typeof value === "string" || option.fields.every((one) => takes(one, value[one.name])));
  }
  return isNumber(value);
}

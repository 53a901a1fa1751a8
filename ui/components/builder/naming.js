// What the layers are called, the same way as `cnn_core.architecture.layer_names`: a card has its name at once. The server's
// account has them, too; a test compares. Pure: tested by Node.

/** The names of a list of layers, in order: conv1, relu1, conv2 … */
export function namesIn(layers, kinds) {
  const seen = {};
  return layers.map((layer) => {
    const kind = kinds[layer.kind];
    const prefix = prefixOf(layer, kind);
    seen[prefix] = (seen[prefix] ?? 0) + 1;
    return kind?.seldom_twice && seen[prefix] === 1 ? prefix : `${prefix}${seen[prefix]}`;
  });
}

function prefixOf(layer, kind) {
  if (!kind) return layer.kind;
  return kind.named_by_choice ? (variantOf(layer, kind)?.kind ?? kind.prefix) : kind.prefix;
}

/** What a layer is called: an activation by its function, the others by their kind. */
export function labelOf(layer, kinds) {
  const kind = kinds[layer.kind];
  if (!kind) return layer.kind;
  return (kind.named_by_choice && variantOf(layer, kind)?.label) || kind.label;
}

/** The option chosen in the field that makes another layer of it. */
function variantOf(layer, kind) {
  const field = kind.fields.find((one) => one.type === "variant");
  const chosen = field && idOf(layer[field.name]);
  return field?.options.find((option) => option.kind === chosen);
}

/** The id of a variant's value, which may be the id alone. */
export const idOf = (value) => (typeof value === "string" ? value : value?.kind);

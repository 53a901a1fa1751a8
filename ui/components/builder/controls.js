// The controls of a card: one for each of its layer's fields, and for each field of what was chosen in one (the slope of a
// leaky ReLU). Pure: tested by Node.

import { idOf } from "./naming.js";
import { stored, valueOf } from "./values.js";

/** [{key, field, value, change}] in the order of the class; `change(value)` gives the fields to set. */
export function controlsOf(kind, layer) {
  return (kind?.fields ?? []).flatMap((field) => {
    if (field.type === "layers" || field.type === "branches") return [];
    return field.type === "variant" ? variant(field, layer) : [plain(field, layer)];
  });
}

function plain(field, layer) {
  return { key: field.name, field, value: valueOf(field, layer), change: (value) => ({ [field.name]: stored(field, value) }) };
}

/** A choice, and the numbers of what is chosen. Its JSON is the id alone where all its numbers are the defaults. */
function variant(field, layer) {
  const value = layer[field.name] ?? field.default;
  const chosen = field.options.find(({ kind }) => kind === idOf(value));
  const whole = typeof value === "string" || !value ? { kind: idOf(value) } : value;
  const choice = { key: field.name, field, value: idOf(value) ?? null, change: (kind) => ({ [field.name]: stored(field, kind) }) };
  const numbers = (chosen?.fields ?? []).map((inner) => ({
    key: `${field.name}.${inner.name}`,
    field: inner,
    value: valueOf(inner, whole),
    change: (number) => ({ [field.name]: shortest({ ...whole, [inner.name]: stored(inner, number) }) }),
  }));
  return [choice, ...numbers];
}

function shortest(whole) {
  const fields = Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== undefined));
  return Object.keys(fields).length === 1 ? fields.kind : fields;
}

/** Those that stand in the card's line: the main ones, and the seldom ones that differ from their default. */
export function main(controls) {
  return controls.filter(({ field, value }) => !field.seldom || JSON.stringify(value) !== JSON.stringify(field.default ?? null));
}

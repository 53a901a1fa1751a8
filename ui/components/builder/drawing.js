// Elements of the builder: SVG, volumes in three shades of their family's colour, children in their order.

const SVG = "http://www.w3.org/2000/svg";

export function shape(tag, attributes = {}, text = "") {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  if (text) node.textContent = text;
  return node;
}

/** The polygons of a volume, back to front. */
export const volume = (points) => ["side", "top", "front"].map((name) => shape("polygon", { points: points[name], class: name }));

/** Let `box` hold `nodes` in this order; what stays is not touched, so that it keeps the focus. */
export function placed(box, nodes) {
  const wanted = new Set(nodes);
  for (const child of [...box.children]) if (!wanted.has(child)) child.remove();
  nodes.forEach((node, index) => box.children[index] !== node && box.insertBefore(node, box.children[index] ?? null));
}

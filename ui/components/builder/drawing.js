// SVG elements of the builder: volumes in three shades of their family's colour.

const SVG = "http://www.w3.org/2000/svg";

export function shape(tag, attributes = {}, text = "") {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  if (text) node.textContent = text;
  return node;
}

/** The polygons of a volume, back to front. */
export const volume = (points) => ["side", "top", "front"].map((name) => shape("polygon", { points: points[name], class: name }));

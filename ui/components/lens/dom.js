// Small tools to make elements. Texts always come in as text, never as HTML.

export function element(tag, className = "", text = "", attributes = {}) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text) node.textContent = text;
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}

const SVG = "http://www.w3.org/2000/svg";

/** A button of an icon (an SVG path in a box of 24) and, where it has room, a word. */
export function iconButton(className, path, onClick) {
  const node = element("button", className, "", { type: "button" });
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.append(document.createElementNS(SVG, "path"));
  svg.firstChild.setAttribute("d", path);
  node.append(svg);
  node.onclick = onClick;
  return node;
}

export function setIcon(button, path) {
  button.querySelector("path").setAttribute("d", path);
}

/** Say what a button of an icon does, to eyes (title) and ears. */
export function named(node, name, help = name) {
  node.setAttribute("aria-label", name);
  node.title = help;
  return node;
}

/** Set text only where it differs: writing the same text again costs a layout. */
export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

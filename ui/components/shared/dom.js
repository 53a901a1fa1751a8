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
  put(button.querySelector("path"), "d", path);
}

/** Say what a button of an icon does, to eyes (title) and ears. */
export function named(node, name, help = name) {
  put(node, "aria-label", name);
  put(node, "title", help);
  return node;
}

/** Set an attribute only where it differs. */
export function put(node, name, value) {
  if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
}

/**
 * `node` in a box of its own. An item of a grid or a flex box is laid out with all the others whenever anything in it
 * changes; what stands inside an item and has a size of its own (`contain: strict`) is laid out alone.
 */
export function bounded(className, node) {
  const box = element("span", className);
  box.append(node);
  return box;
}

/** Set text only where it differs, and in the text node that is there: another one costs style and layout. */
export function write(node, text) {
  if (node.textContent === text) return;
  const [only] = node.childNodes;
  if (text && only?.nodeType === Node.TEXT_NODE && node.childNodes.length === 1) only.data = text;
  else node.textContent = text;
}

/**
 * Let `node` hold what `fresh` (elements nobody else holds) show, and keep the elements that are there where their kind
 * and number agree: from one cell to the next only numbers change, and a new element costs many times a new text. An
 * element that stays keeps its listeners, so those of a fresh one in its place must mean the same.
 */
export function renew(node, fresh) {
  const now = [...node.childNodes];
  const alike = now.length === fresh.length && now.every((child, order) => child.nodeName === fresh[order].nodeName);
  if (!alike) return node.replaceChildren(...fresh);
  now.forEach((child, order) => {
    const next = fresh[order];
    if (child.nodeType === Node.TEXT_NODE) {
      if (child.data !== next.data) child.data = next.data;
      return;
    }
    for (const { name } of [...child.attributes]) if (!next.hasAttribute(name)) child.removeAttribute(name);
    for (const { name, value } of next.attributes) put(child, name, value);
    renew(child, [...next.childNodes]);
  });
}

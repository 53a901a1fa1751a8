// A place that only grows while cells go by: what stands below it must not jump with every number.

import { element } from "./dom.js";

/**
 * `node` holds `children`; `release` lets it shrink again. Its height comes from here alone, so that a move lays out
 * what is inside it and not the page around it.
 */
export function growingRoom(...children) {
  const node = element("div", "room");
  const inside = element("div", "inside");
  inside.append(...children);
  node.append(inside);
  let [width, tallest] = [0, 0];
  const observer = new ResizeObserver(([{ contentRect }]) => hold(contentRect));
  observer.observe(inside);

  function hold(box) {
    tallest = box.width === width ? Math.max(tallest, box.height) : box.height;
    width = box.width;
    node.style.height = `${tallest}px`;
  }
  return { node, release: () => (width = 0) };
}

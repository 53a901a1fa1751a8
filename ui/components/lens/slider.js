// A decimal number on a slider, with the number beside it.

import { element } from "./dom.js";

/** `onChange(value)`. The slider's own steps are whole; `places` says which number each stands for. */
export function slider(onChange) {
  const node = element("span", "decimal");
  const input = element("input", "", "", { type: "range", step: 1 });
  const output = element("output");
  node.append(input, output);
  let places = [0];
  input.oninput = () => onChange(places[Number(input.value)]);

  /** `numbers` in growing order; the one nearest to `value` is chosen. */
  function show({ label, value, numbers, write }) {
    places = numbers;
    input.min = 0;
    input.max = numbers.length - 1;
    input.value = nearest(numbers, value);
    input.setAttribute("aria-label", label);
    input.setAttribute("aria-valuetext", write.plain(value));
    output.textContent = write.plain(value);
  }
  return { node, show };
}

function nearest(numbers, value) {
  return numbers.reduce((best, each, at) => (Math.abs(each - value) < Math.abs(numbers[best] - value) ? at : best), 0);
}

/** Numbers from low to high in equal steps, without the dust of binary fractions. */
export function evenly(low, high, step) {
  return Array.from({ length: Math.round((high - low) / step) + 1 }, (_, at) => Number((low + at * step).toFixed(4)));
}

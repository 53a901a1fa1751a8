// The choice of the activation after a layer with weights.

import { element } from "./dom.js";
import { activationOf } from "./operations.js";

/** `onThen(spec | null)`. */
export function thenSelect(onThen) {
  const node = element("select", "then");
  let activations = [];
  node.onchange = () => onThen(activations[node.selectedIndex - 1] ?? null);

  function show(chosen, known, words) {
    activations = known.map(({ kind: name }) => activationOf(name));
    const names = [words.no_activation, ...known.map(({ label }) => label)];
    if (node.dataset.names !== names.join("|")) {
      node.dataset.names = names.join("|");
      node.replaceChildren(...names.map((name) => element("option", "", name)));
    }
    node.setAttribute("aria-label", words.then);
    node.selectedIndex = chosen ? 1 + activations.findIndex((spec) => spec.kind === chosen.kind) : 0;
  }
  return { node, show };
}

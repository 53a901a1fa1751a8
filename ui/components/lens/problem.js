// What is impossible about a setting, in a sentence, with a button for each way out.

import { fill } from "../shared/format.js";
import { element } from "./dom.js";

export function problemBox(onFix) {
  const node = element("div", "problem", "", { role: "alert" });
  node.hidden = true;
  function show(problem, texts) {
    node.hidden = !problem;
    if (!problem) return node.replaceChildren();
    node.replaceChildren(
      element("p", "", sentenceOfProblem(problem, texts)),
      ...waysOut(problem).map((fields) => {
        const button = element("button", "", fixText(fields, texts), { type: "button" });
        button.onclick = () => onFix(changesOf(fields));
        return button;
      }),
    );
  }
  return { node, show };
}

/** The core's sentence for the code with this problem's numbers, beginning with a capital letter. */
export function sentenceOfProblem(problem, texts) {
  const values = { layer: texts.this_layer, ...problem, fitting: problem.fitting?.join(", ") };
  if (problem.axis) values.axis = texts.axes[problem.axis];
  const sentence = fill(texts.problems[problem.code] ?? texts.problems.shape, values);
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

/** What a transposed convolution has too much of. */
const CUT = { output_padding: "output_padding", nothing_left: "padding" };

/** The fixes as fields to set; every fitting number of groups is one. */
export function waysOut(problem) {
  if (problem.code === "groups") return problem.fitting.map((groups) => ({ groups }));
  if (problem.code === "reflect_too_large") return [{ padding: Math.max(0, problem.size - 1) }, { padding_mode: "replicate" }];
  if (problem.code in CUT) return [{ [CUT[problem.code]]: problem.fitting_padding }];
  return (problem.fixes ?? []).map(({ fields }) => fields);
}

/** Fields as the scene spells them: pairs stay pairs. */
export function changesOf(fields) {
  const paired = ["kernel_size", "stride", "padding", "output_padding", "dilation"];
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, paired.includes(name) && Number.isInteger(value) ? [value, value] : value]),
  );
}

function fixText(fields, texts) {
  const [[name, value]] = Object.entries(fields);
  const shown = name === "padding_mode" ? texts.controls.modes.find(({ id }) => id === value).text : [value].flat().join("×");
  return fill(texts.fix, { name: texts.controls[name], value: shown });
}

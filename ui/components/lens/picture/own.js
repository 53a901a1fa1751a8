// A picture of the learner's own: chosen, dropped or pasted. It is read here and nowhere else.

import { numbers } from "../../shared/format.js";
import { readPicture, refusal } from "../../shared/picture_file.js";
import { pictureSources } from "../../shared/picture_sources.js";
import { element } from "../dom.js";
import { fromCanvas } from "./model.js";

export const LONGEST = 256; // px kept, so that it can be made larger and smaller again

/** `target` is where one may drop; `onPicture({bytes, shape})` and `onOpen()` (something came in) are told. */
export function own({ target, signal, onPicture, onOpen }) {
  const node = element("div", "own");
  const button = element("button", "plain choose", "", { type: "button" });
  const input = element("input", "", "", { type: "file", hidden: "" });
  const hint = element("p", "hint-line");
  const note = element("p", "note-line", "", { role: "status" });
  node.append(button, input, hint, note);
  let words = null;
  let newest = null;
  button.onclick = () => input.click();
  pictureSources({ input, target, signal, onFile: take, onProblem: refuse });

  async function take(file) {
    newest = file;
    onOpen();
    say(words.texts.own.reading);
    try {
      const picture = await readPicture(file, { longest: LONGEST });
      if (newest !== file || signal.aborted) return;
      say(picture.header.animated ? words.texts.files.first_frame : "");
      onPicture(fromCanvas(picture));
    } catch (problem) {
      if (newest === file && !signal.aborted) refuse(problem);
    }
  }

  function refuse(problem) {
    onOpen();
    say(refusal(problem, words.texts.files, numbers(words.language)), true);
  }

  function say(text, wrong = false) {
    note.textContent = text;
    note.classList.toggle("wrong", wrong);
  }

  function show({ texts, data }) {
    words = { texts, language: data.language };
    button.textContent = texts.own.choose;
    hint.textContent = texts.own.hint;
  }

  return { node, show };
}

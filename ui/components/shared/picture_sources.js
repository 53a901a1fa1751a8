// The ways a picture of the learner's own comes in: chosen, dropped on a place, pasted anywhere on the page.

import { ACCEPTED } from "./picture_file.js";
import { PictureProblem } from "./picture_header.js";

/**
 * Listen until `signal` aborts. `input` is a file input, `target` what one drops on (it gets the class "over" meanwhile).
 * `onFile` is told of a file, `onProblem` of a paste or a drop in which there was none.
 */
export function pictureSources({ input, target, signal, onFile, onProblem }) {
  const take = (files) => (files.length ? onFile(files[0]) : onProblem(new PictureProblem("no_picture")));
  input.accept = ACCEPTED;
  input.addEventListener("change", () => {
    if (input.files.length) onFile(input.files[0]);
    input.value = ""; // the same file may be chosen again
  }, { signal });
  target.addEventListener("dragover", (event) => {
    event.preventDefault();
    target.classList.add("over");
  }, { signal });
  target.addEventListener("dragleave", () => target.classList.remove("over"), { signal });
  target.addEventListener("drop", (event) => {
    event.preventDefault(); // else the browser would leave the page and show the file
    target.classList.remove("over");
    take([...event.dataTransfer.files]);
  }, { signal });
  document.addEventListener("paste", (event) => {
    if (event.defaultPrevented || isTyping(event)) return;
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length || isWithin(event, target)) take(files);
  }, { signal });
}

/** A paste into a field is text for that field. */
function isTyping(event) {
  return event.composedPath().some((each) => each.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(each.tagName ?? ""));
}

function isWithin(event, target) {
  return event.composedPath().includes(target);
}

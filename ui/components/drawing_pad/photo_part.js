// A photo of the learner's own digit: chosen, dropped on the pad or pasted; what is wrong with it stands beside the pad.

import { readPicture, refusal } from "../shared/picture_file.js";
import { pictureSources } from "../shared/picture_sources.js";
import { LONGEST, inkOfPhoto } from "./photo.js";

const BODY = `
  <button type="button" class="photo"></button>
  <input type="file" hidden>`;

/** Put the button into `tools`; drops are taken on `target`, words go to `note`; `onInk` gets SIDE × SIDE bytes. */
export function photoPart({ tools, target, note, signal, onInk }) {
  tools.insertAdjacentHTML("beforeend", BODY); // our own constant; everything else comes in as text
  const [button, input] = [tools.querySelector(".photo"), tools.querySelector("input")];
  let words = null;
  let newest = null; // of two photos in a row the second counts, whichever is read sooner
  button.addEventListener("click", () => input.click(), { signal });
  pictureSources({ input, target, signal, onFile: take, onProblem: refuse });

  async function take(file) {
    newest = file;
    note.classList.remove("wrong");
    note.textContent = words.texts.photo_reading;
    try {
      const picture = await readPicture(file, { longest: LONGEST });
      const ink = inkOfPhoto(picture);
      if (newest !== file || signal.aborted) return;
      note.textContent = picture.header.animated ? words.texts.first_frame : "";
      onInk(ink);
    } catch (problem) {
      if (newest === file && !signal.aborted) refuse(problem);
    }
  }

  function refuse(problem) {
    note.classList.add("wrong");
    note.textContent = refusal(problem, words.texts, words.numbers);
  }

  return {
    speak(next) {
      words = next;
      button.textContent = words.texts.photo;
      button.title = words.texts.photo_help;
    },
    /** The learner goes on: what was said about an earlier photo is over. */
    hush() {
      newest = null;
      note.textContent = "";
      note.classList.remove("wrong");
    },
  };
}

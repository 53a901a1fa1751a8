// The ten probabilities as bars, the winner large, and the picture the network was given.

import { fill } from "../shared/format.js";
import { picture } from "./canvas.js";
import { fromBase64, winner } from "./ink.js";

const BODY = `
  <div class="verdict"><output class="digit">?</output><p><span class="sure"></span><span class="author"></span></p></div>
  <figure class="seen"><canvas width="28" height="28" role="img"></canvas><figcaption></figcaption></figure>
  <ol class="bars"></ol>
  <div class="spoken" role="status" aria-live="polite"></div>`;

/** Build under `place`; `show(null)` empties it. */
export function answers(place) {
  place.innerHTML = BODY; // our own constant; everything else comes in as text
  const find = (selector) => place.querySelector(selector);
  let words = null;
  let last = null;
  let spoken = -1; // the digit last read aloud

  function speak(next) {
    words = next;
    find(".seen figcaption").textContent = words.texts.seen;
    find(".seen canvas").setAttribute("aria-label", words.texts.seen);
    find(".bars").setAttribute("aria-label", words.texts.bars);
    if (find(".bars").children.length !== words.names.length) {
      find(".bars").replaceChildren(...words.names.map(bar));
    }
    words.names.forEach((name, index) => (find(".bars").children[index].querySelector("b").textContent = name));
    show(last);
  }

  /** `settled`: the pen is up; `asked`: this answers a stroke, and not the pad's own repeated question. */
  function show(answer, { settled = false, asked = false } = {}) {
    last = answer;
    place.classList.toggle("nothing", answer === null);
    const probabilities = answer?.probabilities ?? words.names.map(() => 0);
    const best = answer ? winner(probabilities) : -1;
    find(".digit").textContent = answer ? words.names[best] : "?";
    find(".sure").textContent = answer ? words.numbers.chance(probabilities[best]) : words.texts.nothing;
    [...find(".bars").children].forEach((row, index) => {
      row.classList.toggle("best", index === best);
      row.querySelector("i").style.transform = `scaleX(${probabilities[index]})`;
      row.querySelector(".share").textContent = answer ? words.numbers.chance(probabilities[index]) : "";
    });
    find(".author").textContent = answer ? author(answer) : "";
    showSeen(answer);
    if (settled && (asked || best !== spoken)) {
      spoken = best;
      find(".spoken").textContent = `${words.names[best]}, ${words.numbers.chance(probabilities[best])}`;
    }
  }

  /** Whose answer it is stands beside it: before its first checkpoint a run is stood in for. */
  function author({ model, step }) {
    const { texts } = words;
    return model === "run" ? fill(texts.author_run, { step: words.numbers.count(step) }) : texts.author_shipped;
  }

  function showSeen(answer) {
    const pen = find(".seen canvas").getContext("2d");
    pen.fillStyle = "#000"; // the network's own picture: bright ink on black, in both themes
    pen.fillRect(0, 0, 28, 28);
    if (answer) pen.drawImage(picture(fromBase64(answer.seen), 28, [255, 255, 255]), 0, 0);
  }

  return { speak, show };
}

function bar() {
  const row = document.createElement("li");
  const track = document.createElement("div");
  track.append(document.createElement("i"));
  const share = Object.assign(document.createElement("span"), { className: "share" });
  row.append(document.createElement("b"), track, share);
  return row;
}

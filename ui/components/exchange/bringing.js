// Where a network comes in: a file chosen or dropped, or text pasted. Only what the server needs is sent.

import { element } from "../shared/dom.js";
import { carried, TooLarge } from "./carried.js";

export function bringing({ server, signal, onNetwork }) {
  const node = element("section", "bringing");
  const title = element("h2");
  const hint = element("p", "hint");
  const text = element("textarea", "", "", { rows: 5, spellcheck: "false", autocomplete: "off" });
  const input = element("input", "", "", { type: "file", hidden: "", accept: ".py,.json,.safetensors,.txt" });
  const choose = element("button", "", "", { type: "button" });
  const build = element("button", "main", "", { type: "button" });
  const buttons = element("div", "buttons");
  const said = element("p", "said", "", { role: "status" });
  buttons.append(choose, input, build);
  node.append(title, hint, text, buttons, said);
  let data = null;
  choose.onclick = () => input.click();
  build.onclick = () => text.value.trim() && take(new Blob([text.value.trim()]));
  input.onchange = () => {
    const [file] = input.files;
    input.value = ""; // the same file again is a new choice
    if (file) take(file);
  };
  node.addEventListener("dragover", (event) => {
    event.preventDefault();
    node.classList.add("over");
  });
  node.addEventListener("dragleave", (event) => node.contains(event.relatedTarget) || node.classList.remove("over"));
  node.addEventListener("drop", (event) => {
    event.preventDefault();
    node.classList.remove("over");
    const [file] = event.dataTransfer.files;
    const words = event.dataTransfer.getData("text/plain");
    if (file) take(file);
    else if (words) take(new Blob([words]));
  });

  async function take(blob) {
    say(data.texts.reading);
    try {
      const brought = await server.read(await carried(blob, data.most), data, signal);
      say(brought.text, brought.network === null);
      if (brought.network !== null) onNetwork(brought.network);
    } catch (problem) {
      if (signal.aborted) return;
      say(problem instanceof TooLarge ? data.texts.too_large : data.texts.failed, true);
    }
  }

  function say(words, wrong = false) {
    said.textContent = words;
    said.classList.toggle("wrong", wrong);
  }

  function show(next) {
    data = next;
    const { texts } = data;
    title.textContent = texts.back;
    hint.textContent = texts.back_hint;
    text.placeholder = texts.placeholder;
    text.setAttribute("aria-label", texts.paste_label);
    choose.textContent = texts.choose_file;
    build.textContent = texts.build;
  }

  return { node, show };
}

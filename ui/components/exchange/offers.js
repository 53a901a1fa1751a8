// The ways a network leaves: a row for each, saved as a file; text can be copied, too; and the link.

import { element } from "../shared/dom.js";
import { Refusal } from "./server.js";

export function offers({ server, signal }) {
  const node = element("section", "offers");
  const title = element("h2");
  const list = element("ul");
  const said = element("p", "said", "", { role: "status" });
  node.append(title, list, said);
  let data = null;

  function show(next) {
    data = next;
    title.textContent = data.texts.away;
    list.replaceChildren(...data.offers.map(line), linkLine());
  }

  function line(offer) {
    const save = button(data.texts.save, () => during(save, () => keep(offer), offer.slow), data.texts.save_what.replace("{what}", offer.label));
    const buttons = [save];
    if (offer.text) {
      const copy = button(data.texts.copy, () => during(copy, () => toClipboard(offer)), data.texts.copy_what.replace("{what}", offer.label));
      buttons.unshift(copy);
    }
    return row(offer.label, offer.help, buttons);
  }

  function linkLine() {
    if (!data.link) return row(data.texts.link, data.texts.link_too_long, []);
    const copy = button(data.texts.copy, () => during(copy, async () => {
      await navigator.clipboard.writeText(linkOf(data.link));
      return data.texts.copied;
    }), data.texts.copy_what.replace("{what}", data.texts.link));
    return row(data.texts.link, data.texts.link_help.replace("{count}", String(linkOf(data.link).length)), [copy]);
  }

  async function keep(offer) {
    const blob = await server.made(offer.id, data, signal);
    const address = URL.createObjectURL(blob);
    element("a", "", "", { href: address, download: offer.file }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10000); // the browser reads it after the click
    return data.texts.saved.replace("{file}", offer.file);
  }

  async function toClipboard(offer) {
    const blob = await server.made(offer.id, data, signal);
    await navigator.clipboard.writeText(await blob.text());
    return data.texts.copied;
  }

  /** One press at a time; what came of it is said. */
  async function during(pressed, act, isSlow = false) {
    if (pressed.getAttribute("aria-busy") === "true") return;
    pressed.setAttribute("aria-busy", "true");
    say(isSlow ? data.texts.working_long : data.texts.working);
    try {
      say(await act());
    } catch (problem) {
      if (!signal.aborted) say(problem instanceof Refusal && problem.message ? problem.message : data.texts.failed, true);
    } finally {
      pressed.removeAttribute("aria-busy");
    }
  }

  function say(text, wrong = false) {
    said.textContent = text;
    said.classList.toggle("wrong", wrong);
  }

  return { node, show };
}

function row(label, help, buttons) {
  const node = element("li");
  const words = element("div", "words");
  words.append(element("b", "", label), element("small", "", help));
  const side = element("div", "buttons");
  side.append(...buttons);
  node.append(words, side);
  return node;
}

function button(text, onClick, label) {
  const node = element("button", "", text, { type: "button", "aria-label": label });
  node.onclick = onClick;
  return node;
}

/** The page's own address with the network in it, and nothing else of the query. */
function linkOf(letters) {
  const address = new URL(document.location.href);
  address.search = new URLSearchParams({ network: letters });
  address.hash = "";
  return address.href;
}

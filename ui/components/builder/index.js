// The builder: a network composed as a stack of cards. It answers every key by itself; Python is told, and counts.

import { limited } from "../shared/asking.js";
import { editor } from "./editor.js";

const mounted = new WeakMap();

/** Streamlit's entry: runs again at every change of data or theme, and returns the clean-up. */
export default function component({ data, parentElement, setTriggerValue }) {
  const before = mounted.get(parentElement);
  if (before && before.language !== data.language) before.mine.close();
  const isSame = before?.language === data.language;
  const mine = isSame ? before.mine : editor(parentElement, server, data);
  mounted.set(parentElement, { mine, language: data.language });
  mine.update(data, (network) => setTriggerValue("network", network));
  return () => {
    mine.close();
    mounted.delete(parentElement);
  };
}

const server = {
  async ask(text, { language, task }, signal) {
    const about = new URLSearchParams({ lang: language, classes: task.classes, batch: task.batch });
    const address = new URL(`api/account?${about}`, document.baseURI);
    const answer = await fetch(address, { method: "POST", body: text, signal: limited(signal) });
    if (!answer.ok) throw new Error(`${answer.status} ${answer.url}`);
    return answer.json();
  },
  /** A request that outlives the page; it is given up as soon as somebody would notice. */
  async send(text) {
    const address = new URL("api/network", document.baseURI);
    if (!("keepalive" in Request.prototype)) return void navigator.sendBeacon(address, text);
    const sent = fetch(address, { method: "POST", body: text, keepalive: true }).catch(() => null);
    await Promise.race([sent, new Promise((late) => setTimeout(late, 500))]);
  },
};

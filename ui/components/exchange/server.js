// What is asked of the server; its refusals are sentences to be shown.

import { limited } from "../shared/asking.js";

const PATIENCE = 190000; // ms: the server itself gives up on ONNX after three minutes

export class Refusal extends Error {}

export const server = {
  /** A blob: what `id` makes of the network. */
  async made(id, { network, language }, signal) {
    const answer = await asked(`api/export/${id}`, { lang: language }, network, signal);
    return answer.blob();
  },
  /** {network, text}: what was brought, as the server understands it; network null and why where it is none. */
  async read(content, { language, shape }, signal) {
    const answer = await asked("api/bring", { lang: language, shape: shape.join() }, content, signal);
    return answer.json();
  },
};

async function asked(path, about, body, signal) {
  const address = new URL(`${path}?${new URLSearchParams(about)}`, document.baseURI);
  const answer = await fetch(address, { method: "POST", body, signal: limited(signal, PATIENCE) });
  if (answer.ok) return answer;
  const said = await answer.json().catch(() => ({}));
  throw new Refusal(said.text ?? "");
}

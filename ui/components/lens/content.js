// What the lens shows everybody alike (ui/lens_content.py): fetched once, and then kept as long as the page is open.

const PATIENCE = 30_000; // ms, for a slow line
const arrived = new Map(); // by address

/** What is at `address`, or null while it was not fetched. The same object every time. */
export function contentAt(address) {
  return arrived.get(address) ?? null;
}

/** Fetches it. Throws where the server does not answer, or with something else. */
export async function fetchContent(address) {
  const answer = await fetch(new URL(address, document.baseURI), { signal: AbortSignal.timeout(PATIENCE) });
  if (!answer.ok) throw new Error(`${answer.status} ${answer.url}`);
  const content = await answer.json();
  arrived.set(address, { ...content, pixels: bytesOf(content.pixels) });
}

/** The bytes of a base64 text. */
export function bytesOf(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

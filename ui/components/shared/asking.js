// How long a question may take. No document in here: tested by Node.

export const PATIENCE = 8000; // ms; a server that says nothing for longer is as good as away

/** A signal that aborts when `signal` does, or by itself after `milliseconds`. */
export function limited(signal, milliseconds = PATIENCE) {
  return AbortSignal.any([signal, AbortSignal.timeout(milliseconds)]);
}

// What this tab remembers across a reload: every step of the history. A browser may forbid to store anything; then a reload
// brings back the network alone, which the workspace has.

const NAME = "convolab-builder";

export function memory(storage = tabStorage()) {
  return {
    read: () => attempt(() => storage.getItem(NAME)),
    write: (text) => attempt(() => storage.setItem(NAME, text)),
  };
}

function tabStorage() {
  try {
    return sessionStorage;
  } catch {
    return null;
  }
}

function attempt(act) {
  try {
    return act();
  } catch {
    return null;
  }
}

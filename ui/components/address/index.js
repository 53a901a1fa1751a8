// Keeps one parameter of the address as the page wants it. Draws nothing.

export default function address({ data: { name, value } }) {
  put((query) => query.set(name, value));
  return () => put((query) => query.delete(name));
}

function put(change) {
  const url = new URL(window.location.href);
  change(url.searchParams);
  if (url.href !== window.location.href) window.history.replaceState(window.history.state, "", url);
}

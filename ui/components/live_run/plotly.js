// Plotly, loaded once a page from the Python wheel's own file.

let loading = null;

/** The library; its file is a classic script that leaves `window.Plotly`. */
export function plotly(address) {
  loading ??= window.Plotly ? Promise.resolve(window.Plotly) : load(new URL(address, document.baseURI).href);
  return loading;
}

function load(url) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = url;
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => {
      loading = null; // the next run of a component tries again
      script.remove();
      reject(new Error(`could not load ${url}`));
    };
    document.head.append(script);
  });
}

"""How a component's modules reach the browser: served once under an address with the hash of their content.

A folder `ui/components/<name>/` holds `index.js` (its default export is the component, as Streamlit calls it), other
modules it imports relatively (`./layout.js`, `../shared/format.js`) and `*.css`. Streamlit is given only the few
lines that fetch the module and the styles, since inline text travels in every message; a component is drawn once both
are there, so that nothing flashes unstyled.
"""

import hashlib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import plotly
import streamlit as st

FOLDER = Path(__file__).resolve().parent
MODULE_SUFFIXES = (".js", ".mjs")

STYLES = "styles.css"  # all style sheets of a component in one

_LOADER = """\
// document.baseURI is the page's address; pages lie one level deep, so this also works below a base path.
const folder = new URL("{folder}", document.baseURI).href;
const styles = async () => {{
  const answer = await fetch(`${{folder}}/{styles}`);
  if (!answer.ok) throw new Error(`${{answer.status}} ${{answer.url}}`);
  return new CSSStyleSheet().replace(await answer.text());
}};
const [module, sheet] = await Promise.all([import(`${{folder}}/index.js`), styles()]);
// When data changes before the module has loaded, Streamlit calls twice and then cleans up after the first call, which
// would take away what the second has drawn: only the newest call's clean-up counts.
const newest = new WeakMap();
export default (component) => {{
  const place = component.parentElement;
  const root = place.getRootNode();
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  const call = {{}};
  newest.set(place, call);
  const close = module.default(component);
  return () => newest.get(place) === call && close?.();
}};
"""


def component(name: str, folder: Path) -> Callable[..., Any]:
    """Register the component in `folder` under `name`; call the result to mount it (`data=…, key=…, height=…`).

    Call this once, at the import of the component's own module.
    """
    address = f"assets/components/{content_hash()}/{folder.relative_to(FOLDER).as_posix()}"
    return st.components.v2.component(name, js=_LOADER.format(folder=address, styles=STYLES), isolate_styles=True)


@lru_cache(maxsize=32)
def styles(name: str) -> str | None:
    """All styles of the component in the folder `name`; None where there is no such component, or it has none."""
    sheets = sorted((FOLDER / name).glob("*.css")) if name.isidentifier() else []
    return "\n".join(path.read_text("utf-8") for path in sheets) or None


@lru_cache(maxsize=1)
def content_hash() -> str:
    """A hash of all modules and styles below `ui/components`: they build on one another and share an address."""
    digest = hashlib.sha256()
    for path in sorted(path for path in FOLDER.rglob("*") if path.suffix in (*MODULE_SUFFIXES, ".css")):
        digest.update(path.relative_to(FOLDER).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def plotly_address() -> str:
    """Where the browser loads Plotly from: the file of the Python wheel, its version in the address.

    It is a classic script: add a `<script src>` once and read `window.Plotly`.
    """
    return f"assets/plotly.min.js?v={plotly.__version__}"

"""What one tab remembers, and the workspace behind it.

The one place that writes `st.session_state` and the query string. A session holds ids and plain data only: after a
hot reload a stored spec would no longer be an instance of its own class. Everything the learner made lives in the
store under the workspace, so that refresh, a second tab or a restart lose nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from cnn_core.runs.records import Workspace
from cnn_core.spec import Spec
from ui.storage import signer, store
from ui.web.identity import COOKIE, new_workspace_id

LANGUAGES: Final = ("es", "en")
_WORKSPACE: Final = "workspace_id"
_EPHEMERAL: Final = "workspace_is_ephemeral"
_LANGUAGE: Final = "language"
_IN_LINK: Final = "language_is_in_link"
_NETWORK_TURN: Final = "network_turn"
_FORGOTTEN: Final = "forgotten_network"
_GLIMPSE: Final = "glimpse_turn"
_SCENE: Final = "scene_json"
_SCENE_LINK: Final = "scene_link_opened"
_SCENE_LINKS: Final = "scene_links_written"
_LINKS_KEPT: Final = 8  # a run may still find the address as it was some changes ago
_SCENE_NOTE: Final = "scene_note"
_SCENE_TOLD: Final = "scene_told"
_read: ContextVar[dict[str, Workspace] | None] = ContextVar("workspaces_read", default=None)


def is_running() -> bool:
    """Whether a page is being drawn right now (routes and tests of plain functions have no session)."""
    return get_script_run_ctx(suppress_warning=True) is not None


def workspace_id() -> str:
    """The workspace of this browser; without a cookie, one that lasts as long as this tab."""
    if _WORKSPACE not in st.session_state:
        known = signer().workspace_id(st.context.cookies.get(COOKIE))
        st.session_state[_EPHEMERAL] = known is None
        st.session_state[_WORKSPACE] = known or new_workspace_id()
    return str(st.session_state[_WORKSPACE])


def is_ephemeral() -> bool:
    """Whether the work in this tab is lost with it because the browser sent no cookie."""
    workspace_id()
    return bool(st.session_state[_EPHEMERAL])


def workspace() -> Workspace:
    """What the learner has: network, data, run, language."""
    mine, known = workspace_id(), _read.get()
    if known is None:
        return store().workspace(mine)
    if mine not in known:
        known[mine] = store().workspace(mine)
    return known[mine]


@contextmanager
def reading_once() -> Iterator[None]:
    """Within the block the workspace is read once and then only after a change of ours: a page asks for it often."""
    token = _read.set({})
    try:
        yield
    finally:
        _read.reset(token)


def _update(**fields: Any) -> None:
    store().update_workspace(workspace_id(), **fields)
    if (known := _read.get()) is not None:
        known.clear()


def set_network(spec: Spec) -> None:
    """Make this the learner's network, in every tab; an editor that is open takes it over, too."""
    st.session_state[_NETWORK_TURN] = network_turn() + 1
    keep_network(spec)


def keep_network(spec: Spec) -> None:
    """Make this the learner's network: what an editor tells, which shows it already."""
    _update(network_json=spec.to_json())


def network_turn() -> int:
    """How often this tab was given another network from outside its editor."""
    return int(st.session_state.get(_NETWORK_TURN, 0))


def take_network_link() -> str | None:
    """The network in the address, once: it is taken out, or a reload would put it over what has become of it."""
    link = st.query_params.get("network")
    if link is not None:
        del st.query_params["network"]
    return link


def put_network_link_back(link: str) -> None:
    """The network of the link could not be opened yet: the next run tries again."""
    st.query_params["network"] = link


def forgotten_network() -> dict[str, str] | None:
    """The network that this tab deleted or replaced last, as it was: it can still be brought back."""
    return st.session_state.get(_FORGOTTEN)


def remember_forgotten(network: dict[str, str] | None) -> None:
    """Keep at hand what was just deleted or replaced; None: there is nothing to bring back any more."""
    st.session_state[_FORGOTTEN] = network


def set_dataset(spec: Spec) -> None:
    """Make this the learner's data, in every tab."""
    _update(dataset_json=spec.to_json())


def set_run(run_id: str) -> None:
    """Make this the run the learner is looking at, in every tab."""
    _update(run_id=run_id)


def new_scene_link() -> str | None:
    """The scene in the address, once: later runs of the same tab find the same address and have moved on.

    A link that this tab wrote there itself brings nothing new, and perhaps less: a large picture is not in it.
    """
    link = st.query_params.get("scene")
    if link is None or link == scene_link():
        return None
    st.session_state[_SCENE_LINK] = link
    return None if link in _written_links() else link


def scene_link() -> str | None:
    """The link that this tab found in its address last."""
    return st.session_state.get(_SCENE_LINK)


def remember_scene_link(link: str) -> None:
    """This tab writes this link into its address."""
    if link not in _written_links():
        st.session_state[_SCENE_LINKS] = [*_written_links()[1 - _LINKS_KEPT :], link]


def _written_links() -> list[str]:
    return st.session_state.get(_SCENE_LINKS, [])


def scene_json() -> str | None:
    """What this tab has under the lens, else what the workspace had last."""
    return st.session_state.get(_SCENE) or workspace().lens_json


def show_scene(scene_json: str) -> None:
    """Put this under the lens of this tab; the workspace keeps its own until the learner changes something."""
    st.session_state[_SCENE] = scene_json


def set_scene(scene_json: str) -> None:
    """The learner has made this: it is kept in the workspace, too."""
    show_scene(scene_json)
    _update(lens_json=scene_json)


def is_scene_news(told: str) -> bool:
    """Whether the component says something else than what was taken last: it goes on saying what it said."""
    return told != st.session_state.get(_SCENE_TOLD)


def remember_scene_told(told: str) -> None:
    """What the component says has been taken; a scene that was refused is said to be wrong as long as it stands."""
    st.session_state[_SCENE_TOLD] = told


def scene_note() -> str | None:
    """What there is to tell about the scene: an id of `ui.scenes`."""
    return st.session_state.get(_SCENE_NOTE)


def set_scene_note(note: str | None) -> None:
    """Tell this about the scene from now on; None tells nothing."""
    st.session_state[_SCENE_NOTE] = note


def glimpse_turn() -> int:
    """Which digit the front door shows, counted from 0."""
    return int(st.session_state.get(_GLIMPSE, 0))


def turn_glimpse() -> None:
    """Show the next digit."""
    st.session_state[_GLIMPSE] = glimpse_turn() + 1


def language() -> str | None:
    """The language chosen for this tab, or None before the first choice."""
    return st.session_state.get(_LANGUAGE)


def choose_language(chosen: str) -> None:
    """The learner asked for this language: remember it here, in the link and in the workspace."""
    st.session_state[_LANGUAGE] = chosen
    st.session_state[_IN_LINK] = True
    st.query_params["lang"] = chosen
    _update(language=chosen)


def settle_language() -> None:
    """Find the language once a tab: the link's, the workspace's, the browser's, else Spanish.

    Once somebody asked for it, by the link or the switch, it stays in the link: Streamlit empties the query at every
    change of page.
    """
    asked = st.query_params.get("lang")
    if asked in LANGUAGES:
        st.session_state[_LANGUAGE] = asked
        st.session_state[_IN_LINK] = True
    elif language() is None:
        st.session_state[_LANGUAGE] = workspace().language or _browser_language() or "es"
    elif st.session_state.get(_IN_LINK):
        st.query_params["lang"] = st.session_state[_LANGUAGE]


def _browser_language() -> str | None:
    """The first language of the browser that we speak."""
    accepted = st.context.headers.get("Accept-Language", "")
    wanted = [st.context.locale or "", *(part.split(";")[0].strip() for part in accepted.split(","))]
    return next((tag[:2].lower() for tag in wanted if tag[:2].lower() in LANGUAGES), None)

"""The builder: a network as a stack of cards, composed in the browser; Python is told, and counts."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from ui.components import base
from ui.components.builder.texts import texts

__all__ = ["builder", "texts"]

_mount = base.component("builder", Path(__file__).parent)


def builder(data: Mapping[str, Any], *, key: str, on_network: Callable[[str], None]) -> None:
    """Put the editor on the page. Mount it once a page under the same key: another network is only other data.

    Args:
        data: as `ui.builder.builder_data` gives it.
        key: Streamlit's key.
        on_network: is told the network as JSON text some moments after the learner's last change, before the page is
            drawn again. A browser could send anything.
    """

    def tell() -> None:
        # Where a link is followed in the same moment Streamlit has cleared the state already; then the browser has sent
        # the network by a request of its own, too (`/api/network`).
        told = getattr(st.session_state.get(key), "network", None)
        if isinstance(told, str):
            on_network(told)

    _mount(data=dict(data), key=key, on_network_change=tell)

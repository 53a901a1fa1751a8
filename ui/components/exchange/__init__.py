"""Taking a network away (source, files, a link) and bringing one back (a file, code, a link)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from ui.components.base import component

_mount = component("exchange", Path(__file__).parent)


def exchange(data: dict[str, Any], *, key: str, on_network: Callable[[str], None]) -> None:
    """Show what can be taken away and where to bring one in; `on_network` is told the JSON of what was brought."""
    _mount(data=data, key=key, on_network_change=lambda: on_network(str(st.session_state[key].network)))

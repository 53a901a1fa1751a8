"""What the address says beside the page: written over, so that the browser's Back still leads to the page before."""

from pathlib import Path

from ui import i18n
from ui.components.base import component

_mount = component("address", Path(__file__).parent)


def address(name: str, value: str) -> None:
    """Keep `name=value` in the address while this page is shown.

    Streamlit's own `st.query_params` would push a new entry into the history at every change.

    Args:
        name: of the parameter; one that Streamlit's own query does not use.
        value: letters that need no escaping.
    """
    # The language is in the data because Streamlit writes its own query anew when that changes.
    _mount(data={"name": name, "value": value, "language": i18n.language()}, key=f"address_{name}", height="content")

"""The lens: one layer, and every number inside it, answering the pointer without asking the server."""

import base64
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ui import i18n
from ui.components import base
from ui.components.lens.texts import texts
from ui.i18n import t

__all__ = ["lens", "texts"]

_mount = base.component("lens", Path(__file__).parent)


def lens(data: Mapping[str, Any], *, key: str = "lens") -> Any:
    """Put a layer under the lens.

    Mount it once a page under the same key: another scene is only other data.

    Args:
        data: `scene` (JSON text; empty for the default), `learned` with `weights`, and `content`, the address of all
            that everybody is shown alike (`ui.lens_content`).
        key: Streamlit's key.

    Returns:
        `scene`: the scene as JSON text, some moments after the learner's last change.
    """
    # Streamlit sends bytes only when they are all there is; beside other things they would arrive as Python's "b'…'".
    letters = {name: base64.b64encode(one).decode() if isinstance(one, bytes) else one for name, one in data.items()}
    whole = {**letters, "language": i18n.language(), "away": _away()}
    return _mount(data=whole, key=key, on_scene_change=_nothing)


def _away() -> dict[str, str]:
    """What to say while the file with all other words cannot be fetched."""
    return {"text": t("The server does not answer, so the lens is still empty."), "again": t("Try again")}


def _nothing() -> None:
    """Streamlit keeps a state's value only where a callback stands."""

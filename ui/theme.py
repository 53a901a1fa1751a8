"""Colours and the page's own polish. The colours stand in `.streamlit/config.toml`, where Streamlit reads them too."""

import tomllib
from functools import lru_cache
from pathlib import Path

import streamlit as st

from ui.settings import ROOT

_STYLE = Path(__file__).with_name("style.css")


def style() -> None:
    """Put the page's static style sheet in place; it holds no text of anybody's."""
    st.html(f"<style>{_sheet()}</style>")


@lru_cache(maxsize=4)
def scale(name: str) -> tuple[str, ...]:
    """A colour scale by name: "categorical", "sequential" (cividis) or "diverging" (blue, white, orange)."""
    table = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]
    return tuple(table[f"chart{name.capitalize()}Colors"])


@lru_cache(maxsize=1)
def _sheet() -> str:
    return _STYLE.read_text("utf-8")

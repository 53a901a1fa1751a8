"""The pages: their files, addresses, names and groups in the menu, in one table."""

from pathlib import Path

import streamlit as st

from ui.i18n import t
from ui.settings import ROOT

_PAGES = ROOT / "pages"


def menu() -> dict[str, list[st.Page]]:
    """The menu, group by group; the first page is the one people come in by."""
    return {
        "": [page("home")],
        t("Laboratory"): [page("convolution"), page("architecture"), page("training")],
    }


def page(page_id: str) -> st.Page:
    """One page, to link to it or to put it in the menu."""
    path, icon, title = _facts(page_id)
    return st.Page(path, title=title, icon=icon, url_path=page_id, default=page_id == "home")


def _facts(page_id: str) -> tuple[Path, str, str]:
    return {
        "home": (_PAGES / "home" / "home.py", ":material/home:", t("Home")),
        "convolution": (
            _PAGES / "lab" / "convolution.py",
            ":material/center_focus_strong:",
            t("One layer under the lens"),
        ),
        "architecture": (_PAGES / "lab" / "architecture.py", ":material/layers:", t("Architecture")),
        "training": (_PAGES / "lab" / "training.py", ":material/show_chart:", t("Training")),
    }[page_id]

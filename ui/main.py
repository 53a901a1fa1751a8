"""Every page begins here: the language, the menu, the page itself."""

import streamlit as st

from ui import errors, session, sitemap, theme
from ui.components.page_language import page_language
from ui.i18n import language, t
from ui.settings import ROOT

IMAGES = ROOT / "assets" / "images"

# A material icon here would be fetched from another server; ours lie beside the code.
st.set_page_config(page_title="Convolab", page_icon=IMAGES / "icon.png", layout="wide")
st.logo(IMAGES / "mark.svg", size="large")
session.settle_language()
theme.style()
chosen = st.navigation(sitemap.menu())
with st.sidebar:
    st.segmented_control(
        t("Language"),
        session.LANGUAGES,
        format_func={"es": "Español", "en": "English"}.__getitem__,
        default=session.language(),
        required=True,
        key="language_switch",
        on_change=lambda: session.choose_language(st.session_state["language_switch"]),
    )
    if session.is_ephemeral():
        st.caption(t("Your browser keeps no cookie of ours: what you do here lasts as long as this tab."))
page_language(language())
with errors.shown(), session.reading_once():
    chosen.run()

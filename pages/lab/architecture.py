"""Compose a network and read what each layer of it costs, before any training."""

import streamlit as st

from ui import builder, errors, networks, preparing, sitemap, strip
from ui.i18n import t

strip.show()
st.title(t("Architecture"), anchor=False)
with errors.shown():
    preparing.choose_network()
with errors.shown():
    builder.show()
with errors.shown(), st.expander(t("Your networks: keep, open, compare"), icon=":material/bookmarks:"):
    networks.show()
with errors.shown(), st.expander(t("The data it is for"), icon=":material/photo_library:"):
    preparing.choose_dataset()
st.page_link(sitemap.page("training"), label=t("Train this network"), icon=":material/arrow_forward:")

"""Compose a network and read what each layer of it costs, before any training."""

import streamlit as st

from ui import builder, choices, errors, exchange, networks, preparing, shelf, sitemap, strip
from ui.components.slide_pictures import slide_pictures
from ui.i18n import t

exchange.link_shown()
strip.show()
st.title(t("Architecture"), anchor=False)
with errors.shown():
    preparing.choose_network()
with errors.shown(), st.expander(t("More networks worth knowing"), icon=":material/auto_stories:"):
    shelf.show()
with errors.shown():
    builder.show()
with errors.shown(), st.expander(t("Your networks: keep, open, compare"), icon=":material/bookmarks:"):
    networks.show()
with errors.shown(), st.expander(t("Take it away, bring one back, share it"), icon=":material/swap_horiz:"):
    exchange.show()
with errors.shown(), st.expander(t("Pictures for slides"), icon=":material/image:"):
    slide_pictures(choices.network(), key="slide_pictures")
with errors.shown(), st.expander(t("The data it is for"), icon=":material/photo_library:"):
    preparing.choose_dataset()
st.page_link(sitemap.page("training"), label=t("Train this network"), icon=":material/arrow_forward:")

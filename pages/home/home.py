"""The front door."""

import streamlit as st

from ui import sitemap
from ui.i18n import t

st.title(t("Open the black box"))
st.page_link(sitemap.page("architecture"), label=t("Look at a network"))
st.page_link(sitemap.page("training"), label=t("Train it"))

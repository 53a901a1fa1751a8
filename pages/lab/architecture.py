"""Choose a network and read it, layer by layer, before any training."""

import streamlit as st

from ui import strip
from ui.i18n import t

strip.show()
st.title(t("Architecture"))

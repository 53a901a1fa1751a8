"""Train the network and watch."""

import streamlit as st

from ui import strip
from ui.i18n import t

strip.show()
st.title(t("Training"))

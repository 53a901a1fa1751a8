"""Choose a network and read it, layer by layer, before any training."""

import streamlit as st

from cnn_core.architecture import ArchitectureSpec, LedgerRow, ledger, totals
from ui import choices, errors, i18n, preparing, sitemap, strip
from ui.components.network_view import network_view
from ui.i18n import number, percent, t


def facts(spec: ArchitectureSpec) -> None:
    """The network in four numbers, and where most of it lies."""
    rows = ledger(spec)
    sums = totals(rows)
    with st.container(horizontal=True, key="facts"):
        st.metric(t("Parameters"), number(sums.parameters))
        st.metric(t("Multiply-adds per image"), number(sums.multiply_adds))
        st.metric(t("Memory per image"), i18n.size(sums.activation_bytes))
        st.metric(t("Layers"), number(len(rows)))
    st.markdown(where_most_lies(rows))


def where_most_lies(rows: tuple[LedgerRow, ...]) -> str:
    """The layer with most parameters and the one with most work, with their shares."""
    sums = totals(rows)
    heavy = max(rows, key=lambda row: row.parameters)
    busy = max(rows, key=lambda row: row.multiply_adds)
    return t(
        "**{heavy}** holds {parameters} of all parameters; **{busy}** does {work} of the work.",
        heavy=heavy.name,
        parameters=percent(heavy.parameters / sums.parameters, 0),
        busy=busy.name,
        work=percent(busy.multiply_adds / sums.multiply_adds, 0),
    )


strip.show()
st.title(t("Architecture"))
st.markdown(t("What the network is made of, what each layer costs and how far it sees, before anything is trained."))
networks, data = st.columns([1, 3], gap="medium")
with networks, errors.shown():
    preparing.choose_network()
with data, errors.shown():
    preparing.choose_dataset()
with errors.shown():
    network = choices.network()
    facts(network)
    network_view(network, key="network_view")
st.page_link(sitemap.page("training"), label=t("Train this network"), icon=":material/arrow_forward:")

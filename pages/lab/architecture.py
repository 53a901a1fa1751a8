"""Choose a network and read it, layer by layer, before any training."""

import streamlit as st

from cnn_core.architecture import ArchitectureSpec, LedgerRow, ledger, totals
from cnn_core.datasets import DATASETS
from cnn_core.presets import PRESETS
from ui import choices, errors, i18n, session, sitemap, strip
from ui.components.network_view import network_view
from ui.i18n import number, percent, t


def choose() -> None:
    """The network and the data; what is chosen here is chosen everywhere."""
    preset, data = st.columns([2, 3], gap="medium")
    preset.segmented_control(
        t("Network"),
        list(PRESETS),
        format_func=lambda preset_id: choices.preset_name(preset_id),
        default=choices.current_preset(),
        key="preset",
        on_change=take_preset,
    )
    data.segmented_control(
        t("Data"),
        list(DATASETS),
        format_func=choices.dataset_name,
        default=choices.dataset().kind,
        key="data",
        on_change=take_data,
    )


def take_preset() -> None:
    """Save the preset for the current data; a second click on the chosen one changes nothing."""
    if chosen := st.session_state["preset"]:
        session.set_network(choices.preset(chosen, choices.dataset()))


def take_data() -> None:
    """Save the data, and build the same preset again for its images."""
    if chosen := st.session_state["data"]:
        preset = choices.current_preset() or "lenet5"
        dataset = DATASETS[chosen]()
        session.set_dataset(dataset)
        session.set_network(choices.preset(preset, dataset))


def facts(spec: ArchitectureSpec) -> None:
    """The network in four numbers, and where most of it lies."""
    rows = ledger(spec)
    sums = totals(rows)
    with st.container(horizontal=True, key="facts"):
        st.metric(t("Parameters"), number(sums.parameters))
        st.metric(t("Multiply-adds for one image"), number(sums.multiply_adds))
        st.metric(t("Memory of one image's maps"), i18n.size(sums.activation_bytes))
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
with errors.shown():
    choose()
    network = choices.network()
    facts(network)
    network_view(network, key="network_view")
st.page_link(sitemap.page("training"), label=t("Train this network"), icon=":material/arrow_forward:")

"""The front door: what this is, in one picture that is real, and the ways in."""

import streamlit as st

from cnn_core.zoo import ShippedModel
from ui import choices, errors, glimpse, i18n, models, runs, session, sitemap
from ui.components.drawing_pad import drawing_pad
from ui.i18n import percent, t


def welcome() -> None:
    """The promise in one sentence."""
    with st.container(key="hero"):
        st.title(t("Open the black box."))
        st.markdown(t("Build a small convolutional network, train it, and look at every number inside it."))


def seen_inside() -> None:
    """A digit on its way through the trained network that comes with the laboratory."""
    if not models.has_shipped():
        return
    network, digits = models.shipped(), glimpse.digits()
    turn = session.glimpse_turn() % len(digits)
    st.html(glimpse.figure(glimpse.look(network, digits.images[turn], int(digits.labels[turn]))))
    with st.container(horizontal=True, vertical_alignment="center", key="glimpse_foot"):
        st.caption(about(network))
        st.button(t("Another digit"), icon=":material/refresh:", on_click=session.turn_glimpse)


def about(network: ShippedModel) -> str:
    """Which network this is, and how well it does on its own and on other people's digits."""
    return t(
        "{name}, trained here on MNIST: it gets {own} of MNIST's test images right. The digits shown come from other "
        "hands; of those it reads {others} as they were meant. Everything above was just computed.",
        name=network.architecture.name,
        own=percent(network.card.test_accuracy),
        others=percent(glimpse.share_right()),
    )


def now_you() -> None:
    """The learner's own digit, answered at every stroke."""
    with st.container(key="now_you"):
        st.header(t("Now you: draw a digit"))
        st.markdown(t("The same network answers at every stroke."))
        drawing_pad(None, live=False)


def carry_on() -> None:
    """Where the learner left off, if they were here before."""
    latest = next(iter(runs.store().runs(session.workspace_id(), limit=1)), None)
    if latest is None:
        return
    state = percent(latest.test_accuracy) if latest.test_accuracy is not None else ""
    st.page_link(sitemap.page("training"), label=f"{t('Go on with your last training')} {i18n.plain(state)}")


def ways_in() -> None:
    """Three doors."""
    watch, build, train = st.columns(3, gap="medium")
    with watch.container(border=True, height="stretch"):
        st.subheader(t("Watch one layer"))
        st.markdown(t("Put a picture under a kernel and follow every number, with the pointer, step by step."))
        st.page_link(sitemap.page("convolution"), label=t("Look through the lens"))
    with build.container(border=True, height="stretch"):
        st.subheader(t("Build"))
        st.markdown(t("Choose a network and read what each layer costs and how far it sees."))
        st.page_link(sitemap.page("architecture"), label=t("Look at {name}", name=i18n.plain(choices.network().name)))
    with train.container(border=True, height="stretch"):
        st.subheader(t("Train"))
        st.markdown(t("Watch loss, accuracy and gradients move while it learns; pause it, step it, change it."))
        data = choices.dataset_name(choices.dataset().kind)
        st.page_link(sitemap.page("training"), label=t("Train on {data}", data=i18n.plain(data)))


welcome()
with errors.shown():
    carry_on()
with errors.shown():
    seen_inside()
with errors.shown():
    now_you()
with errors.shown():
    ways_in()

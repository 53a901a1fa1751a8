"""Train the network and watch: choose, start, see it learn, and let it read your own digit while it does."""

import inspect

import streamlit as st

from cnn_core.runs.records import Run
from cnn_core.training import loop
from ui import choices, errors, fetching, history, preparing, runs, strip
from ui.components.drawing_pad import drawing_pad
from ui.components.live_run import live_run
from ui.i18n import t


def prepare(run: Run | None) -> None:
    """Network, data and recipe, and the button that starts."""
    ready, damaged = choices.is_there(choices.dataset()), fetching.damaged(run)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="head"):
        st.title(t("Training"), anchor=False, width="content")
        start_button(run, ready=ready)
    if damaged or not ready:
        fetching.missing_files(damaged=damaged)
    preparing.choose(watched=run.id if run else None)


def start_button(run: Run | None, *, ready: bool) -> None:
    """Starts a training; the one just started must have made a step before another may follow it."""
    going_on = run is not None and not run.is_final
    st.button(
        t("Train another") if going_on else t("Start training"),
        type="primary",
        icon=":material/play_arrow:",
        disabled=not ready or (run is not None and going_on and run.step == 0),
        on_click=start,
    )


def start() -> None:
    """Send the recipe to the queue before the page is drawn again."""
    with errors.shown():
        if not runs.has_just_started():
            runs.start_run(preparing.recipe())


def watch(run: Run | None) -> None:
    """The run as it happens, and a pad whose drawing it answers."""
    curves, drawing = st.columns([2, 1], gap="large")
    with curves:
        told = live_run(
            run.id if run else None,
            subject=history.subject(run) if run else "",
            final=run is not None and run.is_final,
            begun=run is None or run.step > 0,
        )
        if told.again:
            with errors.shown():
                runs.resume(told.again)
                st.rerun()
    with drawing, st.container(key="pad"):
        st.header(t("Draw a digit"), anchor=False)
        answered_by(run)


def answered_by(run: Run | None) -> None:
    """The pad; a network that learns something other than digits leaves the answer to the shipped one, and says so."""
    reads_digits = run is not None and history.spec_of(run).dataset.accepts_drawing
    if run is not None and not reads_digits:
        st.caption(t("This run learns other pictures than digits; the laboratory's own network answers here."))
    if run is not None and reads_digits:
        drawing_pad(run.id, live=not run.is_final, network=history.subject(run))
    else:
        drawing_pad(None, live=False)


def the_code() -> None:
    """The very function that trains."""
    with st.expander(t("The code that runs"), icon=":material/code:"):
        st.code(inspect.getsource(loop.train), language="python")


strip.show()
with errors.shown():
    shown = history.current()
    with errors.shown():
        prepare(shown)
    watch(shown)
    if shown is not None:
        history.show(shown)
the_code()

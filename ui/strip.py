"""The quiet strip at the top of the lab pages: my network, my data, my run, each a link with a small real fact."""

from typing import NamedTuple

import streamlit as st

from cnn_core.architecture import ledger, totals
from cnn_core.errors import CnnCoreError
from cnn_core.runs.errors import UnknownRunError
from cnn_core.runs.records import Run, Workspace
from ui import choices, errors, i18n, runs, session, sitemap
from ui.i18n import t

EVERY = 2.0  # s between two looks at a run that goes on


class _Item(NamedTuple):
    page_id: str
    name: str
    value: str
    fact: str


def show() -> None:
    """Draw the strip."""
    with st.container(horizontal=True, key="strip", gap="small"):
        _link(_network())
        with st.container(key="strip_data", width="stretch"):
            _link(_data())
        run = _run_of(session.workspace())
        if run is None or run.is_final:
            _link(_run(run))
        else:
            st.fragment(_follow, run_every=EVERY)(run.id)
    for name in choices.unreadable():
        st.warning(_UNREADABLE[name](), icon=":material/history:")


def _link(item: _Item) -> None:
    label = f":small[{item.name}]  \n**{i18n.plain(item.value)}** · {i18n.plain(item.fact)}"
    st.page_link(sitemap.page(item.page_id), label=label, width="stretch")


def _follow(run_id: str) -> None:
    """The entry of a run that goes on; drawn again by itself, without the page, until the run has ended."""
    with errors.shown():
        run = runs.own(run_id)
        _link(_run(run))
        if run.is_final:
            st.rerun()  # the page as it stands after the end; it asks no more


_UNREADABLE = {
    "network": lambda: t(
        "Your network was saved by another version of Convolab, and this one cannot read it. It is kept until you "
        "choose another; until then a ready-made one stands in."
    ),
    "dataset": lambda: t(
        "Your data was chosen in another version of Convolab, and this one does not know it. The choice is kept until "
        "you make another; until then ready-made data stands in."
    ),
}


def _network() -> _Item:
    try:
        network = choices.network()
        fact = t("{count} parameters", count=i18n.number(totals(ledger(network)).parameters))
    except CnnCoreError:  # the page below says what is wrong and how to mend it; the strip only stays standing
        return _Item("architecture", t("My network"), t("does not fit"), t("mend it"))
    return _Item("architecture", t("My network"), network.name, fact)


def _data() -> _Item:
    dataset = choices.dataset()
    count = i18n.number(sum(dataset.sizes))
    return _Item("training", t("My data"), choices.dataset_name(dataset.kind), t("{count} images", count=count))


def _run(run: Run | None) -> _Item:
    if run is None:
        return _Item("training", t("My run"), t("none yet"), t("train it and watch"))
    return _Item("training", t("My run"), *_standing(run))


def _run_of(mine: Workspace) -> Run | None:
    try:
        return runs.own(mine.run_id) if mine.run_id else None
    except UnknownRunError:  # the run was cleared away since; the workspace may still name it
        return None


def _standing(run: Run) -> tuple[str, str]:
    share = i18n.percent(run.step / run.total_steps, 0) if run.total_steps else ""
    if run.state == "done" and run.test_accuracy is not None:
        return i18n.percent(run.test_accuracy), t("of the test images right")
    return {
        "queued": (t("waiting"), t("paused") if run.paused else t("in the queue")),
        "running": (share if run.step else t("starting"), t("paused") if run.paused else t("running")),
        "done": (t("finished"), share),
        "failed": (t("stopped by an error"), share),
        "cancelled": (t("stopped"), share),
    }[run.state]

"""The networks worth knowing, with their story and their paper, and the learner's network against a perceptron."""

from functools import lru_cache

import streamlit as st

from cnn_core.architecture import ArchitectureSpec, ledger, totals
from cnn_core.errors import CnnCoreError
from cnn_core.presets import PRESETS, Preset
from cnn_core.reference import Reference
from ui import choices, exchange, i18n, session, thumbnails
from ui.components.cards import Card, cards
from ui.i18n import number, t, term

_PERCEPTRON = "mlp"


def show() -> None:
    """Every ready-made network as a card, the paper of the chosen one, and the comparison."""
    data, current = choices.dataset(), choices.current_preset()
    options = [_card(preset_id, preset, choices.preset(preset_id, data)) for preset_id, preset in PRESETS.items()]
    cards(t("Networks worth knowing"), options, chosen=current, key="shelf", on_choose=_take)
    if current is not None:
        st.caption(citation(PRESETS[current].reference))
    if against := against_the_perceptron(choices.network()):
        st.caption(against)


def _card(preset_id: str, preset: Preset, spec: ArchitectureSpec) -> Card:
    story = term(f"preset_{preset_id}")
    facts = [f"{preset.year} · {t('{count} parameters', count=_count(spec))}", story.help]
    picture = thumbnails.outline(spec)
    return Card(id=preset_id, title=story.label, fact="\n".join(facts), picture=picture, of="shelf")


def _count(spec: ArchitectureSpec) -> str:
    return number(_parameters(spec))


@lru_cache(maxsize=128)
def _parameters(spec: ArchitectureSpec) -> int:
    """Counting all networks of the shelf takes a second, and the page is drawn again after each change."""
    return totals(ledger(spec)).parameters


def _take(preset_id: str) -> None:
    exchange.put_aside()
    session.set_network(choices.preset(preset_id, choices.dataset()))


def citation(reference: Reference) -> str:
    """A paper as Markdown: who, what, when, where, with a link where there is a preprint."""
    parts = [f"{i18n.plain(reference.authors)} ({reference.year}): *{i18n.plain(reference.title)}*"]
    parts += [i18n.plain(reference.venue)] if reference.venue else []
    parts += [f"[arXiv:{reference.arxiv}]({reference.url})"] if reference.url else []
    return ", ".join(parts) + "."


def against_the_perceptron(spec: ArchitectureSpec) -> str:
    """How many parameters a perceptron takes for the same task; empty for one itself, or where nothing is counted."""
    perceptron = choices.preset(_PERCEPTRON, choices.dataset())
    if spec == perceptron:
        return ""
    try:
        mine = _parameters(spec)
    except CnnCoreError:  # said where the network is shown
        return ""
    return _compared(_parameters(perceptron), mine) if mine else ""


def _compared(perceptron: int, mine: int) -> str:
    count, times = number(perceptron), number(max(perceptron / mine, mine / perceptron), 1)
    if perceptron >= mine:
        return t(
            "Against the MLP: for the same pictures the perceptron has {count} parameters, {times} times as many.",
            count=count,
            times=times,
        )
    return t(
        "Against the MLP: for the same pictures the perceptron has {count} parameters; this network has {times} times "
        "as many.",
        count=count,
        times=times,
    )

"""The networks that a learner keeps: put one by, take one up again, delete one and bring it back, compare two."""

from functools import lru_cache

import streamlit as st

from cnn_core.architecture import ArchitectureSpec, account
from cnn_core.errors import CnnCoreError, InvalidSpecError
from cnn_core.presets import PRESETS
from cnn_core.runs.records import KeptNetwork
from ui import choices, comparing, errors, history, i18n, session, storage, thumbnails
from ui.components.cards import Card, cards
from ui.i18n import number, t

_NAME = "kept_name"
_CHOSEN = "kept_chosen"
_READY = "ready/"  # before the id of a ready-made network, among those of kept ones


def show() -> None:
    """Everything about the kept networks, for the page where networks are made."""
    _offer_to_keep(choices.network())
    mine = kept()
    if mine:
        current = next((each.id for each in mine if each.spec_json == choices.network().to_json()), None)
        cards(t("Kept networks"), [_card(each) for each in mine], chosen=current, key="kept", on_choose=open_kept)
    _offer_to_do(mine)
    _offer_to_bring_back()


def kept() -> list[KeptNetwork]:
    """The learner's networks, the one changed last first."""
    return storage.store().networks(session.workspace_id())


def keep_as(name: str) -> None:
    """Keep the learner's network under this name; one that had the name is replaced, and can be brought back.

    Raises:
        InvalidSpecError: it cannot be a name.
        TooManyNetworksError, NetworkTooLargeError, StorageFullError: it cannot be kept.
    """
    fields = choices.network().model_dump(mode="json")
    spec = ArchitectureSpec.parse({**fields, "name": name})
    before = next((each for each in kept() if each.name == spec.name), None)
    storage.store().keep_network(
        session.workspace_id(),
        name=spec.name,
        spec_json=spec.to_json(),
        network_id=before.id if before else None,
    )
    session.remember_forgotten(_as_it_was(before) if before and before.spec_json != spec.to_json() else None)
    session.set_network(spec)


def keep_beside(spec: ArchitectureSpec) -> None:
    """Keep this network as a new one, whatever the others are called.

    Raises:
        TooManyNetworksError, NetworkTooLargeError, StorageFullError: it cannot be kept.
    """
    storage.store().keep_network(session.workspace_id(), name=spec.name, spec_json=spec.to_json())


def open_kept(network_id: str) -> None:
    """Make a kept network the learner's network.

    Raises:
        UnknownNetworkError: it is not kept any more.
        InvalidSpecError: another version kept it, and this one cannot read it.
    """
    session.set_network(ArchitectureSpec.from_json(_kept(network_id).spec_json))


def forget(network_id: str) -> None:
    """Delete a kept network; this tab can bring it back."""
    gone = _kept(network_id)
    storage.store().forget_network(session.workspace_id(), network_id)
    session.remember_forgotten(_as_it_was(gone))


def bring_back() -> None:
    """Keep the network again that was deleted or replaced last, as it was."""
    gone = session.forgotten_network()
    if gone is not None:
        storage.store().keep_network(
            session.workspace_id(), name=gone["name"], spec_json=gone["spec_json"], network_id=gone["id"]
        )
        session.remember_forgotten(None)


def _kept(network_id: str) -> KeptNetwork:
    return storage.store().network(session.workspace_id(), network_id)


def _as_it_was(network: KeptNetwork) -> dict[str, str]:
    return {"id": network.id, "name": network.name, "spec_json": network.spec_json}


def _offer_to_keep(network: ArchitectureSpec) -> None:
    with st.form("keep_network", border=False):
        name, button = st.columns([3, 1], vertical_alignment="bottom")
        name.text_input(t("Keep this network as"), value=network.name, max_chars=60, key=f"{_NAME}_{network.name}")
        told = button.form_submit_button(t("Keep"), icon=":material/bookmark:", width="stretch")
    if told:
        with errors.shown():
            keep_as(str(st.session_state[f"{_NAME}_{network.name}"]))
            st.rerun()


def _offer_to_do(mine: list[KeptNetwork]) -> None:
    """One of the kept or of the ready-made networks to compare with; a kept one can also be deleted."""
    names = {each.id: each.name for each in mine}
    ready = {f"{_READY}{preset_id}": t("{name} (ready-made)", name=_ready(preset_id).name) for preset_id in PRESETS}
    offered = names | ready
    chosen = st.selectbox(
        t("Compare with, or delete") if mine else t("Compare with"),
        list(offered),
        index=None,
        format_func=offered.__getitem__,
        key=_CHOSEN,
        placeholder=t("Choose a network"),
    )
    if chosen in names:
        st.button(
            t("Delete “{name}”", name=i18n.plain(names[chosen])),
            icon=":material/delete:",
            key="forget_network",
            on_click=_forget_chosen,
            args=(chosen,),
        )
    if chosen is not None:
        with errors.shown():
            comparing.show(choices.network(), _other(chosen))


def _other(chosen: str) -> ArchitectureSpec:
    if chosen.startswith(_READY):
        return _ready(chosen.removeprefix(_READY))
    return ArchitectureSpec.from_json(_kept(chosen).spec_json)


def _ready(preset_id: str) -> ArchitectureSpec:
    return choices.preset(preset_id, choices.dataset())


def _forget_chosen(network_id: str) -> None:
    with errors.shown():
        forget(network_id)


def _offer_to_bring_back() -> None:
    gone = session.forgotten_network()
    if gone is None:
        return
    with errors.shown():
        st.button(
            t("Bring “{name}” back as it was", name=i18n.plain(gone["name"])),
            icon=":material/undo:",
            key="bring_network_back",
            on_click=_bring_back,
        )


def _bring_back() -> None:
    with errors.shown():
        bring_back()


def _card(network: KeptNetwork) -> Card:
    fact, picture = _seen(network.spec_json, i18n.language())
    note = "" if fact else t("kept by another version")
    changed = history.when(network.changed_at)
    facts = "\n".join(each for each in (fact, changed) if each)
    return Card(id=network.id, title=network.name, fact=facts, note=note, picture=picture, of="network")


@lru_cache(maxsize=256)
def _seen(spec_json: str, language: str) -> tuple[str, str]:
    """A kept network's facts and outline, for each language once; both empty where this version cannot read it."""
    try:
        spec = ArchitectureSpec.from_json(spec_json)
    except InvalidSpecError:
        return "", ""
    found = account(spec)
    fact = t("{count} parameters", count=number(found.totals.parameters))
    try:
        return (fact, thumbnails.outline(spec)) if found.is_whole else (t("does not fit yet"), "")
    except CnnCoreError:
        return fact, ""

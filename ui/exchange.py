"""Take the network away, bring one back, share it: what the page shows of it and what links do."""

from typing import Any

import streamlit as st

from cnn_core.architecture import ArchitectureSpec
from cnn_core.errors import CnnCoreError
from cnn_core.exports.links import LinkTooLongError, from_link, to_link
from ui import bringing, builder, choices, errors, exporting, i18n, networks, offers, session
from ui.components.exchange import exchange
from ui.i18n import t


def show() -> None:
    """The ways out and the way in, below the editor."""
    spec = choices.network()
    exchange(data(spec), key="exchange", on_network=take)


def open_link() -> str:
    """Make the network of the address the learner's own, once; what they had of their own is kept beside it.

    Returns:
        What there is to tell about it; empty where the address holds no network.

    Raises:
        DamagedLinkError: the link holds none.
        TooManyNetworksError, StorageFullError: the learner's own cannot be kept; the link stays in the address.
    """
    letters = session.take_network_link()
    if letters is None:
        return ""
    brought = from_link(letters)
    try:
        put_aside()
    except CnnCoreError:  # no room for what was their own: the link stays until there is some
        session.put_network_link_back(letters)
        raise
    session.set_network(brought)
    return t("A copy of “{name}” has come with the link: it is your network now.", name=i18n.plain(brought.name))


def take(network_json: str) -> None:
    """Make what was brought the learner's network. The editor can undo it, and what was their own is kept."""
    with errors.shown():
        brought = builder.read(network_json)
        put_aside()
        session.set_network(brought)


def put_aside() -> None:
    """Keep the learner's network, unless it is ready-made or kept already."""
    mine = choices.network()
    if choices.current_preset() is None and mine.to_json() not in {each.spec_json for each in networks.kept()}:
        networks.keep_beside(mine)


def data(spec: ArchitectureSpec) -> dict[str, Any]:
    """What the browser shows, in the learner's language."""
    return {
        "network": spec.to_json(),
        "language": i18n.language(),
        "shape": list(choices.dataset().image_shape),
        "offers": [
            {"id": each.id, "label": each.label, "help": each.help, "file": each.file_name(spec), "text": each.is_text}
            | {"slow": each.takes_seconds}
            for each in exporting.offers(exporting.Taken(spec, offers.recipe(spec, session.workspace())))
        ],
        "link": _link(spec),
        "most": bringing.MOST,
        "texts": texts(),
    }


def brought(spec: ArchitectureSpec) -> dict[str, str]:
    """The answer to whoever has brought this network."""
    return {"network": spec.to_json(), "text": t("“{name}” is your network now.", name=spec.name)}


def _link(spec: ArchitectureSpec) -> str:
    try:
        return to_link(spec)
    except LinkTooLongError:
        return ""


def texts() -> dict[str, str]:
    """Every word of the component."""
    return {
        "away": t("Take it away"),
        "save": t("Save"),
        "save_what": t("Save: {what}", what="{what}"),
        "copy": t("Copy"),
        "copy_what": t("Copy: {what}", what="{what}"),
        "link": t("A link"),
        "link_help": t("Opens a copy of this network for whoever has the link; {count} characters.", count="{count}"),
        "link_too_long": t("This network is too large for a link; take the JSON file."),
        "copied": t("Copied."),
        "saved": t("Saved as {file}.", file="{file}"),
        "working": t("One moment …"),
        "working_long": t("This takes some seconds …"),
        "failed": t("That did not work. Try it again in a moment."),
        "back": t("Bring one back"),
        "back_hint": t(
            "A file from here (JSON, safetensors), a link, or PyTorch source with a plain nn.Sequential. "
            "Source is read, never run. Drop it, choose it or paste it."
        ),
        "placeholder": "nn.Sequential(\n    nn.Conv2d(1, 6, 5),\n    nn.ReLU(),\n    …\n)",
        "paste_label": t("Paste source, JSON or a link"),
        "choose_file": t("Choose a file"),
        "build": t("Build it"),
        "reading": t("Reading …"),
        "too_large": t(
            "This file is larger than any network of ours. Bring its source, its JSON or its safetensors file."
        ),
    }


def link_shown() -> None:
    """Open the network of the address, where there is one, and say so, or say what is wrong with it."""
    try:
        said = open_link()
    except CnnCoreError as error:
        st.warning(errors.sentence(error), icon=":material/link_off:")
        return
    if said:
        st.info(said, icon=":material/link:")

"""Cards with pictures, of which one is chosen: for the few choices that deserve to be seen."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import streamlit as st

from ui import errors
from ui.components import base

_mount = base.component("cards", Path(__file__).parent)


@dataclass(frozen=True)
class Card:
    """One choice.

    Attributes:
        id: what is reported when it is chosen.
        title: its name.
        fact: a line of facts below.
        note: what the learner must know before choosing; empty for nothing.
        picture: an address for `<img>` (a data address); empty for none.
        instead: words in the picture's place where there is none.
        of: what the picture shows, which decides its shape: "images", "network", "shelf" (a network with its story)
            or "curve".
    """

    id: str
    title: str
    fact: str = ""
    note: str = ""
    picture: str = ""
    instead: str = ""
    of: str = "images"


def cards(
    legend: str, options: Sequence[Card], *, chosen: str | None, key: str, on_choose: Callable[[str], None]
) -> None:
    """Show the cards; `on_choose` is told the id before the page is drawn again."""
    offered = {option.id for option in options}

    def tell() -> None:
        # The browser names the card; nothing but what was offered counts. Where a link is followed in the same moment
        # Streamlit has cleared the state before this is called.
        if (choice := getattr(st.session_state.get(key), "chosen", None)) in offered:
            with errors.shown():
                on_choose(choice)

    data = {"name": key, "legend": legend, "options": [asdict(option) for option in options], "chosen": chosen}
    _mount(data=data, key=key, on_chosen_change=tell)

"""From an error's code and params to the learner's sentence: what happened, and the way out.

`CnnCoreError`s are shown where they were caused. Anything else is our mistake: logged with an id, shown with the
same id, and the rest of the page stays.
"""

import logging
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import streamlit as st

from cnn_core.errors import CnnCoreError
from ui import i18n
from ui.i18n import t
from ui.sentences import SENTENCES

_log = logging.getLogger("convolab.ui")


def sentence(error: CnnCoreError | str, params: Mapping[str, Any] | None = None) -> str:
    """The learner's sentence for an error, or for a stored code with its params; plain text, not Markdown."""
    code, facts = (error.code, error.params) if isinstance(error, CnnCoreError) else (error, params or {})
    try:
        return i18n.filled(_source(code, facts), {name: _shown(code, name, value) for name, value in facts.items()})
    except KeyError:  # a code without a sentence, or one stored by another version with other params
        _log.exception("no sentence fits the error %s %s", code, facts)
        return t("Something went wrong that we have no words for yet ({code}).", code=code)


def _source(code: str, facts: Mapping[str, Any]) -> str:
    """The sentence for this case of the error if there is one, else the one for all its cases."""
    cases = (f"{code}.{facts[name]}" for name in ("reason", "fitting_batch_size") if name in facts)
    return SENTENCES[next((case for case in cases if case in SENTENCES), code)]


@contextmanager
def shown() -> Iterator[None]:
    """Show what goes wrong within the block where it went wrong; what comes after the block is drawn as usual."""
    try:
        yield
    except CnnCoreError as error:
        show(error)
    except Exception as error:
        show_our_mistake(error)


def show(error: CnnCoreError | str, params: Mapping[str, Any] | None = None) -> None:
    """An error's sentence in a box."""
    st.error(i18n.plain(sentence(error, params)), icon=":material/error:")


def show_our_mistake(error: BaseException) -> bool:
    """Log what should not have happened, and give the learner its id; True tells Streamlit that it has been shown."""
    mistake = our_mistake(error)
    st.error(i18n.plain(mistake), icon=":material/bug_report:")
    return True


def our_mistake(error: BaseException) -> str:
    """The sentence for an error that is ours, after logging it under a new id."""
    return mistake_sentence(logged(error))


def logged(error: BaseException) -> str:
    """Log an error that is ours, once, and give the id under which it stands in the log."""
    mistake_id = secrets.token_hex(4)
    _log.error("our mistake %s", mistake_id, exc_info=error)
    return mistake_id


def mistake_sentence(mistake_id: str) -> str:
    """The sentence for an error of ours that is in the log already."""
    return t(
        "This is our mistake, not yours. Nothing you made is lost; try again. "
        "If it stays, tell whoever runs this server the number {mistake_id}.",
        mistake_id=mistake_id,
    )


def _shown(code: str, name: str, value: Any) -> str:
    """A fact as it stands in a sentence: numbers by locale, shapes with ×, known ids by their names."""
    if (code, name) in _SIZES:
        return i18n.size(value)
    if name in _NAMES and value is not None:
        return _NAMES[name](value)
    return _plainly(value)


def _plainly(value: Any) -> str:
    if isinstance(value, float):
        return i18n.measure(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return i18n.number(value)
    if isinstance(value, list | tuple):
        return " × ".join(_plainly(part) for part in value)
    return "" if value is None else str(value)


def _axis(axis: str) -> str:
    return t("height") if axis == "height" else t("width")


def _device(device: str) -> str:
    return t("GPU") if device == "cuda" else t("machine")


def _state(state: str) -> str:
    return {
        "queued": t("it is waiting"),
        "running": t("it is running"),
        "done": t("it is finished"),
        "failed": t("it failed"),
        "cancelled": t("it was stopped"),
    }[state]


_SIZES = frozenset({("too_much_memory", "bytes"), ("too_much_memory", "limit")})
_NAMES: dict[str, Callable[[Any], str]] = {
    "dataset": lambda dataset: i18n.term(dataset).label,
    "axis": _axis,
    "device": _device,
    "state": _state,
    "fitting": lambda numbers: ", ".join(_plainly(one) for one in numbers),
}

"""Sentences, terms and numbers in the learner's language.

The English sentence is the source text; `locales/<language>/LC_MESSAGES/*.po` holds the others and is read at start,
so that there is nothing to compile. Never an f-string inside `t`.
"""

import math
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent, format_scientific

from ui import session
from ui.settings import ROOT

_speaking: ContextVar[str | None] = ContextVar("speaking", default=None)


@dataclass(frozen=True)
class Term:
    """A word of the trade: what to call it and what it means, in the learner's language."""

    label: str
    help: str


def t(sentence: str, **params: Any) -> str:
    """The sentence in the learner's language, its `{names}` filled with `params` (numbers already formatted)."""
    return _catalogue(language()).get(sentence, sentence).format(**params)


def mark(sentence: str) -> str:
    """Leave a sentence as it is, but tell the catalogue of it; `filled` translates it later."""
    return sentence


def filled(marked: str, params: Mapping[str, Any]) -> str:
    """Like `t`, for a sentence that was marked where it was written; `params` may hold more than it needs."""
    return _catalogue(language()).get(marked, marked).format_map(params)


def language() -> str:
    """The language being spoken: the route's, else the tab's, else Spanish."""
    spoken = _speaking.get()
    if spoken is not None:
        return spoken
    return (session.language() if session.is_running() else None) or "es"


@contextmanager
def speaking(chosen: str | None) -> Iterator[None]:
    """Speak this language within the block, where there is no session to ask (routes, exports)."""
    token = _speaking.set(chosen if chosen in session.LANGUAGES else "es")
    try:
        yield
    finally:
        _speaking.reset(token)


def number(value: float, digits: int = 0) -> str:
    """61706 -> "61,706" / "61 706": grouped with a no-break space in Spanish, `digits` after the point."""
    text = f"{value:,}" if isinstance(value, int) and not digits else _english(value, digits)
    if language() == "es":
        # The Academy's spelling: a space between groups, the comma before decimals; four digits stay together.
        text = text.translate({ord(","): "\N{NO-BREAK SPACE}", ord("."): ","})
        return text.replace("\N{NO-BREAK SPACE}", "") if abs(value) < 10_000 else text
    return text


def _english(value: float, digits: int) -> str:
    return format_decimal(value, format="#,##0" + ("." + "0" * digits if digits else ""), locale="en")


def percent(share: float, digits: int = 1) -> str:
    """0.987 -> "98.7%" / "98,7 %" (with a no-break space)."""
    return (
        format_percent(share, format="#,##0." + "0" * digits + "%", locale="en")
        if language() == "en"
        else (f"{number(100 * share, digits)}\N{NO-BREAK SPACE}%")
    )


def size(count: int) -> str:
    """Bytes in steps of 1000: 18816 -> "18.8 kB"."""
    value, unit = float(count), "B"
    for larger in ("kB", "MB", "GB"):
        if value < 1000:
            break
        value, unit = value / 1000, larger
    return f"{number(value, 0 if unit == 'B' else 1)}\N{NO-BREAK SPACE}{unit}"


def measure(value: float) -> str:
    """A measured value with four significant digits: 0.0123 -> "0.01230"; very small or large ones as 1.2E-7."""
    if not math.isfinite(value):
        return {math.inf: "∞", -math.inf: "−∞"}.get(value, "NaN")
    if value != 0 and not 1e-3 <= abs(value) < 1e6:
        return scientific(value)
    digits = max(0, 3 - math.floor(math.log10(abs(value)))) if value else 0
    return number(value, digits)


def setting(value: float) -> str:
    """A number somebody has set, as short as it was written: 0.02 -> "0.02" / "0,02"."""
    text = f"{value:.4g}"
    return text.replace(".", ",") if language() == "es" else text


def scientific(value: float) -> str:
    """1.234e-07 -> "1.2E-7": for what spans many decades."""
    return format_scientific(value, format="0.0E0", locale=language())


def term(term_id: str) -> Term:
    """A term of `content/glossary.toml`; a term not written yet is called by its id and explains nothing."""
    entry = _glossary().get(term_id, {}).get(language(), {})
    return Term(label=entry.get("label", term_id.replace("_", " ")), help=entry.get("help", ""))


def is_term(term_id: str) -> bool:
    """Whether the glossary has this term."""
    return term_id in _glossary()


def plain(text: str) -> str:
    """Somebody's text, made safe to stand in Markdown: it is shown letter by letter."""
    return "".join(f"\\{letter}" if letter in r"\`*_{}[]()#+-.!|~$<>:&^=" else letter for letter in text)


@lru_cache(maxsize=4)
def _catalogue(wanted: str) -> dict[str, str]:
    if wanted == "en":
        return {}
    sentences: dict[str, str] = {}
    for path in sorted((ROOT / "locales" / wanted / "LC_MESSAGES").glob("*.po")):
        sentences |= _read(path)
    return sentences


def _read(path: Path) -> dict[str, str]:
    with path.open("rb") as file:
        catalogue = read_po(file)
    return {str(message.id): str(message.string) for message in catalogue if message.id and message.string}


@lru_cache(maxsize=1)
def _glossary() -> dict[str, dict[str, dict[str, str]]]:
    path = ROOT / "content" / "glossary.toml"
    return tomllib.loads(path.read_text("utf-8")) if path.exists() else {}

"""A field of a network that does not accept its value, in the learner's words, with the nearest value that fits."""

from typing import Any

from cnn_core.architecture.problem import Problem
from ui import i18n
from ui.fix_texts import value_text
from ui.i18n import filled, mark, t, term

SENTENCES = {
    "at_least": mark("“{field}” takes at least {limit}; it received {received}."),
    "above": mark("“{field}” takes more than {limit}; it received {received}."),
    "at_most": mark("“{field}” takes at most {limit}; it received {received}."),
    "below": mark("“{field}” takes less than {limit}; it received {received}."),
    "too_many": mark("“{field}” has more entries than the {limit} allowed. Take some out."),
    "too_many_within": mark("With all that its blocks hold, it has more than {limit} layers. Repeat less."),
    "too_deep": mark("Blocks stand inside blocks {limit} levels deep at most. Take one level out."),
    "missing": mark("“{field}” is missing. Write a value for it."),
    "unknown_field": mark("There is no “{field}” here. Take it out."),
    "unknown_kind": mark("There is nothing called “{received}” here. Choose one of those there are."),
    "not_whole": mark("“{field}” takes whole numbers; it received {received}."),
    "not_a_number": mark("“{field}” takes a number; it received {received}."),
    "other": mark("“{field}” does not accept {received}. Take another value."),
    "no_layer": mark("This is no layer: {received}. Take it out."),
}
_NEAREST = frozenset({"at_least", "at_most"})


def problem_text(found: Problem) -> str:
    """What is wrong, and where: plain text."""
    code = "no_layer" if found.field is None and found.code == "other" else found.code
    limit = "" if found.limit is None else _number(found.limit)
    says = filled(SENTENCES[code], {"field": _label(found.name), "limit": limit, "received": found.received})
    return t("Layer {place}: {says}", place=_place(found), says=says) if found.path else says


def nearest(found: Problem) -> list[dict[str, Any]]:
    """A button that sets the field to the bound it went over."""
    if found.code not in _NEAREST or found.field != found.name or not found.path or found.limit is None:
        return []
    value = int(found.limit) if float(found.limit).is_integer() else found.limit
    fix = {"op": "set", "path": list(found.path), "fields": {found.field: value}}
    return [{"text": t("{field}: {value}", field=_label(found.field), value=value_text(value)), "fix": fix}]


def _label(name: str | None) -> str:
    own = {"layers": t("Layers"), "name": t("Name"), "kind": t("Kind")}
    return own.get(name or "", term(name or "").label)


def _place(found: Problem) -> str:
    """Which layer, counted from 1; in a block, of the block: 3.2."""
    return ".".join(_number(key + 1) for key in found.path if isinstance(key, int))


def _number(value: Any) -> str:
    return i18n.number(value) if isinstance(value, int) else i18n.setting(value)

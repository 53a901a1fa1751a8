"""Two networks beside each other, ledger beside ledger, with what is different marked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import zip_longest
from typing import Any

import streamlit as st

from cnn_core.architecture import Account, ArchitectureSpec, LedgerRow, account, layer_names
from cnn_core.architecture.comparison import Pairing, Standing, compare
from cnn_core.layers import LayerSpec
from cnn_core.layers.chain import names_of
from ui import i18n
from ui.fix_texts import value_text
from ui.i18n import number, t, term
from ui.layer_texts import field_text, layer_label, shape_text

_SIGNS: dict[Standing, str] = {"same": "=", "changed": "≠", "only_left": "−", "only_right": "+"}


@dataclass(frozen=True)
class Side:
    """One network of the comparison."""

    spec: ArchitectureSpec
    found: Account
    names: tuple[str, ...]

    @classmethod
    def of(cls, spec: ArchitectureSpec) -> "Side":
        """A network with its ledger, as far as it fits."""
        return cls(spec, account(spec), layer_names(spec))

    def row(self, index: int) -> LedgerRow | None:
        """The ledger's row of a layer; None where it does not fit."""
        return self.found.rows[index] if index < len(self.found.rows) else None


def show(one: ArchitectureSpec, other: ArchitectureSpec) -> None:
    """The comparison as a table."""
    st.html(table(one, other))


def table(one: ArchitectureSpec, other: ArchitectureSpec) -> str:
    """The comparison as HTML for `st.html`; what people wrote in it is escaped."""
    left, right = Side.of(one), Side.of(other)
    pairings = compare(one.layers, other.layers)
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in (one.name, t("Difference"), other.name))
    body = "".join(_line(pairing, left, right) for pairing in pairings)
    sums = "".join(_total(*each) for each in _sums(left, right))
    caption = escape(_caption(pairings, one, other))
    return (
        f'<div class="comparing" tabindex="0" role="region" aria-label="{caption}"><table><caption>{caption}</caption>'
        f'<thead><tr>{head}</tr></thead><tbody class="totals">{sums}</tbody><tbody>{body}</tbody></table></div>'
    )


def _caption(pairings: tuple[Pairing, ...], one: ArchitectureSpec, other: ArchitectureSpec) -> str:
    counts = {sign: number(sum(each.standing == sign for each in pairings)) for sign in _SIGNS}
    return t(
        "{left} and {right}, layer by layer. The same: {same}; changed: {changed}; only on the left: {only_left}; "
        "only on the right: {only_right}.",
        left=one.name,
        right=other.name,
        **counts,
    )


def _line(pairing: Pairing, left: Side, right: Side) -> str:
    cells = _cell(left, pairing.left), _difference(pairing, left, right), _cell(right, pairing.right)
    return f'<tr class="{pairing.standing}"><td>{cells[0]}</td><td>{cells[1]}</td><td>{cells[2]}</td></tr>'


def _cell(side: Side, index: int | None) -> str:
    if index is None:
        return ""
    row, layer = side.row(index), side.spec.layers[index]
    facts = [layer_label(layer), *(_facts(row) if row else [t("does not fit yet")])]
    return f"<b>{escape(side.names[index])}</b><small>{escape(' · '.join(facts))}</small>"


def _facts(row: LedgerRow) -> list[str]:
    seen = t("sees {field} px", field=field_text(row.receptive_field))
    learnt = [t("{count} parameters", count=number(row.parameters))] if row.parameters else []
    return [shape_text(row.output_shape), *learnt, seen]


def _difference(pairing: Pairing, left: Side, right: Side) -> str:
    says = {
        "same": t("the same"),
        "only_left": t("only on the left"),
        "only_right": t("only on the right"),
    }.get(pairing.standing)
    if says is None and pairing.left is not None and pairing.right is not None:
        one, other = left.spec.layers[pairing.left], right.spec.layers[pairing.right]
        says = "; ".join(_changed(name, one, other) for name in pairing.fields)
    return f'<i aria-hidden="true">{_SIGNS[pairing.standing]}</i> <small>{escape(says or "")}</small>'


def _changed(field: str, one: LayerSpec, other: LayerSpec) -> str:
    before, after = getattr(one, field), getattr(other, field)
    if field == "layers":
        return t("inside: {differences}", differences=_inside(before, after))
    if field == "branches":
        return "; ".join(_branch(at, *pair) for at, pair in enumerate(zip_longest(before, after, fillvalue=()), 1))
    return t("{field}: {before} → {after}", field=term(field).label, before=_value(before), after=_value(after))


def _branch(at: int, one: Sequence[LayerSpec], other: Sequence[LayerSpec]) -> str:
    if one == other:
        return t("branch {number}: the same", number=number(at))
    return t("branch {number}: {differences}", number=number(at), differences=_inside(one, other))


def _inside(one: Sequence[LayerSpec], other: Sequence[LayerSpec]) -> str:
    """What is different among the layers of two blocks; the layers by their names there."""
    ours, theirs, found = names_of(one), names_of(other), list[str]()
    for pairing in compare(one, other):
        if pairing.left is not None and pairing.right is not None:
            layers = one[pairing.left], other[pairing.right]
            found += [f"{ours[pairing.left]}: {_changed(field, *layers)}" for field in pairing.fields]
        elif pairing.left is not None:
            found.append(t("{layer} only on the left", layer=ours[pairing.left]))
        elif pairing.right is not None:
            found.append(t("{layer} only on the right", layer=theirs[pairing.right]))
    return "; ".join(found)


def _value(value: Any) -> str:
    """A field's value in a word."""
    if isinstance(value, bool):
        return t("yes") if value else t("no")
    if value is None:
        return "—"
    if kind := getattr(value, "kind", None):
        return term(kind).label
    return value_text(value)


def _sums(left: Side, right: Side) -> list[tuple[str, int, int, str, str]]:
    """Name, both values, and both as text, of each total; only how many layers where one does not fit yet."""
    layers = (t("Layers"), len(left.spec.layers), len(right.spec.layers), number)
    pairs = [*(_counted(left.found, right.found) if left.found.is_whole and right.found.is_whole else ()), layers]
    return [(name, one, other, said(one), said(other)) for name, one, other, said in pairs]


def _counted(left: Account, right: Account) -> list[tuple[str, int, int, Callable[[int], str]]]:
    return [
        (t("Parameters"), left.totals.parameters, right.totals.parameters, number),
        (t("Multiply-adds per image"), left.totals.multiply_adds, right.totals.multiply_adds, number),
        (t("Memory per image"), left.totals.activation_bytes, right.totals.activation_bytes, i18n.size),
    ]


def _total(name: str, one: int, other: int, left: str, right: str) -> str:
    ratio = f" · ×{i18n.setting(other / one)}" if one and other and one != other else ""
    return (
        f'<tr class="{"same" if one == other else "changed"}"><td>{escape(left)}</td>'
        f'<th scope="row">{escape(name)}{escape(ratio)}</th><td>{escape(right)}</td></tr>'
    )

"""Preparing a training: which network, which data, which recipe."""

from typing import Any

import streamlit as st

from cnn_core.architecture import ledger, totals
from cnn_core.datasets import DATASETS, DatasetSpec
from cnn_core.errors import CnnCoreError
from cnn_core.optimizers import OptimizerSpec
from cnn_core.presets import PRESETS
from cnn_core.training.spec import RunSpec, default_run
from ui import choices, downloads, errors, exchange, i18n, session, thumbnails
from ui.components.cards import Card, cards
from ui.i18n import number, t

OWN = "own"
NARROW = "\N{NO-BREAK SPACE}"
_SCHEDULES = {"constant": i18n.mark("constant rate"), "one_cycle": i18n.mark("one cycle")}
_OPTIMIZERS = {"sgd": "SGD", "adam": "Adam", "adamw": "AdamW"}


def choose_network() -> None:
    """A few ready-made networks as cards, and the learner's own when it is none of them."""
    data, current = choices.dataset(), choices.current_preset()
    shown = [preset_id for preset_id, preset in PRESETS.items() if preset.is_first or preset_id == current]
    options = [_network_card(preset_id, choices.preset(preset_id, data)) for preset_id in shown]
    if current is None:
        options.append(_network_card(OWN, choices.network()))
    cards(t("Network"), options, chosen=current or OWN, key="network_cards", on_choose=_take_network)


def _network_card(card_id: str, spec: Any) -> Card:
    """A network's card; one that cannot be built has no number and no outline, but it is there to be chosen away."""
    try:
        count, picture = number(totals(ledger(spec)).parameters), thumbnails.outline(spec)
    except CnnCoreError:  # why, and what to do, is said where the network is used
        return Card(id=card_id, title=spec.name, note=t("cannot be built"), of="network")
    return Card(id=card_id, title=spec.name, fact=t("{count} parameters", count=count), picture=picture, of="network")


def _take_network(card_id: str) -> None:
    if card_id != OWN:
        exchange.put_aside()
        session.set_network(choices.preset(card_id, choices.dataset()))


def choose_dataset() -> None:
    """The data sets as cards with real images; one whose files are missing says so, and the chosen one its origin."""
    options = [_dataset_card(kind, DATASETS[kind]()) for kind in DATASETS]
    cards(t("Data"), options, chosen=choices.dataset().kind, key="data_cards", on_choose=take_dataset)
    st.caption(origin(choices.dataset()))


def origin(spec: DatasetSpec) -> str:
    """Whose data this is, under which licence and where it comes from, as Markdown."""
    licence = t("none stated") if spec.licence == "none stated" else spec.licence
    facts = [i18n.plain(spec.citation), t("Licence: {licence}.", licence=i18n.plain(licence))]
    if spec.source.startswith("http"):  # what this program draws itself has no page of its own
        facts.append(f"[{t('Source')}]({spec.source})")
    return " ".join(facts)


def _dataset_card(kind: str, spec: DatasetSpec) -> Card:
    channels, height, width = spec.image_shape
    note = "" if choices.is_there(spec) else t("needs a download of {size} MB", size=downloads.MEGABYTES[kind])
    colour = t("colour") if channels == 3 else t("grey")
    return Card(
        id=kind,
        title=choices.dataset_name(kind),
        fact="\n".join(
            [t("{count} images", count=number(sum(spec.sizes))), f"{height} × {width} {colour}".replace(" ", NARROW)]
        ),
        note=note,
        picture=(picture := thumbnails.samples(kind)),
        instead="" if picture else f"{NARROW}· ".join(i18n.term(f"class_{name}").label for name in spec.class_ids),
    )


def take_dataset(kind: str) -> None:
    """Save the data; a ready-made network is built again for its images.

    One of the learner's own that does not fit them is kept, and LeNet-5 takes its place.
    """
    dataset, current = DATASETS[kind](), choices.current_preset()
    is_other = current is not None or not choices.fits(choices.network(), dataset)
    if is_other:
        exchange.put_aside()
    session.set_dataset(dataset)
    if is_other:
        session.set_network(choices.preset(current or "lenet5", dataset))


def choose(*, watched: str | None) -> None:
    """Everything a training is made of, folded away behind one line of text once there is a run to watch (its id)."""
    line = _line()
    label, unfolded = line or t("Network, data and recipe"), watched is None or not line
    # A key of its own keeps it as the learner left it while the line changes; another run folds it anew.
    with st.expander(label, icon=":material/tune:", expanded=unfolded, key=f"choose_{unfolded}_{watched}"):
        network, data = st.columns([2, 5], gap="medium")
        with network, errors.shown():
            choose_network()
        with data, errors.shown():
            choose_dataset()
        with errors.shown():
            _numbers(default_run(choices.network(), choices.dataset()))


def _line() -> str:
    """The recipe in one line; empty when there is none to be had, which the folded part then explains."""
    try:
        return in_one_line(recipe())
    except CnnCoreError:
        return ""


def in_one_line(run: RunSpec) -> str:
    """What is trained on what, and how; the learner's own numbers where they differ from the recipe's."""
    return " · ".join([_made_of(run), *_changed(run)])


def _changed(run: RunSpec) -> list[str]:
    standard = default_run(run.architecture, run.dataset)
    rate, usual = run.optimizer.learning_rate, standard.optimizer.learning_rate
    said = [
        (run.epochs != standard.epochs, t("epochs: {count}", count=number(run.epochs))),
        (rate != usual, t("learning rate {rate}", rate=i18n.plain(i18n.setting(rate)))),
        (run.seed != standard.seed, t("seed {seed}", seed=run.seed)),
    ]
    return [words for differs, words in said if differs]


def _made_of(run: RunSpec) -> str:
    return t(
        "{network} on {data} · {optimizer}, {schedule}, batches of {batch_size}",
        network=i18n.plain(run.architecture.name),
        data=i18n.plain(choices.dataset_name(run.dataset.kind)),
        optimizer=_OPTIMIZERS[run.optimizer.kind],
        schedule=i18n.filled(_SCHEDULES[run.schedule.kind], {}),
        batch_size=number(run.batch_size),
    )


def recipe() -> RunSpec:
    """The recipe as the widgets stand: the data's own, with the learner's numbers where there are some."""
    run = default_run(choices.network(), choices.dataset())
    mine = {name: int(_value(run, name, getattr(run, name))) for name in ("epochs", "batch_size", "seed")}
    rate = {"learning_rate": float(_value(run, "learning_rate", run.optimizer.learning_rate))}
    return RunSpec.parse(run.model_dump() | mine | {"optimizer": run.optimizer.model_dump() | rate})


def _value(run: RunSpec, field: str, standard: float) -> float:
    """A widget's value; before it was ever drawn, the recipe's."""
    return float(st.session_state.get(_key(run, field), standard))


def _key(run: RunSpec, field: str) -> str:
    """Another data set has another recipe, so its numbers start afresh."""
    return f"recipe_{run.dataset.kind}_{field}"


def _numbers(run: RunSpec) -> None:
    """Four numbers of the recipe; their bounds are the spec's own."""
    with st.container(horizontal=True, key="recipe"):
        for field in ("epochs", "batch_size", "seed"):
            term, (low, high) = i18n.term(field), _bounds(RunSpec, field)
            value = int(getattr(run, field))
            st.number_input(term.label, int(low), int(high), value, 1, key=_key(run, field), help=term.help)
        _, high = _bounds(OptimizerSpec, "learning_rate")
        st.number_input(
            t("Highest learning rate"),
            min_value=1e-6,
            max_value=high,
            value=run.optimizer.learning_rate,
            step=0.001,
            format="%g",
            key=_key(run, "learning_rate"),
            help=i18n.term("learning_rate").help,
        )


def _bounds(spec: type[Any], field: str) -> tuple[float, float]:
    """The least and the greatest value of a field, as its class states them."""
    limits = spec.model_fields[field].metadata
    low = next(getattr(limit, name) for limit in limits for name in ("ge", "gt") if hasattr(limit, name))
    high = next(getattr(limit, name) for limit in limits for name in ("le", "lt") if hasattr(limit, name))
    return float(low), float(high)

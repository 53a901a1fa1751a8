"""Preparing a training: which network, which data, which recipe."""

from typing import Any

import streamlit as st

from cnn_core.architecture import ledger, totals
from cnn_core.datasets import DATASETS, DatasetSpec, available
from cnn_core.optimizers import OptimizerSpec
from cnn_core.presets import PRESETS
from cnn_core.training.spec import RunSpec, default_run
from ui import choices, downloads, errors, i18n, session, thumbnails
from ui.components.cards import Card, cards
from ui.i18n import number, t
from ui.settings import Settings

OWN = "own"
NARROW = "\N{NO-BREAK SPACE}"
_SCHEDULES = {"constant": i18n.mark("constant rate"), "one_cycle": i18n.mark("one cycle")}
_OPTIMIZERS = {"sgd": "SGD", "adam": "Adam", "adamw": "AdamW"}


def choose_network() -> None:
    """The ready-made networks as cards, and the learner's own when it is none of them."""
    data, current = choices.dataset(), choices.current_preset()
    options = [_network_card(preset_id, choices.preset(preset_id, data)) for preset_id in PRESETS]
    if current is None:
        options.append(_network_card(OWN, choices.network()))
    cards(t("Network"), options, chosen=current or OWN, key="network_cards", on_choose=_take_network)


def _network_card(card_id: str, spec: Any) -> Card:
    count = number(totals(ledger(spec)).parameters)
    return Card(
        id=card_id,
        title=spec.name,
        fact=t("{count} parameters", count=count),
        picture=thumbnails.outline(spec),
        of="network",
    )


def _take_network(card_id: str) -> None:
    if card_id != OWN:
        session.set_network(choices.preset(card_id, choices.dataset()))


def choose_dataset() -> None:
    """The data sets as cards with real images; one whose files are missing says so."""
    options = [_dataset_card(kind, DATASETS[kind]()) for kind in DATASETS]
    cards(t("Data"), options, chosen=choices.dataset().kind, key="data_cards", on_choose=_take_dataset)


def _dataset_card(kind: str, spec: DatasetSpec) -> Card:
    channels, height, width = spec.image_shape
    note = "" if is_there(spec) else t("needs a download of {size} MB", size=downloads.MEGABYTES[kind])
    colour = t("colour") if channels == 3 else t("grey")
    return Card(
        id=kind,
        title=choices.dataset_name(kind),
        fact="\n".join(
            [t("{count} images", count=number(sum(spec.sizes))), f"{height} × {width} {colour}".replace(" ", NARROW)]
        ),
        note=note,
        picture=thumbnails.samples(kind),
    )


def _take_dataset(kind: str) -> None:
    """Save the data; a ready-made network is built again for its images, and so is one that does not fit."""
    dataset, current = DATASETS[kind](), choices.current_preset()
    session.set_dataset(dataset)
    if current is not None or not choices.fits(choices.network(), dataset):
        session.set_network(choices.preset(current or "lenet5", dataset))


def is_there(spec: DatasetSpec) -> bool:
    """Whether the data set can be trained on now."""
    return available(spec, Settings.from_environment().data)


def choose(*, unfolded: bool) -> None:
    """Everything a training is made of, folded away behind one line of text once there is something to watch."""
    standard = default_run(choices.network(), choices.dataset())
    with st.expander(in_one_line(standard), icon=":material/tune:", expanded=unfolded):
        network, data = st.columns([2, 5], gap="medium")
        with network:
            choose_network()
        with data:
            choose_dataset()
        _numbers(standard)


def in_one_line(run: RunSpec) -> str:
    """What is trained on what, and how."""
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
    explained = {
        "epochs": (t("Epochs"), t("How often the network sees every training image.")),
        "batch_size": (t("Batch size"), t("How many images one step looks at.")),
        "seed": (t("Seed"), t("The same seed gives the same initial weights and the same order of images.")),
    }
    with st.container(horizontal=True, key="recipe"):
        for field, (label, help_text) in explained.items():
            low, high = _bounds(RunSpec, field)
            value = int(getattr(run, field))
            st.number_input(label, int(low), int(high), value, 1, key=_key(run, field), help=help_text)
        _, high = _bounds(OptimizerSpec, "learning_rate")
        st.number_input(
            t("Highest learning rate"),
            min_value=1e-6,
            max_value=high,
            value=run.optimizer.learning_rate,
            step=0.001,
            format="%g",
            key=_key(run, "learning_rate"),
            help=t("How far a step goes; the schedule moves it between steps."),
        )


def _bounds(spec: type[Any], field: str) -> tuple[float, float]:
    """The least and the greatest value of a field, as its class states them."""
    limits = spec.model_fields[field].metadata
    low = next(getattr(limit, name) for limit in limits for name in ("ge", "gt") if hasattr(limit, name))
    high = next(getattr(limit, name) for limit in limits for name in ("le", "lt") if hasattr(limit, name))
    return float(low), float(high)


def missing_files() -> None:
    """What to do about a data set whose files are not there: fetch them, or take the embedded digits."""
    download = downloads.of(choices.dataset().kind)
    going = download is not None and not download.done
    st.fragment(_missing_files, run_every=0.5 if going else None)()


def _missing_files() -> None:
    spec = choices.dataset()
    if is_there(spec):
        downloads.forget(spec.kind)
        st.rerun()
    with st.container(border=True, key="missing_files"):
        download = downloads.of(spec.kind)
        if download is None or download.done:
            _offer(spec, download)
        else:
            _progress(spec, download)


def _progress(spec: DatasetSpec, download: downloads.Download) -> None:
    name, share = i18n.plain(choices.dataset_name(spec.kind)), i18n.percent(download.share, 0)
    st.progress(download.share, t("Fetching {name}: {share}", name=name, share=share))


def _offer(spec: DatasetSpec, failed: downloads.Download | None) -> None:
    if failed is not None:
        with errors.shown():
            failed.check()
    name = i18n.plain(choices.dataset_name(spec.kind))
    st.markdown(t("The files of **{name}** are not on this machine yet.", name=name))
    with st.container(horizontal=True):
        label = t("Fetch them ({size} MB)", size=downloads.MEGABYTES[spec.kind])
        if st.button(label, icon=":material/download:", key="fetch"):
            downloads.start(spec)
            st.rerun()
        st.button(t("Take the embedded digits instead"), key="embedded", on_click=_take_dataset, args=("digits",))

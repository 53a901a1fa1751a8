"""The learner's runs: the one being looked at, and the ones before."""

import time
from datetime import datetime
from functools import lru_cache

from babel.dates import format_date

from cnn_core.runs.errors import UnknownRunError
from cnn_core.runs.records import Run
from cnn_core.training.spec import RunSpec
from ui import choices, i18n, runs, session, thumbnails
from ui.components.cards import Card, cards
from ui.i18n import t

SHOWN = 8


def current() -> Run | None:
    """The run the learner looks at: the one of the workspace, else the newest."""
    chosen = session.workspace().run_id
    try:
        if chosen:
            return runs.own(chosen)
    except UnknownRunError:  # cleared away since; the workspace may still name it
        pass
    return next(iter(runs.store().runs(session.workspace_id(), limit=1)), None)


def spec_of(run: Run) -> RunSpec:
    """What the run trains, on what and how."""
    return _parsed(run.spec_json)


@lru_cache(maxsize=256)
def _parsed(spec_json: str) -> RunSpec:
    return RunSpec.from_json(spec_json)


def subject(run: Run) -> str:
    """A run's name: its network and its data."""
    spec = spec_of(run)
    return f"{spec.architecture.name} · {choices.dataset_name(spec.dataset.kind)}"


def show(chosen: Run) -> None:
    """The newest runs as cards, each with its curve; choosing one brings it back."""
    mine = runs.store().runs(session.workspace_id(), limit=SHOWN)
    if len(mine) > 1:
        options = [_card(run) for run in mine]
        cards(t("Your trainings"), options, chosen=chosen.id, key="history", on_choose=_choose)


def _choose(run_id: str) -> None:
    session.set_run(runs.own(run_id).id)


def _card(run: Run) -> Card:
    return Card(
        id=run.id,
        title=subject(run),
        fact="\n".join([f"{_standing(run)} · {when(run.created_at)}", *_found(run), _numbers(run)]),
        note=t("stopped by an error") if run.state == "failed" else "",
        picture=_finished_curve(run.id, run.step) if run.is_final else "",
        of="curve",
    )


def _standing(run: Run) -> str:
    if run.state == "done" and run.test_accuracy is not None:
        return t("{share} right", share=i18n.percent(run.test_accuracy))
    if run.paused and not run.is_final:
        return t("paused")
    return {
        "queued": t("waiting"),
        "running": t("running"),
        "done": t("finished"),
        "failed": t("step {step}", step=i18n.number(run.step)),
        "cancelled": t("stopped at step {step}", step=i18n.number(run.step)),
    }[run.state]


def _numbers(run: Run) -> str:
    """What tells this training from the next one of the same network."""
    spec = spec_of(run)
    rate = t("learning rate {rate}", rate=i18n.setting(spec.optimizer.learning_rate))
    return f"{t('epochs: {count}', count=i18n.number(spec.epochs))} · {rate}"


def _found(run: Run) -> list[str]:
    share = _validated(run.id, run.step) if run.is_final else None
    return [] if share is None else [t("validation: {share}", share=i18n.percent(share))]


@lru_cache(maxsize=512)
def _validated(run_id: str, step: int) -> float | None:
    """The last validation accuracy of a run that has ended at this step; resumed, it ends at another."""
    found = runs.store().evaluations(run_id, confusion=False)
    return next((each.accuracy for each in reversed(found) if each.split == "validation"), None)


def when(seconds: float) -> str:
    """How long ago this was (seconds since 1970); from a day on, the date."""
    minutes = int((time.time() - seconds) / 60)
    if minutes < 1:
        return t("just now")
    if minutes < 60:
        return t("{minutes} min ago", minutes=minutes)
    if minutes < 24 * 60:
        return t("{hours} h ago", hours=minutes // 60)
    return format_date(datetime.fromtimestamp(seconds).astimezone(), "medium", locale=i18n.language())


@lru_cache(maxsize=512)
def _finished_curve(run_id: str, step: int) -> str:
    """The curve of a run that has ended at this step."""
    losses = [row.loss for row in runs.store().rows(run_id, at_most=400)]
    return thumbnails.curve(thumbnails.smooth(losses, 48))

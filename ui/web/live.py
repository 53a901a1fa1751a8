"""A run as the browser's charts want it: columns after the last step they have, and the few facts that change."""

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cnn_core.runs.records import Row, Run, StoredEvaluation
from cnn_core.runs.store import RunStore
from cnn_core.training.spec import RunSpec
from ui import errors, i18n
from ui.i18n import mark

AT_MOST = 2000  # rows in one answer; the store thins what is more

_WAITING = {
    "runner_starting": mark("The trainer is just starting."),
    "no_runner": mark("No trainer is running at the moment; it is being started again."),
    "slots_busy": mark("Every place is taken by other trainings; yours begins as soon as one ends."),
    "own_quota": mark("You have as many trainings running as you may; this one begins when one ends."),
}


def live(store: RunStore, run_id: str, *, after: int = 0, since: int = 0) -> dict[str, Any]:
    """The run and what is new in it, ready for JSON.

    Args:
        store: where it is kept.
        run_id: the run.
        after: the last step whose row the browser has.
        since: the last step of whose evaluations the browser has one. That step's come again: the validation and the
            test set's need not have been written together.

    Raises:
        UnknownRunError: there is no such run.
    """
    run = store.run(run_id)
    rows = store.rows(run_id, after=after, at_most=AT_MOST)
    rate = _finite(rows[-1].learning_rate) if rows else _learning_rate(store, run_id, run.step)
    return {
        "run": _facts(store, run) | {"learning_rate": rate},
        "layers": list(run.layers),
        "rows": columns(rows),
        "evaluations": [_evaluation(each) for each in store.evaluations(run_id, since=since, confusion=False)],
    }


@lru_cache(maxsize=512)
def _learning_rate(store: RunStore, run_id: str, step: int) -> float | None:
    """Of a step that is written and does not change any more, asked again and again while nothing new comes."""
    rows = store.rows(run_id, after=max(step - 1, 0), at_most=1)
    return _finite(rows[-1].learning_rate) if rows else None


def columns(rows: Sequence[Row]) -> dict[str, list[Any]]:
    """Rows as columns; what is not a finite number becomes None, which JSON can say."""
    return {
        "step": [row.step for row in rows],
        "loss": [_finite(row.loss) for row in rows],
        "accuracy": [_finite(row.accuracy) for row in rows],
        "learning_rate": [_finite(row.learning_rate) for row in rows],
        "gradient_norms": [[_finite(norm) for norm in row.gradient_norms] for row in rows],
    }


def _facts(store: RunStore, run: Run) -> dict[str, Any]:
    plan = _plan(run.spec_json)
    return {
        "id": run.id,
        "state": run.state,
        "paused": run.paused,
        "step": run.step,
        "total_steps": run.total_steps,
        "epoch": run.epoch,
        "epochs": plan.epochs,
        "seconds": None if run.started_at is None else (run.finished_at or time.time()) - run.started_at,
        "seconds_left": _seconds_left(run, plan.batch_size),
        "images_per_second": run.images_per_second,
        "threads": run.threads,
        "device": run.device,
        "precision": run.precision,
        "queue": _queue(store, run),
        "error": _error(run),
        "test_accuracy": run.test_accuracy,
        "storage_full": store.storage_full,
    }


@dataclass(frozen=True)
class _Plan:
    epochs: int
    batch_size: int


@lru_cache(maxsize=512)
def _plan(spec_json: str) -> _Plan:
    """What the spec says about the length of the run; parsed once, not at each of four polls a second."""
    spec = RunSpec.from_json(spec_json)
    return _Plan(epochs=spec.epochs, batch_size=spec.batch_size)


def _seconds_left(run: Run, batch_size: int) -> float | None:
    if run.is_final or not run.images_per_second or not run.total_steps:
        return None
    return max(run.total_steps - run.step, 0) * batch_size / run.images_per_second


def _queue(store: RunStore, run: Run) -> dict[str, Any] | None:
    place = store.queue_place(run.id) if run.state == "queued" else None
    if place is None:
        return None
    return {"place": place.place, "ahead": place.place - 1, "reason": i18n.filled(_WAITING[place.reason], {})}


def _error(run: Run) -> dict[str, str] | None:
    if run.error_code is None:
        return None
    return {"code": run.error_code, "text": errors.sentence(run.error_code, run.error_params)}


def _evaluation(each: StoredEvaluation) -> dict[str, Any]:
    return {
        "step": each.step,
        "epoch": each.epoch,
        "split": each.split,
        "loss": _finite(each.loss),
        "accuracy": each.accuracy,
    }


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None

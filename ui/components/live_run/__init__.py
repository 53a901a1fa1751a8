"""A run as it happens: how it stands, its controls and its curves, asked for by the browser itself."""

from pathlib import Path
from typing import Any

from cnn_core.runs.store.requests import NOT_RESUMABLE
from ui import i18n, runs
from ui.components import base
from ui.i18n import t

_mount = base.component("live_run", Path(__file__).parent)
_SLOTS = {
    name: f"{{{name}}}" for name in ("step", "total", "epoch", "epochs", "time", "place", "ahead", "count", "steps")
}


def live_run(run_id: str | None, *, subject: str, final: bool, begun: bool = True, key: str = "live_run") -> Any:
    """Show a run and let the learner steer it; without a run, the empty axes it will be drawn on.

    Mount it once a page under the same key: another run is only other data, so nothing flickers.

    Args:
        run_id: the run, or None before the first.
        subject: what is trained on what, in the learner's words.
        final: whether the run had ended when the page was drawn; False after True makes it ask again.
        begun: whether the run had made a step when the page was drawn. One that had not is a new one: it takes the
            keyboard's focus, and Python is told of its first step.
        key: Streamlit's key.

    Returns:
        `ended`: set once, in the rerun after the run has ended before the learner's eyes.
        `began`: set once, in the rerun after the run's first step.
        `again`: the run's id, in the rerun after the learner asked to resume a failed run.
    """
    data = {
        "run_id": run_id,
        "token": runs.run_token(run_id) if run_id else None,
        "final": final,
        "begun": begun,
        "subject": subject,
        "language": i18n.language(),
        "plotly": base.plotly_address(),
        "hopeless": sorted(NOT_RESUMABLE),
        "texts": texts(),
    }
    return _mount(data=data, key=key, on_began_change=_nothing, on_ended_change=_nothing, on_again_change=_nothing)


def texts() -> dict[str, Any]:
    """Every sentence of the component; the browser fills in what stands in braces."""
    return {
        "label": t("The training. Space pauses and resumes, the full stop or → takes one step."),
        "controls": t("Controls of the training"),
        "progress": t("Progress"),
        "states": _states(),
        "charts": _charts(),
        "numbers": {
            "loss": t("loss"),
            "validation": t("validation accuracy"),
            "test": t("test accuracy"),
            "test_after": t("test accuracy, epoch {epoch}", **_SLOTS),
            "speed": t("images/s"),
        },
        "at_epoch_end": t("at the end of the epoch"),
        "to_pad": t("Draw a digit"),
        "pause": t("Pause"),
        "pause_help": t("Pause (space)"),
        "resume": t("Go on"),
        "resume_help": t("Go on (space)"),
        "step": t("One step"),
        "step_help": t("One step (full stop or →), while paused"),
        "stop": t("Stop"),
        "stop_help": t("Stop for good"),
        "again": t("Resume from the last checkpoint"),
        "where": t("step {step} of {total} · epoch {epoch} of {epochs}", **_SLOTS),
        "left": t("{time} left", **_SLOTS),
        "took": t("took {time}", **_SLOTS),
        "queue": t("Place {place} in the queue, {ahead} before you.", **_SLOTS),
        "next": t("You are next."),
        "thread": t("1 thread"),
        "threads": t("{count} threads", **_SLOTS),
        "rate": t("Learning rate"),
        "rate_help": t("It stays where you put it, from the next step on; the schedule no longer moves it."),
        "rate_half": t("Half the learning rate"),
        "rate_double": t("Double the learning rate"),
        "lines": t("lines shown"),
        "smoothing": t("Smoothing"),
        "over_steps": t("over {steps} steps", **_SLOTS),
        "log": t("Loss on a log axis"),
        "ready_help": t("Press “Start training”: the curves are drawn here, step by step, as the network learns."),
        "lost": t("The connection is lost. The training goes on; this page asks again by itself."),
        "no_effect": t("The trainer has not answered yet; it may be in a long step. You may press again."),
        "gone": t("This page may no longer ask about this run. Reload the page."),
        "storage_full": t("The disk is full: the training goes on, but its curve cannot be kept until there is room."),
        "no_charts": t("The charts could not be loaded. Reload the page; the training is not affected."),
    }


def _states() -> dict[str, str]:
    return {
        "ready": t("Ready to train"),
        "loading": t("One moment"),
        "queued": t("Waiting its turn"),
        "starting": t("Starting"),
        "running": t("Learning"),
        "pausing": t("Pausing"),
        "paused": t("Paused"),
        "stopping": t("Stopping"),
        "done": t("Finished"),
        "failed": t("Stopped by an error"),
        "cancelled": t("Stopped"),
    }


def _charts() -> dict[str, str]:
    return {
        "step": t("step"),
        "each_step": t("each step"),
        "training": t("training"),
        "validation": t("validation"),
        "test": t("test"),
        "loss": t("Loss"),
        "loss_help": t("How wrong the network is; lower is better."),
        "accuracy": t("Accuracy"),
        "accuracy_help": t("The share of images it gets right."),
        "norms": t("Gradient of each layer"),
        "norms_help": t("Length of the gradient, from the first layer to the last, on a log axis."),
    }


def _nothing() -> None:
    """Streamlit names a trigger's value only where a callback stands."""

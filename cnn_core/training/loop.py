"""The training loop: a batch, an answer, a loss, its gradients, one small change of every weight, and again."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from cnn_core.errors import CnnCoreError
from cnn_core.training import probes as standard
from cnn_core.training.evaluation import Evaluation, EvaluationAbandonedError, autocast, evaluate, images_at_once
from cnn_core.training.machine import seed_chance
from cnn_core.training.probes import GradientNorms, Moment, Probe, gradient_layers
from cnn_core.training.state import Training, prepare, stream

__all__ = ["DivergedError", "Step", "Training", "gradient_layers", "prepare", "train"]

HIGH = 100  # times the first loss
HIGH_STEPS = 20


class DivergedError(CnnCoreError):
    """The loss stopped being a number, or stayed a hundred times above where it began."""

    code = "diverged"
    template = "expected a falling loss; received {loss} at step {step}, after {first_loss} at the first step"


@dataclass(frozen=True, slots=True)
class Step:
    """One change of the weights, and what was measured just before it.

    Attributes:
        step: from 1.
        epoch: from 0.
        loss: of this batch, before the change.
        accuracy: of this batch, before the change, [0, 1].
        learning_rate: with which the weights were changed.
        gradient_norms: Euclidean norm of the loss's gradient in each layer that `gradient_layers` names.
        evaluation: after the change; empty except at the end of an epoch, and where it was abandoned.
        probes: what further probes measured, by name.
    """

    step: int
    epoch: int
    loss: float
    accuracy: float
    learning_rate: float
    gradient_norms: tuple[float, ...]
    evaluation: tuple[Evaluation, ...] = ()
    probes: dict[str, tuple[float, ...]] = field(default_factory=dict)


def train(training: Training, probes: Mapping[str, Probe] | None = None) -> Iterator[Step]:
    """Train from where `training` stands to the end of its run, one `Step` at a time; `close()` stops it.

    Raises:
        DivergedError: before the weights are changed with gradients that mean nothing.
    """
    model, optimizer = training.model.train(), training.optimizer
    norms = GradientNorms(model)
    measures = {"loss": standard.loss, "accuracy": standard.accuracy, "gradients": norms.squares, **(probes or {})}
    while training.step < training.total_steps:
        epoch, learning_rate = training.epoch, training.learning_rate()
        images, labels = training.next_batch()
        seed_chance(training.device, stream(training.spec.seed, "dropout", training.step))

        with autocast(training.device, training.precision):
            logits = model(images)
            loss = training.loss_function(logits, labels)
        model.zero_grad()
        loss.backward()

        seen = standard.read(measures, Moment(model, images, labels, logits, loss))
        _stop_if_diverged(training, *seen["loss"])

        for group in optimizer.param_groups:
            group["lr"] = learning_rate
        optimizer.step()
        training.step += 1

        yield Step(
            step=training.step,
            epoch=epoch,
            loss=seen.pop("loss")[0],
            accuracy=seen.pop("accuracy")[0],
            learning_rate=learning_rate,
            gradient_norms=norms.of(seen.pop("gradients")),
            evaluation=_evaluations(training),
            probes=seen,
        )


def _stop_if_diverged(training: Training, loss: float) -> None:
    if math.isnan(training.first_loss):
        training.first_loss = loss
    # A run that starts from good weights may begin near 0; nothing below guessing counts as diverged.
    guessing = math.log(len(training.spec.dataset.class_ids))
    high = loss > HIGH * max(training.first_loss, guessing)
    training.high_steps = training.high_steps + 1 if high else 0
    if not math.isfinite(loss) or training.high_steps >= HIGH_STEPS:
        raise DivergedError(step=training.step + 1, loss=f"{loss:.3g}", first_loss=f"{training.first_loss:.3g}")


def _evaluations(training: Training) -> tuple[Evaluation, ...]:
    """Validation at the end of every epoch; the test images after the first one and at the end of the run."""
    if training.step % training.steps_per_epoch:
        return ()
    tested = training.step in (training.steps_per_epoch, training.total_steps)
    data, at_once = training.dataset, images_at_once(training.spec.architecture)
    sets = {"validation": data.validation} | ({"test": data.test} if tested else {})
    try:
        return tuple(
            evaluate(
                training.model,
                images,
                mean=data.mean,
                std=data.std,
                split=split,
                loss_function=training.loss_function,
                precision=training.precision,
                at_once=at_once,
                between=training.listen,
            )
            for split, images in sets.items()
        )
    except EvaluationAbandonedError:
        return ()

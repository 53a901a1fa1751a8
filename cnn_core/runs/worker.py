"""What happens inside the process of one run: train, report, save, obey."""

import logging
import time
from collections import deque
from collections.abc import Iterator
from multiprocessing.connection import Connection
from typing import Any

import torch

from cnn_core.datasets import load_cached
from cnn_core.errors import CnnCoreError
from cnn_core.runs.checkpoints import Checkpoint, newest
from cnn_core.runs.engine import Job
from cnn_core.runs.errors import OutOfMemoryError
from cnn_core.runs.records import Progress, Row, StoredEvaluation
from cnn_core.runs.saver import Saver, passes
from cnn_core.training import machine
from cnn_core.training.evaluation import EvaluationAbandonedError
from cnn_core.training.loop import Step, Training, gradient_layers, prepare, train
from cnn_core.training.spec import RunSpec

REPORT_SECONDS = 0.08
LOOK_SECONDS = 0.02

log = logging.getLogger(__name__)


class Leave(Exception):  # noqa: N818  # not an error: somebody said so
    """The run must end here; `outcome` is `stopped`, `yielded` or `orphaned` (nobody listens any more)."""

    def __init__(self, outcome: str) -> None:
        super().__init__(outcome)
        self.outcome = outcome


def work(job: Job, pipe: Connection) -> None:
    """Carry out one attempt at a run, and say how it ended."""
    try:
        machine.set_up(job.threads)
        spec = RunSpec.from_json(job.spec_json)
        if job.gpu is not None and spec.device in ("auto", "cuda"):
            torch.cuda.set_device(job.gpu)
        training = prepare(spec, load_cached(spec.dataset, job.data))
        ending = Worker(job, training, pipe).run()
    except CnnCoreError as error:
        ending = ("failed", error.code, error.params)
    except (torch.OutOfMemoryError, MemoryError) as error:
        log.warning("run %s: %s", job.run_id, error)
        ending = ("failed", OutOfMemoryError.code, {"device": "cpu" if isinstance(error, MemoryError) else "cuda"})
    except Exception as error:
        log.exception("run %s", job.run_id)
        ending = ("failed", "training_crashed", {"reason": f"{type(error).__name__}: {error}"[:300]})
    try:
        pipe.send(("ended", *ending))
    except OSError:
        log.warning("run %s ended (%s) with nobody to tell", job.run_id, ending[0])


class Worker:
    """One attempt at a run, with its pipe and its folder."""

    def __init__(self, job: Job, training: Training, pipe: Connection) -> None:
        self.job = job
        self.training = training
        self.pipe = pipe
        self.paused = job.paused
        self.steps_allowed = 0
        self.may_finish = True  # the step under way, although the run is paused
        self.within_step = False
        self.leaving: Leave | None = None  # as soon as the step under way is done
        training.listen = self._listen
        self.fresh: list[tuple[Any, ...]] = []
        self.fresh_evaluations: list[StoredEvaluation] = []
        # What the store has not confirmed yet goes into every checkpoint.
        self.unsaved: deque[Row] = deque()
        self.unsaved_evaluations: deque[StoredEvaluation] = deque()
        self.saver = Saver(job.folder, training)
        self.speed = Speed(training.spec.batch_size)

    def run(self) -> tuple[Any, ...]:
        """Train to the end, or until somebody says stop.

        Returns:
            The last word: outcome, error code, error parameters.
        """
        self._go_on_from(newest(self.job.folder))
        self._introduce()
        try:
            for step in self._obedient(train(self.training)):
                self._note(step)
            self._report()
            self._save_surely()
        except Leave as leave:
            self._leave(leave.outcome)
            return leave.outcome, None, {}
        except Exception:
            self._report()  # the steps up to the mistake are what explains it
            raise
        return "done", None, {}

    def _go_on_from(self, checkpoint: Checkpoint | None) -> None:
        if checkpoint is None:
            return
        self.training.load_state_tensors(checkpoint.tensors)
        self.unsaved.extend(checkpoint.rows)
        self.unsaved_evaluations.extend(checkpoint.evaluations)
        self.fresh = [_wire(row) for row in checkpoint.rows]
        self.fresh_evaluations = list(checkpoint.evaluations)

    def _introduce(self) -> None:
        training = self.training
        self._send(
            Progress(
                step=training.step,
                epoch=training.epoch if training.step < training.total_steps else training.spec.epochs - 1,
                total_steps=training.total_steps,
                layers=gradient_layers(training.model),
                threads=self.job.threads,
                device=str(training.device),
                precision=training.precision,
            )
        )

    def _obedient(self, steps: Iterator[Step]) -> Iterator[Step]:
        """The same steps, but with a look at the pipe now and then, and a wait while the run is paused."""
        self._save_if_due(0.0)
        self._obey()
        next_report = next_look = 0.0
        for step in steps:
            yield step
            self.within_step = self.may_finish = False
            if self.leaving:
                raise self.leaving
            now = time.perf_counter()
            if now >= next_report or self.paused:
                self._report()
                next_report = now + REPORT_SECONDS
            self._save_if_due(now)
            if now >= next_look or self.paused:
                self._obey()
                next_look = now + LOOK_SECONDS

    def _note(self, step: Step) -> None:
        row = (step.step, step.epoch, step.loss, step.accuracy, step.learning_rate, step.gradient_norms)
        self.fresh.append(row)
        self.unsaved.append(Row(*row))
        self.speed.count()
        for one in step.evaluation:
            stored = StoredEvaluation(step.step, step.epoch, one.split, one.loss, one.accuracy, one.confusion)
            self.fresh_evaluations.append(stored)
            self.unsaved_evaluations.append(stored)

    def _report(self) -> None:
        if not self.fresh:
            return
        step, epoch = self.fresh[-1][:2]
        speed = self.speed.smoothed if self.paused else self.speed.read()  # waiting is not training
        cost = self.saver.seconds
        self._send(Progress(step=step, epoch=epoch, images_per_second=speed, save_seconds=cost))

    def _send(self, progress: Progress) -> None:
        try:
            # Waits while the pipe is full: a supervisor that cannot save must not be flooded.
            self.pipe.send(("news", self.fresh, self.fresh_evaluations, progress))
        except OSError:
            raise Leave("orphaned") from None
        self.fresh, self.fresh_evaluations = [], []

    def _save_if_due(self, now: float) -> None:
        if self.saver.due(self.training.step, now) or self.paused:
            self._save()

    def _save(self) -> None:
        self.saver.save(self.training, self.unsaved, self.unsaved_evaluations)

    def _save_surely(self) -> None:
        """The last checkpoint is the trained network: wait for its place rather than lose it."""
        while True:
            try:
                return self.saver.save(self.training, self.unsaved, self.unsaved_evaluations, insist=True)
            except OSError as error:
                if not passes(error):
                    raise
                if self.pipe.poll(1.0):
                    self._hear(*self._receive())

    def _obey(self) -> None:
        """Hear what was said; while paused, wait for the next word without using the processor."""
        over = self.training.step >= self.training.total_steps  # then there is nothing to wait for
        while self._spoken_to() or (self.paused and not self.steps_allowed and not over):
            self._hear(*self._receive())
        self.may_finish = self.paused
        if self.paused:
            self.steps_allowed -= 1

    def _listen(self) -> None:
        """Hear what was said during an evaluation: the weights have changed, but the step has no row yet.

        Therefore nothing is saved here, and whoever has to leave finishes the step first; told to stop for good, he
        does so without the rest of the evaluation.
        """
        self.within_step = True
        try:
            while not self.leaving and (self._spoken_to() or (self.paused and not self.may_finish)):
                self._hear(*self._receive())
                self._finish_if_allowed()
        except Leave as leave:
            self.leaving = leave
        if self.leaving and self.leaving.outcome == "stopped":
            raise EvaluationAbandonedError

    def _finish_if_allowed(self) -> None:
        if self.steps_allowed and not self.may_finish:
            self.steps_allowed -= 1
            self.may_finish = True

    def _spoken_to(self) -> bool:
        try:
            return self.pipe.poll()
        except OSError:
            raise Leave("orphaned") from None

    def _receive(self) -> tuple[str, float | None]:
        try:
            word, value = self.pipe.recv()
        except (EOFError, OSError):
            raise Leave("orphaned") from None
        return word, value

    def _hear(self, word: str, value: float | None) -> None:
        if word == "saved" and value is not None:
            self._forget_saved(value)
        elif word == "pause":
            self._pause()
        elif word == "resume":
            self.paused = False
            self.steps_allowed = 0
            self.speed.restart()
        elif word == "step":
            self.paused = True
            self.steps_allowed += 1
        elif word == "set_learning_rate":
            self.training.learning_rate_override = value
        elif word in ("stop", "yield"):
            raise Leave("stopped" if word == "stop" else "yielded")

    def _pause(self) -> None:
        if not self.paused:
            self.paused = True
            self._report()
            if not self.within_step:
                self._save()

    def _forget_saved(self, step: float) -> None:
        while self.unsaved and self.unsaved[0].step <= step:
            self.unsaved.popleft()
        while self.unsaved_evaluations and self.unsaved_evaluations[0].step <= step:
            self.unsaved_evaluations.popleft()

    def _leave(self, outcome: str) -> None:
        """Save first, for that is what a resumed run needs, then say the rest to whoever still listens."""
        self._save()
        if outcome != "orphaned":
            self._report()


class Speed:
    """Images per second over the last second or two of training.

    Pauses are left out, and the first step of a process, which takes longer than any other.
    """

    def __init__(self, batch_size: int) -> None:
        self.batch_size = batch_size
        self.steps = 0
        self.smoothed: float | None = None
        self.warm = False
        self.restart()

    def count(self) -> None:
        """One more step is done."""
        self.steps += 1
        if not self.warm:
            self.warm = True
            self.restart()

    def restart(self) -> None:
        """Begin to measure anew, after a pause."""
        self.since = time.perf_counter()
        self.steps = 0

    def read(self) -> float | None:
        """The speed, or None before there is enough to measure."""
        seconds = time.perf_counter() - self.since
        if self.steps == 0 or seconds < REPORT_SECONDS / 2:
            return self.smoothed
        now = self.steps * self.batch_size / seconds
        share = min(1.0, seconds)
        self.smoothed = now if self.smoothed is None else self.smoothed + share * (now - self.smoothed)
        self.restart()
        return self.smoothed


def _wire(row: Row) -> tuple[Any, ...]:
    return row.step, row.epoch, row.loss, row.accuracy, row.learning_rate, row.gradient_norms

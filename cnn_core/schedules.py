"""The table of schedules: what share of the learning rate each step gets."""

import math
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from cnn_core.spec import Spec


class ScheduleSpec(Spec):
    """A pure function of the step, so that it can be drawn before training and resumed anywhere."""

    reference: ClassVar[str]

    kind: str

    def factor(self, step: int, total_steps: int) -> float:
        """The share, in [0, 1], of the optimiser's learning rate that a step gets.

        Args:
            step: how many steps were done before this one, 0 … total_steps - 1.
            total_steps: how many steps the whole run has, at least 1.
        """
        raise NotImplementedError


class ConstantSpec(ScheduleSpec):
    """The same learning rate from the first step to the last."""

    reference: ClassVar[str] = "Robbins and Monro (1951) ask for one that falls; a constant one is the simplest start"

    kind: Literal["constant"] = "constant"

    def factor(self, step: int, total_steps: int) -> float:
        """Always 1."""
        return 1.0


class OneCycleSpec(ScheduleSpec):
    """One rise and one longer fall, both along half a cosine: fast in the middle, calm at the end.

    The same curve as `torch.optim.lr_scheduler.OneCycleLR(max_lr, cycle_momentum=False)` draws.

    Reference:
        Smith and Topin (2018), Super-convergence: very fast training of neural networks using large learning
        rates, arXiv:1708.07120, section 3.

    >>> cycle = OneCycleSpec(warm_up=0.25)
    >>> [round(cycle.factor(step, 12), 2) for step in (0, 1, 2, 5, 8, 11)]
    [0.04, 0.52, 1.0, 0.75, 0.25, 0.0]
    """

    reference: ClassVar[str] = "Smith and Topin (2018), arXiv:1708.07120, section 3"

    kind: Literal["one_cycle"] = "one_cycle"
    warm_up: float = Field(default=0.3, gt=0, lt=1)
    start: float = Field(default=0.04, ge=0, le=1)
    end: float = Field(default=0.0, ge=0, le=1)

    def factor(self, step: int, total_steps: int) -> float:
        """From `start` up to 1 within the share `warm_up` of the run, then down to `end` at the last step."""
        peak = self.warm_up * total_steps - 1
        if step <= peak:
            return _half_cosine(self.start, 1.0, step / peak if peak > 0 else 1.0)
        fall = total_steps - 1 - peak
        return _half_cosine(1.0, self.end, (step - peak) / fall)


def _half_cosine(start: float, end: float, progress: float) -> float:
    return end + (start - end) * (1 + math.cos(math.pi * min(progress, 1.0))) / 2


AnySchedule = Annotated[ConstantSpec | OneCycleSpec, Field(discriminator="kind")]

SCHEDULES: dict[str, type[ScheduleSpec]] = {"constant": ConstantSpec, "one_cycle": OneCycleSpec}

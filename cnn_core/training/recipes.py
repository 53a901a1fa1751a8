"""The default recipe of each data set: optimiser, schedule, batch size and epochs that were measured to work."""

from dataclasses import dataclass, field

from cnn_core.losses import AnyLoss, CrossEntropySpec
from cnn_core.optimizers import AdamSpec, AdamWSpec, AnyOptimizer
from cnn_core.schedules import AnySchedule, OneCycleSpec


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train on a data set, apart from the network."""

    epochs: int
    batch_size: int
    optimizer: AnyOptimizer
    schedule: AnySchedule = field(default_factory=OneCycleSpec)
    loss: AnyLoss = field(default_factory=CrossEntropySpec)


_FAST_ADAM = AdamSpec(learning_rate=0.005, beta1=0.8, beta2=0.95)

RECIPES: dict[str, Recipe] = {
    "digits": Recipe(epochs=40, batch_size=16, optimizer=AdamSpec(learning_rate=0.002, beta1=0.8, beta2=0.95)),
    "shapes": Recipe(epochs=5, batch_size=64, optimizer=AdamWSpec(learning_rate=0.003, weight_decay=0.05)),
    "mnist": Recipe(epochs=1, batch_size=64, optimizer=_FAST_ADAM),
    "fashion_mnist": Recipe(epochs=5, batch_size=64, optimizer=_FAST_ADAM),
    "cifar10": Recipe(epochs=10, batch_size=128, optimizer=AdamWSpec(learning_rate=0.003, weight_decay=0.05)),
}

"""Train the models in assets/models again, with the laboratory's own loop, and write their cards.

    CONVOLAB_DATA=… python scripts/train_shipped_models.py          # a few minutes on two cores

The same machine gives the same weights, bit for bit; another one gives weights as good, and a card that says so.
"""

import hashlib
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from cnn_core.datasets import Dataset, MnistSpec
from cnn_core.presets import PRESETS
from cnn_core.training.evaluation import evaluate
from cnn_core.training.loop import Training, prepare, train
from cnn_core.training.machine import set_up
from cnn_core.training.spec import RunSpec, default_run
from cnn_core.weights import save_weights
from cnn_core.zoo import ModelCard

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "assets" / "models"
COMMAND = "python scripts/train_shipped_models.py"


def recipes() -> dict[str, RunSpec]:
    """What is shipped: the default recipe of the data set, with more epochs than a learner waits for."""
    mnist = MnistSpec()
    lenet = PRESETS["lenet5"].build(mnist.image_shape, len(mnist.class_ids))
    settings = {"epochs": 15, "precision": "float32", "device": "cpu"}
    return {"lenet5_mnist": default_run(lenet, mnist, seed=0).model_copy(update=settings)}


def trained(run: RunSpec, dataset: Dataset) -> Training:
    """The run, trained to its end, with a line an epoch."""
    training = prepare(run, dataset)
    for step in train(training):
        for seen in step.evaluation:
            print(f"epoch {step.epoch + 1} {seen.split}: {seen.accuracy:.4f}", flush=True)
    return training


def write(model_id: str, run: RunSpec, training: Training) -> ModelCard:
    """Measure the trained network on all test images, and write weights and card."""
    data = training.dataset
    result = evaluate(training.model, data.test, mean=data.mean, std=data.std)
    weights = FOLDER / f"{model_id}.safetensors"
    save_weights(weights, training.model)
    card = ModelCard(
        id=model_id,
        run=run,
        mean=data.mean,
        std=data.std,
        test_accuracy=result.accuracy,
        test_images=len(data.test.labels),
        weights_sha256=hashlib.sha256(weights.read_bytes()).hexdigest(),
        trained=datetime.now(UTC).date(),
        command=COMMAND,
        weights_licence="Apache-2.0",
        data_licence=run.dataset.licence,
    )
    (FOLDER / f"{model_id}.json").write_text(card.model_dump_json(indent=2) + "\n", encoding="utf-8")
    return card


def main() -> int:
    folder = os.environ.get("CONVOLAB_DATA")
    if not folder:
        print("Set CONVOLAB_DATA to the folder with the real data sets.")
        return 2
    set_up(threads=1)  # one thread: the same weights whatever else the machine does
    FOLDER.mkdir(parents=True, exist_ok=True)
    for model_id, run in recipes().items():
        card = write(model_id, run, trained(run, run.dataset.load(Path(folder))))
        print(f"{model_id}: {card.test_accuracy:.4f} on {card.test_images} test images")
    return 0


if __name__ == "__main__":
    sys.exit(main())

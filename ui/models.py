"""The trained networks that come with the laboratory, loaded once a process and only ever asked for answers."""

from functools import lru_cache

import torch

from cnn_core import zoo
from cnn_core.zoo import ShippedModel
from ui.settings import ROOT

FOLDER = ROOT / "assets" / "models"
DIGITS = "lenet5_mnist"


def has_shipped(model_id: str = DIGITS) -> bool:
    """Whether the model lies in `assets/models`."""
    return model_id in zoo.shipped_ids(FOLDER)


@lru_cache(maxsize=4)
def shipped(model_id: str = DIGITS) -> ShippedModel:
    """A shipped model, in evaluation mode for good.

    Raises:
        UnknownModelError, WeightsError: the installation is not whole.
    """
    torch.set_num_threads(1)  # the cores belong to the trainings; one small image gains nothing from more
    return zoo.shipped(FOLDER, model_id)

"""The learner's network and data as specs; a new learner gets ready-made ones, so that no page is ever empty."""

from typing import Any

from pydantic import TypeAdapter

from cnn_core.architecture import ArchitectureSpec, class_count
from cnn_core.datasets import DATASETS, AnyDataset, available
from cnn_core.presets import PRESETS
from ui import i18n, session
from ui.settings import Settings

_DATASET: TypeAdapter[Any] = TypeAdapter(AnyDataset)


def dataset() -> Any:
    """The chosen data set; before any choice, MNIST where it lies ready, else the embedded digits."""
    stored = session.workspace().dataset_json
    return _DATASET.validate_json(stored) if stored else default_dataset()


def default_dataset() -> Any:
    """What a new learner trains on."""
    mnist = DATASETS["mnist"]()
    return mnist if available(mnist, Settings.from_environment().data) else DATASETS["digits"]()


def network() -> ArchitectureSpec:
    """The chosen network; before any choice, LeNet-5 for the chosen data."""
    stored = session.workspace().network_json
    return ArchitectureSpec.from_json(stored) if stored else preset("lenet5", dataset())


def preset(preset_id: str, for_dataset: Any) -> ArchitectureSpec:
    """A ready-made network with this data set's input and number of answers."""
    return PRESETS[preset_id].build(for_dataset.image_shape, len(for_dataset.class_ids))


def fits(spec: ArchitectureSpec, for_dataset: Any) -> bool:
    """Whether the network takes this data set's images and gives its number of answers."""
    return tuple(spec.input_shape) == tuple(for_dataset.image_shape) and class_count(spec) == len(for_dataset.class_ids)


def dataset_name(kind: str) -> str:
    """What to call a data set."""
    return i18n.term(kind).label


def preset_name(preset_id: str) -> str:
    """What to call a ready-made network: its own name does not depend on the data."""
    return PRESETS[preset_id].build((1, 32, 32), 10).name


def current_preset() -> str | None:
    """The preset the learner's network is, unchanged; None once it is their own."""
    mine, data = network(), dataset()
    return next((preset_id for preset_id in PRESETS if preset(preset_id, data) == mine), None)

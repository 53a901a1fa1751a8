"""The learner's network and data as specs; a new learner gets ready-made ones, so that no page is ever empty."""

from typing import Any

from pydantic import TypeAdapter, ValidationError

from cnn_core.architecture import ArchitectureSpec, class_count
from cnn_core.datasets import DATASETS, AnyDataset, DatasetSpec, available
from cnn_core.errors import CnnCoreError, InvalidSpecError
from cnn_core.presets import PRESETS
from ui import i18n, session
from ui.settings import Settings

_DATASET: TypeAdapter[Any] = TypeAdapter(AnyDataset)


def dataset() -> Any:
    """The chosen data set; before any choice, or when this version cannot read it, `default_dataset`."""
    return dataset_of(session.workspace().dataset_json)


def dataset_of(stored: str | None) -> Any:
    """The data set that a workspace keeps as JSON; `default_dataset` where it keeps none that we can read."""
    return _read_dataset(stored) or default_dataset()


def _stored_dataset() -> Any | None:
    return _read_dataset(session.workspace().dataset_json)


def _read_dataset(stored: str | None) -> Any | None:
    try:
        return _DATASET.validate_json(stored) if stored else None
    except ValidationError:  # another version's; `unreadable` says so on the page
        return None


def default_dataset() -> Any:
    """What a new learner trains on: MNIST where it lies ready, else the embedded digits."""
    mnist = DATASETS["mnist"]()
    return mnist if available(mnist, Settings.from_environment().data) else DATASETS["digits"]()


def network() -> ArchitectureSpec:
    """The chosen network; before any choice, or when this version cannot read it, LeNet-5 for the chosen data."""
    return _stored_network() or preset("lenet5", dataset())


def _stored_network() -> ArchitectureSpec | None:
    stored = session.workspace().network_json
    try:
        return ArchitectureSpec.from_json(stored) if stored else None
    except InvalidSpecError:  # another version's; `unreadable` says so on the page
        return None


def unreadable() -> tuple[str, ...]:
    """Which of the learner's "network" and "dataset" are kept but say something this version does not know."""
    mine = session.workspace()
    read = {"network": (mine.network_json, _stored_network), "dataset": (mine.dataset_json, _stored_dataset)}
    return tuple(name for name, (stored, parsed) in read.items() if stored and parsed() is None)


def preset(preset_id: str, for_dataset: Any) -> ArchitectureSpec:
    """A ready-made network with this data set's input and number of answers."""
    return PRESETS[preset_id].build(for_dataset.image_shape, len(for_dataset.class_ids))


def fits(spec: ArchitectureSpec, for_dataset: Any) -> bool:
    """Whether the network can be built, takes this data set's images and gives its number of answers."""
    try:
        classes = class_count(spec)
    except CnnCoreError:  # what cannot be built fits nothing
        return False
    return tuple(spec.input_shape) == tuple(for_dataset.image_shape) and classes == len(for_dataset.class_ids)


def dataset_name(kind: str) -> str:
    """What to call a data set."""
    return i18n.term(kind).label


def current_preset() -> str | None:
    """The preset the learner's network is, unchanged; None once it is their own."""
    mine, data = network(), dataset()
    return next((preset_id for preset_id in PRESETS if preset(preset_id, data) == mine), None)


def is_there(spec: DatasetSpec) -> bool:
    """Whether the data set can be trained on now."""
    return available(spec, Settings.from_environment().data)

"""Starting a run: what cannot be trained here is refused before it waits in the queue."""

import pytest

from cnn_core.architecture import TooMuchMemoryError
from cnn_core.datasets import DATASETS
from cnn_core.presets import PRESETS
from cnn_core.training.spec import default_run
from ui import runs, session


def test_what_fits_nowhere_is_refused_before_the_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    digits = DATASETS["digits"].parse({})
    spec = default_run(PRESETS["lenet5"].build(digits.image_shape, 10), digits)
    wide = {"kind": "conv2d", "out_channels": 1024, "kernel_size": 1, "padding": 64}
    layers = [wide, *spec.architecture.model_dump(mode="json")["layers"][-1:]]
    layers.insert(1, {"kind": "global_avg_pool"})
    huge = type(spec).parse(
        spec.model_dump(mode="json")
        | {"architecture": spec.architecture.model_dump(mode="json") | {"layers": layers}, "batch_size": 2048}
    )
    reached: list[str] = []
    monkeypatch.setattr(session, "workspace_id", lambda: reached.append("workspace") or "ana")
    with pytest.raises(TooMuchMemoryError):
        runs.start_run(huge)
    assert not reached

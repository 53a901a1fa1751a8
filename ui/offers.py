"""What goes with a network that is taken away: the learner's run of it, its weights, the recipe of their data."""

from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor

from cnn_core.architecture import ArchitectureSpec
from cnn_core.errors import CnnCoreError
from cnn_core.runs.checkpoints import LATEST, CheckpointError, load_model
from cnn_core.runs.errors import UnknownRunError
from cnn_core.runs.records import Workspace
from cnn_core.training.spec import RunSpec, default_run
from ui import choices, storage
from ui.exporting import Taken


def taken(spec: ArchitectureSpec, workspace_id: str, home: Path, *, needs_run: bool = False) -> Taken:
    """The network with all that is known of it: of nobody (""), its first weights and the default data.

    Args:
        spec: the network.
        workspace_id: whose data set and run go with it.
        home: the installation's folder, where the weights of runs lie.
        needs_run: whether it is of no use without a recipe.

    Raises:
        CnnCoreError: a recipe is needed, and the network is not made for the data; says why.
    """
    mine = storage.store().workspace(workspace_id)
    if run := _own_run(spec, mine):
        return Taken(spec, run, _weights(home, mine))
    return Taken(spec, _recipe(spec, mine) if needs_run else recipe(spec, mine))


def recipe(spec: ArchitectureSpec, mine: Workspace) -> RunSpec | None:
    """How the network is trained on the data set of the workspace; None where it is not made for it."""
    try:
        return _recipe(spec, mine)
    except CnnCoreError:  # the page says so where the network is used
        return None


def _recipe(spec: ArchitectureSpec, mine: Workspace) -> RunSpec:
    return default_run(spec, choices.dataset_of(mine.dataset_json))


def _own_run(spec: ArchitectureSpec, mine: Workspace) -> RunSpec | None:
    """The run the learner looks at, where it is one of this very network."""
    try:
        run = storage.store().run(mine.run_id) if mine.run_id else None
    except UnknownRunError:  # cleared away since
        return None
    found = RunSpec.from_json(run.spec_json) if run and run.workspace_id == mine.id else None
    return found if found and found.architecture == spec else None


def _weights(home: Path, mine: Workspace) -> Mapping[str, Tensor] | None:
    try:
        found = load_model(home / "runs" / str(mine.run_id) / LATEST)
    except (CheckpointError, FileNotFoundError):  # nothing saved yet: there are first weights
        return None
    torch.set_num_threads(1)  # as in ui.models
    return found.model.state_dict()

"""The tables. What is here must equal what `migrations/versions` builds; a test compares the two."""

from sqlalchemy import (
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData()


def _run_key() -> Column[str]:
    return Column("run_id", String(32), ForeignKey("run.id", ondelete="CASCADE"), primary_key=True)


workspaces = Table(
    "workspace",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("network_json", Text),
    Column("dataset_json", Text),
    Column("run_id", String(32)),
    Column("language", String(8)),
    Column("created_at", Double, nullable=False),
    Column("lens_json", Text),
)

drawings = Table(
    "drawing",
    metadata,
    Column("workspace_id", String(64), ForeignKey("workspace.id", ondelete="CASCADE"), primary_key=True),
    Column("image", LargeBinary, nullable=False),
    Column("updated_at", Double, nullable=False),
)

runs = Table(
    "run",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),  # the order of submission
    Column("id", String(32), nullable=False, unique=True),
    Column("workspace_id", String(64), ForeignKey("workspace.id", ondelete="CASCADE"), nullable=False),
    Column("spec_json", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("paused", Boolean, nullable=False),
    Column("stop_requested", Boolean, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("step", Integer, nullable=False),
    Column("total_steps", Integer),
    Column("epoch", Integer, nullable=False),
    Column("layers", Text, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("started_at", Double),
    Column("finished_at", Double),
    Column("threads", Integer),
    Column("device", String(32)),
    Column("precision", String(16)),
    Column("images_per_second", Double),
    Column("error_code", String(64)),
    Column("error_params", Text, nullable=False),
    Column("test_accuracy", Double),
    Column("lease_owner", String(64)),
    Column("lease_until", Double),
    Index("run_by_workspace", "workspace_id", "number"),
    Index("run_by_state", "state", "number"),
    sqlite_autoincrement=True,  # a number is never used twice, even after the newest run was deleted
)

networks = Table(
    "network",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("workspace_id", String(64), ForeignKey("workspace.id", ondelete="CASCADE"), nullable=False),
    Column("name", String(60), nullable=False),
    Column("spec_json", Text, nullable=False),
    Column("changed_at", Double, nullable=False),
    Index("network_by_workspace", "workspace_id", "changed_at"),
)

# One b-tree a table: the key is the row, so a curve is read in one sweep.
rows = Table(
    "run_row",
    metadata,
    _run_key(),
    Column("step", Integer, primary_key=True, autoincrement=False),
    Column("epoch", Integer, nullable=False),
    Column("loss", Double),
    Column("accuracy", Double),
    Column("learning_rate", Double),
    Column("gradient_norms", LargeBinary, nullable=False),  # float32, little-endian, one per layer with weights
    sqlite_with_rowid=False,
)

evaluations = Table(
    "evaluation",
    metadata,
    _run_key(),
    Column("step", Integer, primary_key=True, autoincrement=False),
    Column("split", String(16), primary_key=True),
    Column("epoch", Integer, nullable=False),
    Column("loss", Double),
    Column("accuracy", Double),
    Column("confusion", LargeBinary, nullable=False),  # int32, little-endian, classes × classes
    sqlite_with_rowid=False,
)

commands = Table(
    "command",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("run_id", String(32), ForeignKey("run.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("word", String(32), nullable=False),
    Column("value", Double),
    sqlite_autoincrement=True,
)

runners = Table(
    "runner",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("slots", Integer, nullable=False),
    Column("ready", Boolean, nullable=False),
    Column("seen_at", Double, nullable=False),
    Column("note", Text, nullable=False),
)

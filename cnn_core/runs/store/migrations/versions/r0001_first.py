"""The first tables: workspaces, drawings, runs, rows, evaluations, commands, runners."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create everything."""
    _workspaces()
    _runs()
    _curves()
    _control()


def downgrade() -> None:
    """Drop everything."""
    for name in ("runner", "command", "evaluation", "run_row", "run", "drawing", "workspace"):
        op.drop_table(name)


def _of(table: str) -> sa.ForeignKey:
    return sa.ForeignKey(f"{table}.id", ondelete="CASCADE")


def _workspaces() -> None:
    op.create_table(
        "workspace",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("network_json", sa.Text),
        sa.Column("dataset_json", sa.Text),
        sa.Column("run_id", sa.String(32)),
        sa.Column("language", sa.String(8)),
        sa.Column("created_at", sa.Double, nullable=False),
    )
    op.create_table(
        "drawing",
        sa.Column("workspace_id", sa.String(64), _of("workspace"), primary_key=True),
        sa.Column("image", sa.LargeBinary, nullable=False),
        sa.Column("updated_at", sa.Double, nullable=False),
    )


def _runs() -> None:
    op.create_table(
        "run",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("id", sa.String(32), nullable=False, unique=True),
        sa.Column("workspace_id", sa.String(64), _of("workspace"), nullable=False),
        sa.Column("spec_json", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("paused", sa.Boolean, nullable=False),
        sa.Column("stop_requested", sa.Boolean, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("step", sa.Integer, nullable=False),
        sa.Column("total_steps", sa.Integer),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("layers", sa.Text, nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("started_at", sa.Double),
        sa.Column("finished_at", sa.Double),
        sa.Column("threads", sa.Integer),
        sa.Column("device", sa.String(32)),
        sa.Column("precision", sa.String(16)),
        sa.Column("images_per_second", sa.Double),
        sa.Column("error_code", sa.String(64)),
        sa.Column("error_params", sa.Text, nullable=False),
        sa.Column("test_accuracy", sa.Double),
        sa.Column("lease_owner", sa.String(64)),
        sa.Column("lease_until", sa.Double),
        sqlite_autoincrement=True,
    )
    op.create_index("run_by_workspace", "run", ["workspace_id", "number"])
    op.create_index("run_by_state", "run", ["state", "number"])


def _curves() -> None:
    op.create_table(
        "run_row",
        sa.Column("run_id", sa.String(32), _of("run"), primary_key=True),
        sa.Column("step", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("loss", sa.Double),
        sa.Column("accuracy", sa.Double),
        sa.Column("learning_rate", sa.Double),
        sa.Column("gradient_norms", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "evaluation",
        sa.Column("run_id", sa.String(32), _of("run"), primary_key=True),
        sa.Column("step", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("split", sa.String(16), primary_key=True),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("loss", sa.Double),
        sa.Column("accuracy", sa.Double),
        sa.Column("confusion", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )


def _control() -> None:
    op.create_table(
        "command",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("run_id", sa.String(32), _of("run"), nullable=False, index=True),
        sa.Column("word", sa.String(32), nullable=False),
        sa.Column("value", sa.Double),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "runner",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("slots", sa.Integer, nullable=False),
        sa.Column("ready", sa.Boolean, nullable=False),
        sa.Column("seen_at", sa.Double, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
    )

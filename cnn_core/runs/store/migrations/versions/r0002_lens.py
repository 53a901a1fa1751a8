"""The scene under the lens belongs to the workspace, too."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("workspace", sa.Column("lens_json", sa.Text))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("workspace", "lens_json")

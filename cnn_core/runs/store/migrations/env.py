"""Alembic's way in: it uses the connection, and the transaction, that the store gave it."""

from alembic import context

from cnn_core.runs.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()

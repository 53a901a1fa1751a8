"""What belongs to a learner without an account: network, data, run, drawing, and the scene under the lens."""

from sqlalchemy import select

from cnn_core.runs.records import Workspace
from cnn_core.runs.store.part import Part
from cnn_core.runs.store.tables import drawings, workspaces

_FIELDS = ("network_json", "dataset_json", "run_id", "language", "lens_json")


class Workspaces(Part):
    """Workspaces and drawings."""

    def workspace(self, workspace_id: str) -> Workspace:
        """The workspace with this id; an unknown one is created empty."""
        query = select(*workspaces.columns).where(workspaces.c.id == workspace_id)
        with self.database.reading() as connection:
            found = connection.execute(query).one_or_none()
        if found is not None:
            return Workspace(**found._mapping)
        with self.database.writing() as connection:
            empty = {"id": workspace_id, "created_at": self.clock()}
            connection.execute(self.insert_unless_there(workspaces), empty)
            return Workspace(**connection.execute(query).one()._mapping)

    def update_workspace(self, workspace_id: str, **fields: str | None) -> None:
        """Set some of the fields above; None empties one."""
        wrong = sorted(set(fields) - set(_FIELDS))
        if wrong or not fields:
            raise TypeError(f"expected some of {_FIELDS}; received {wrong}")
        self.workspace(workspace_id)
        with self.database.writing() as connection:
            connection.execute(workspaces.update().where(workspaces.c.id == workspace_id).values(**fields))

    def save_drawing(self, workspace_id: str, image: bytes) -> None:
        """Keep the newest drawing (the store does not look inside)."""
        self.workspace(workspace_id)
        row = {"workspace_id": workspace_id, "image": image, "updated_at": self.clock()}
        with self.database.writing() as connection:
            connection.execute(self.upsert(drawings), row)

    def drawing(self, workspace_id: str) -> bytes | None:
        """The drawing saved last, or None."""
        with self.database.reading() as connection:
            image = connection.scalar(select(drawings.c.image).where(drawings.c.workspace_id == workspace_id))
        return None if image is None else bytes(image)

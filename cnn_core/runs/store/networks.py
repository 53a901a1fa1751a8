"""The networks that a learner keeps beside the one they are working on: named, and theirs alone."""

import secrets

from sqlalchemy import ColumnElement, Connection, and_, delete, func, select

from cnn_core.runs.errors import NetworkTooLargeError, StorageFullError, TooManyNetworksError, UnknownNetworkError
from cnn_core.runs.records import KeptNetwork
from cnn_core.runs.store.part import Part
from cnn_core.runs.store.tables import networks, workspaces

LARGEST_NETWORK = 2**18
"""Characters of a network's JSON; what is longer could not be read again."""

LONGEST_NAME = 60


class Networks(Part):
    """Keep, list, read, forget."""

    def keep_network(self, workspace_id: str, *, name: str, spec_json: str, network_id: str | None = None) -> str:
        """Keep a network, as a new one or in the place of one that is kept.

        Args:
            workspace_id: whose it is.
            name: what the learner calls it, cut after 60 characters.
            spec_json: the network; the store does not look inside.
            network_id: the one to replace, or one that was forgotten a moment ago and is to come back; None: a new
                one.

        Returns:
            The network's id.

        Raises:
            StorageFullError: there is no space for anything new.
            NetworkTooLargeError: its text is longer than any that can be read.
            TooManyNetworksError: the workspace has as many as it may.
            UnknownNetworkError: the id is that of somebody else's network.
        """
        if self.database.storage_full:
            raise StorageFullError()
        if len(spec_json) > LARGEST_NETWORK:
            raise NetworkTooLargeError(length=len(spec_json), limit=LARGEST_NETWORK)
        network_id = network_id or secrets.token_hex(12)
        row = {"id": network_id, "workspace_id": workspace_id, "name": name[:LONGEST_NAME], "spec_json": spec_json}
        with self.database.writing(ordering=True) as connection:
            connection.execute(self.insert_unless_there(workspaces), {"id": workspace_id, "created_at": self.clock()})
            self._make_room_for(connection, workspace_id, network_id)
            connection.execute(self.upsert(networks), row | {"changed_at": self.clock()})
        return network_id

    def networks(self, workspace_id: str) -> list[KeptNetwork]:
        """The networks of a workspace, the one that was changed last first."""
        query = select(*networks.columns).where(networks.c.workspace_id == workspace_id)
        with self.database.reading() as connection:
            found = connection.execute(query.order_by(networks.c.changed_at.desc(), networks.c.id)).all()
        return [KeptNetwork(**row._mapping) for row in found]

    def network(self, workspace_id: str, network_id: str) -> KeptNetwork:
        """A network of this workspace.

        Raises:
            UnknownNetworkError: there is none of this id, or it is somebody else's.
        """
        with self.database.reading() as connection:
            found = connection.execute(select(*networks.columns).where(_own(workspace_id, network_id))).one_or_none()
        if found is None:
            raise UnknownNetworkError(network_id=network_id)
        return KeptNetwork(**found._mapping)

    def forget_network(self, workspace_id: str, network_id: str) -> bool:
        """Delete a network of this workspace; False where there is none of this id."""
        with self.database.writing() as connection:
            return bool(connection.execute(delete(networks).where(_own(workspace_id, network_id))).rowcount)

    def _make_room_for(self, connection: Connection, workspace_id: str, network_id: str) -> None:
        owner = connection.scalar(select(networks.c.workspace_id).where(networks.c.id == network_id))
        if owner not in (None, workspace_id):
            raise UnknownNetworkError(network_id=network_id)
        mine = select(func.count()).select_from(networks).where(networks.c.workspace_id == workspace_id)
        if owner is None and (connection.scalar(mine) or 0) >= self.limits.networks_per_workspace:
            raise TooManyNetworksError(limit=self.limits.networks_per_workspace)


def _own(workspace_id: str, network_id: str) -> ColumnElement[bool]:
    return and_(networks.c.workspace_id == workspace_id, networks.c.id == network_id)

"""The stored hashes of a tree: `crypto.merkle.HashStorage` over a table."""

from collections.abc import Mapping, Sequence

from sqlalchemy import and_, insert, or_, select
from sqlalchemy.orm import Session

from crypto.merkle import Node
from tenants.journal.models import LogName, TreeNode


class StoredNodes:
    """Reads what a proof needs in one statement, and writes what an append completes in one."""

    def __init__(self, session: Session, log: LogName) -> None:
        """Stand over one log."""
        self._session, self._log = session, log

    def read(self, nodes: Sequence[Node]) -> Sequence[bytes]:
        """Return the hashes of `nodes`, in their order."""
        if not nodes:
            return []
        wanted = or_(*(and_(TreeNode.level == node.level, TreeNode.place == node.place) for node in nodes))
        found = self._session.scalars(select(TreeNode).where(TreeNode.log == self._log, wanted))
        hashes = {Node(row.level, row.place): row.hash for row in found}
        return [hashes[node] for node in nodes]

    def write(self, hashes: Mapping[Node, bytes]) -> None:
        """Keep `hashes`."""
        rows = [{"log": self._log, **node._asdict(), "hash": value} for node, value in hashes.items()]
        self._session.execute(insert(TreeNode), rows)

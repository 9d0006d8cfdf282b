"""Who belongs to which team, with which devices, and whom the teams let in: a fold of the directory log.

`Directory` takes the entries of the log in order, judges each at its own leaf (FORMATS.md 4) and keeps what
counts; `View` is the directory as it stood before any leaf. Hub and clients fold with the same code.
"""

from crypto.directory.facts import Edge, Invited, Located, Person, Tenant
from crypto.directory.fold import Directory
from crypto.directory.rosters import Quorum
from crypto.directory.view import View

__all__ = ["Directory", "Edge", "Invited", "Located", "Person", "Quorum", "Tenant", "View"]

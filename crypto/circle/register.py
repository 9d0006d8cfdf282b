"""What a case has on record beside its readers: ids, chains, proposals, requests, letters, armings."""

from dataclasses import dataclass
from typing import cast

from crypto.errors import NotAllowedError
from crypto.kinds.body import Body
from crypto.kinds.cases import CaseRoll, Grant, Invitation
from crypto.kinds.decisions import Arming, IdRequest, Proposal
from crypto.kinds.sharing import Manifest
from crypto.statement import Statement, require_next

_Chained = CaseRoll | Grant | Invitation | Proposal | Arming
_Chain = tuple[str, str, str]


@dataclass(frozen=True)
class Armed:
    """An arming that counts, the person who signed it, and whether they have the role `cna`."""

    body: Arming
    person: str
    operator: bool


class Register:
    """The record of one case; it only grows."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.proposals: dict[str, Proposal] = {}
        self.withdrawn: set[str] = set()
        self.requests: dict[str, IdRequest] = {}
        self.letters: dict[str, Manifest] = {}
        self.armings: dict[str, Armed] = {}
        self.disarmed: set[str] = set()
        self.gaps: dict[str, str] = {}
        self._ids: set[str] = set()
        self._envelopes: set[str] = set()
        self._chains: dict[_Chain, Statement[_Chained]] = {}

    def check(self, statement: Statement[Body]) -> None:
        """ST-9, EV-5, ST-12: its id and envelope are new, it follows what is in force; NotAllowedError."""
        body = statement.body
        if body.id in self._ids:
            raise NotAllowedError("ST-9", "the id was used by another statement")
        if isinstance(body, Manifest) and body.envelope in self._envelopes:
            raise NotAllowedError("EV-5", "the envelope's id was used before")
        if isinstance(body, _Chained):
            require_next(cast("Statement[_Chained]", statement), self._chains.get(_chain(body)))

    def use_id(self, body: Body) -> None:
        """Keep the id of a statement, whether it counts or not."""
        self._ids.add(body.id)

    def note(self, statement: Statement[Body]) -> None:
        """Keep the envelope and the place in its chain of a statement that counts."""
        body = statement.body
        if isinstance(body, Manifest):
            self._envelopes.add(body.envelope)
        if isinstance(body, _Chained):
            self._chains[_chain(body)] = cast("Statement[_Chained]", statement)

    def arming(self, tenant: str) -> str | None:
        """The hash of the tenant's latest arming, disarmed or not."""
        found = self._chains.get((Arming.TYPE, tenant, ""))
        return found.hash if found else None

    def terms(self, proposal: str) -> Proposal | None:
        """The proposal of this hash, if it counts and was not withdrawn (CA-3)."""
        return None if proposal in self.withdrawn else self.proposals.get(proposal)


def _chain(body: _Chained) -> _Chain:
    tenant = "" if isinstance(body, CaseRoll) else body.tenant
    return body.TYPE, tenant, body.person if isinstance(body, Grant) else ""

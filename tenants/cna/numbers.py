"""What a case's log says about IDs and records: requests with their decisions, reviews and armings. Pure."""

from collections.abc import Iterator
from typing import TypeVar

from crypto.circle import Circle
from crypto.kinds import Arming, Disarming, IdDecision, IdRequest, Review
from crypto.kinds.body import Body
from crypto.statement import Statement, narrow

B = TypeVar("B", bound=Body)


def said(circle: Circle, kind: type[B]) -> Iterator[Statement[B]]:
    """Yield the counting statements of a kind, oldest first."""
    for verdict in circle.verdicts:
        if verdict.counts and isinstance(verdict.entry.statement.body, kind):
            yield narrow(verdict.entry.statement, kind)


def assigned(circle: Circle) -> dict[str, str]:
    """Return the tenant (genesis) to whose request each CVE ID was assigned by the decision in force."""
    asked = {each.body.request: each.body.tenant for each in said(circle, IdRequest)}
    decided = {each.body.request: each.body for each in said(circle, IdDecision)}
    return {body.cve: asked[request] for request, body in decided.items() if body.cve is not None}


def reviewed(circle: Circle) -> frozenset[tuple[str, str]]:
    """Return the pairs of CVE ID and SHA-256 that a second operator signed (CN-2)."""
    return frozenset((each.body.cve, each.body.sha256) for each in said(circle, Review))


def disarmed(circle: Circle, recipient: str) -> bool:
    """Say whether an arming to this recipient was taken back (CN-3)."""
    taken_back = {each.body.arming for each in said(circle, Disarming)}
    return any(each.body.recipient == recipient and each.hash in taken_back for each in said(circle, Arming))

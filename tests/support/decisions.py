"""What is decided on a case for tests: dates, numbers, records. The part of `CaseLog` that no ring is in."""

from datetime import timedelta

from crypto.kinds import (
    Arming,
    Disarming,
    IdDecision,
    IdRequest,
    Proposal,
    Readiness,
    Response,
    Review,
    Status,
    Termination,
    ThirdPartyId,
)
from crypto.kinds.body import Body
from crypto.kinds.decisions import ArmedRecord
from crypto.statement import Statement
from tests.support.people import Actor, digits, secret_of


def recipient(name: str) -> str:
    """The public half of an epoch's key, always the same for a name."""
    return secret_of(f"epoch {name}").keys.seal


class Decisions:
    """Bodies of decisions, each named after its type; `_body` is the case's."""

    def proposal(self, by: Actor, **changes: object) -> Proposal:
        tenant = self.world.genesis_of(by)
        given = {"tenant": tenant, "t0": self.world.time + timedelta(days=9), "zone": "UTC", "state": "open"}
        return self._body(Proposal, by, given, changes, "proposal", tenant, "")

    def say(self, kind: type[Body], by: Actor, **fields: object) -> Body:
        """A statement of `kind` with these fields, in the name of the signer's tenant."""
        return self._body(kind, by, {"tenant": self.world.genesis_of(by)}, fields)

    def response(self, by: Actor, proposal: str, **changes: object) -> Response:
        return self.say(Response, by, **({"proposal": proposal, "answer": "accept"} | changes))

    def termination(self, by: Actor, proposal: str, **changes: object) -> Termination:
        return self.say(Termination, by, **({"proposal": proposal, "reason": "public"} | changes))

    def readiness(self, by: Actor, proposal: str, **changes: object) -> Readiness:
        return self.say(Readiness, by, **({"proposal": proposal, "state": "ready"} | changes))

    def status(self, by: Actor, **changes: object) -> Status:
        return self.say(Status, by, **({"machine": "rm", "move": "V"} | changes))

    def request(self, by: Actor, **changes: object) -> IdRequest:
        given = {"request": self.world.fresh("request"), "product": "pkg:pypi/pip"}
        return self.say(IdRequest, by, **(given | changes))

    def decision(self, by: Actor, request: str, **changes: object) -> IdDecision:
        given = {"request": request, "outcome": "assigned", "cve": "CVE-1900-0001", "rule": "4.1"}
        return self.say(IdDecision, by, **(given | changes))

    def third_party(self, by: Actor, request: str, **changes: object) -> ThirdPartyId:
        given = {"request": request, "cve": "CVE-1900-0002", "cna": "Another CNA"}
        return self.say(ThirdPartyId, by, **(given | changes))

    def review(self, by: Actor, draft: str, **changes: object) -> Review:
        given = {"cve": "CVE-1900-0001", "draft": draft, "sha256": digits("record", 64)}
        return self.say(Review, by, **(given | changes))

    def arming(self, by: Actor, proposal: Statement[Proposal], **changes: object) -> Arming:
        tenant = self.world.genesis_of(by)
        record = ArmedRecord(
            name="record.json",
            kind="cve",
            tenant=self.owner.genesis,
            sha256=digits("record", 64),
            envelope=digits("e"),
        )
        given = {
            "tenant": tenant,
            "proposal": proposal.hash,
            "t0": proposal.body.t0,
            "recipient": recipient("publisher"),
            "records": (record,),
        }
        return self._body(Arming, by, given, changes, "arming", tenant, "")

    def disarming(self, by: Actor, arming: str, **changes: object) -> Disarming:
        return self.say(Disarming, by, **({"arming": arming} | changes))

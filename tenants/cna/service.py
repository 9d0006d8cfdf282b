"""The CNA desk: its queue, reservations and decisions.

A request reaches the CNA as a row of its own queue: product, code name, who asks. Nobody of the CNA enters
the case for it; the decision is a statement that is logged in the case without anything of it being handed
out (CN-5). What statements do here is registered in `tenants.cases.effects`.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session, aliased

from crypto.circle import Circle
from crypto.kinds import IdDecision, IdRequest, Review, ThirdPartyId
from crypto.kinds.body import Body
from crypto.statement import Entry, Statement, narrow
from tenants.cases.effects import on
from tenants.cases.service import held
from tenants.cna import ledger, numbers
from tenants.cna.errors import DecidedError, NotAssignedError, NotReservedError, RequestKnownError
from tenants.cna.models import NUMBERING, CnaRequest, Reservation
from tenants.cna.rules import gate
from tenants.cna.rules_reservation import LedgerState, moved
from tenants.cna.scope import Decision, InScope, ScopePending, decide
from tenants.directory.models import AdmittedTenant
from tenants.disclosure.service import Act, post
from tenants.journal.record import Receipt
from tenants.kernel.errors import NotFoundError
from tenants.kernel.pages import page
from tenants.kernel.scope import also_as_system, inside_case

OPEN, ASSIGNED = "open", "assigned"

Rows = Select[CnaRequest, LedgerState, str | None, bool]
_Held = aliased(Reservation)
_OURS = exists().where(CnaRequest.outcome != ASSIGNED, _Held.cve_id == CnaRequest.cve_id)
_REQUESTS: Rows = select(CnaRequest, Reservation.state, Reservation.cve_id, _OURS).outerjoin(
    Reservation, (Reservation.request == CnaRequest.request) & (Reservation.state != LedgerState.FAILED)
)


@dataclass(frozen=True)
class Asked:
    """A request in the queue, what the scope table says about it on this day, and its line of the ledger.

    `ours`: the ID that the team says another CNA gave stands in our ledger; a person clears that up.
    """

    row: CnaRequest
    scope: Decision
    reservation: LedgerState | None
    reserved: str | None
    ours: bool = False

    @property
    def word(self) -> str:
        """The scope's answer: in-scope, pending or referred."""
        match self.scope:
            case InScope():
                return "in-scope"
            case ScopePending():
                return "pending"
        return "referred"

    @property
    def advice(self) -> str:
        """The scope's answer in words, with its rule."""
        match self.scope:
            case InScope(since=since, rule=rule):
                return f"in scope since {since} ({rule})"
        return f"{self.word}: ask {self.scope.cna} at {self.scope.contact} ({self.scope.rule})"


def queue(session: Session, *, now: datetime, after: str = "") -> list[Asked]:
    """Return a page of the CNA's requests, by their ids. One statement."""
    return _asked(session, page(_REQUESTS, CnaRequest.request, after=after), now)


def request(session: Session, request_id: str, *, now: datetime) -> Asked:
    """Return one request of the caller's queue; NotFoundError."""
    found = _asked(session, _REQUESTS.where(CnaRequest.request == request_id), now)
    if not found:
        raise NotFoundError
    return found[0]


def reserve(session: Session, request_id: str, *, now: datetime) -> Asked:
    """Write down that an ID is wanted for a request and order it; repeated, nothing more happens (RES-4).

    NotFoundError; OutOfScopeError naming the rule and the CNA to ask (4.2.16.1, 3.1.2).
    """
    asked = request(session, request_id, now=now)
    gate(asked.row.product, now.date(), decision=asked.scope)
    line = ledger.plan_for(session, asked.row, now=now)
    return Asked(asked.row, asked.scope, line.state, line.cve_id)


def decide_request(session: Session, request_id: str, statement: Statement[Body], act: Act) -> list[Receipt]:
    """Log the CNA's decision on a request of its queue in the case that asked; of the case nothing is told.

    NotFoundError, and what refuses the statement.
    """
    decision = narrow(statement, IdDecision).body
    asked = request(session, request_id, now=act.now).row
    if (decision.request, decision.case) != (asked.request, asked.case_id):
        raise NotFoundError
    with inside_case(session, asked.case_id):
        # Whoever numbers has seen no version of the case: what they decide on is the ledger.
        return post(session, [statement], {}, act, seen=held(session).version).receipts


@on(IdRequest)
def queue_request(session: Session, circle: Circle, entry: Entry, *, now: datetime) -> None:
    """Put a request before the CNA: the product, the code name and who asks (RequestKnownError)."""
    body = narrow(entry.statement, IdRequest).body
    cna = session.scalar(select(AdmittedTenant.id).where(AdmittedTenant.kind == "cna"))
    if cna is None:
        return
    slug = session.scalar(select(AdmittedTenant.slug).where(AdmittedTenant.id == body.tenant))
    row = CnaRequest(
        tenant_id=cna,
        request=body.request,
        case_id=body.case,
        from_tenant=body.tenant,
        from_slug=slug or "",
        code_name=circle.opened.opening.code_name,
        product=body.product,
        outcome=OPEN,
        asked_at=now,
    )
    with also_as_system(session, NUMBERING):
        if session.scalar(select(CnaRequest.case_id).where(CnaRequest.request == body.request)):
            raise RequestKnownError
        session.add(row)
        session.flush()  # written while the scope is the CNA's


@on(IdDecision)
def take_decision(session: Session, _circle: Circle, entry: Entry, *, now: datetime) -> None:
    """Hold a decision to the ledger, then to the queue; what was assigned is not decided anew.

    DecidedError, NotReservedError; OutOfScopeError for an assignment outside the scope (4.2.16.1).
    """
    body = narrow(entry.statement, IdDecision).body
    with also_as_system(session, NUMBERING):
        asked = _row_of(session, body.case, body.request)
        if asked is None:
            raise NotFoundError
        line = ledger.of_request(session, body.request)
        if asked.outcome == ASSIGNED:
            raise DecidedError("an ID that was assigned is published or rejected")
        if body.cve is not None:
            gate(asked.product, now.date())
            if line is None or line.cve_id != body.cve or line.state is not LedgerState.AVAILABLE:
                raise NotReservedError("reserve an ID for this request and assign that one")
            if line.missing_since is not None:
                raise NotReservedError(
                    "CVE Services does not list it as reserved: put that right there, or decide without it"
                )
            line.state = moved(line.state, LedgerState.ASSIGNED)
        elif line is not None:
            ledger.let_go(session, line)
        asked.outcome, asked.rule = body.outcome, body.rule
        asked.cve_id, asked.cna, asked.decided_at = body.cve, body.cna, now
        session.flush()  # written while the scope is the CNA's


@on(ThirdPartyId)
def note_third_party(session: Session, _circle: Circle, entry: Entry, **_: datetime) -> None:
    """Keep the ID that a team says another CNA gave; DecidedError if the CNA itself gave one on the request.

    It is a claim, and taken whatever our ledger holds: an answer that depended on it would tell a team which
    IDs the CNA has (CN-6). Whether they meet is looked at when the CNA reads its queue (`Asked.ours`).
    """
    body = narrow(entry.statement, ThirdPartyId).body
    with also_as_system(session, NUMBERING):
        asked = _row_of(session, body.case, body.request)
        if asked is None:
            return
        if asked.outcome == ASSIGNED:
            raise DecidedError("the request has an ID of this CNA")
        asked.cve_id, asked.cna = body.cve, body.cna
        session.flush()  # written while the scope is the CNA's


@on(Review)
def check_review(_session: Session, circle: Circle, entry: Entry, **_: datetime) -> None:
    """Refuse a review of an ID that is not assigned on the case (NotAssignedError)."""
    if narrow(entry.statement, Review).body.cve not in numbers.assigned(circle):
        raise NotAssignedError("a record is reviewed under the ID that was assigned")


def _asked(session: Session, wanted: Rows, now: datetime) -> list[Asked]:
    rows = session.execute(wanted)
    return [Asked(row, decide(row.product, now.date()), state, cve, ours) for row, state, cve, ours in rows]


def _row_of(session: Session, case_id: str, request_id: str) -> CnaRequest | None:
    """Return a request for writing; None if it was made while the hub had no CNA."""
    mine = select(CnaRequest).where(CnaRequest.request == request_id, CnaRequest.case_id == case_id)
    return session.scalars(mine.with_for_update()).one_or_none()

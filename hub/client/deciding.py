"""The decisions of a case: inviting, consenting, dates, states, readiness (FORMATS.md 5, 9).

What an act amounts to is computed here by the rules the hub decides with (`tenants.disclosure`), from this
member's own copy of the logs; nothing is taken from the hub's word.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from crypto import dsse
from crypto.circle import Circle
from crypto.kinds import (
    Accept,
    Decline,
    Grant,
    Invitation,
    Proposal,
    Readiness,
    Recusal,
    Response,
    Status,
    Termination,
)
from crypto.kinds.body import Body
from crypto.kinds.cases import History
from crypto.statement import Statement, check, narrow
from hub.client.desk import ATTEMPTS, PRECONDITION_FAILED, Desk
from hub.client.errors import ClientError, Exit
from hub.client.lookup import chained, latest
from hub.client.mirror import CASES, INVITED
from hub.client.opening import FROM_THE_START
from hub.client.transport import ProblemError
from tenants.disclosure.elapse import elapsed
from tenants.disclosure.replay import replay
from tenants.disclosure.state import DisclosureState
from tenants.disclosure.statements import events_of

RSVP = timedelta(days=7)


@dataclass(frozen=True)
class Waiting:
    """An invitation as an invitee sees it: code name, inviter, date and ring names; never content."""

    case: str
    code_name: str
    inviter: str
    t0: datetime | None
    expires: datetime
    rings: tuple[str, ...]
    statement: Statement[Invitation]


def state_of(circle: Circle, now: datetime) -> DisclosureState:
    """Embargo, consents and T0 of a case, from what counts in its log."""
    counted = [each.entry for each in circle.verdicts if each.counts]
    return elapsed(replay(events_of(counted)).state, now)


def invite(
    desk: Desk, case_id: str, tenant: str, *, rings: Sequence[str], expires: datetime | None, now_only: bool
) -> str:
    """Invite a tenant under the terms in force; the invitation's hash. No key exists for it yet (P4)."""
    circle = desk.known.circle(case_id)
    state = state_of(circle, desk.now)
    history = History(start="now") if now_only else FROM_THE_START
    body = desk.body(
        Invitation,
        case=case_id,
        tenant=tenant,
        code_name=circle.opened.opening.code_name,
        terms=state.terms,
        t0=_t0_of(circle, state.terms),
        rings=tuple(sorted(rings)),
        history=history,
        preseal=(),
        state="open",
        expires=(expires or desk.now + RSVP).replace(microsecond=0),
        **chained(latest(circle, Invitation, tenant=tenant)),
    )
    return _decided(desk, case_id, body)


def waiting(desk: Desk) -> list[Waiting]:
    """The invitations that wait for this tenant's leads, each a leaf signed by the inviter's device."""
    found = []
    for each in desk.store.entries(CASES):
        if not each.scope.startswith(INVITED):
            continue
        statement = check(dsse.parse(each.wire), hub=desk.key.member.hub)
        if isinstance(statement.body, Invitation) and statement.body.tenant == desk.tenant:
            found.append(_waiting(desk, narrow(statement, Invitation)))
    shown = {each["case"] for each in desk.queue["invitations"] if each["entries"]}  # none once answered
    latest_of = {each.case: each for each in found}
    return [each for each in latest_of.values() if each.case in shown and each.expires > desk.now]


def _waiting(desk: Desk, statement: Statement[Invitation]) -> Waiting:
    body, device = statement.body, desk.known.view.device(statement.body.by)
    if device is None:
        raise ClientError("the invitation is by nobody of the directory", rule="ST-13")
    desk.known.view.signer(statement, device.tenant)
    inviter = desk.known.slug(device.tenant)
    return Waiting(body.case, body.code_name, inviter, body.t0, body.expires, body.rings, statement)


def accept(desk: Desk, case_id: str, people: Sequence[str]) -> str:
    """Consent to the embargo for this tenant, naming who will read (CA-6)."""
    asked = _asked(desk, case_id)
    body = desk.body(
        Accept,
        case=asked.case,
        tenant=desk.tenant,
        invitation=asked.statement.hash,
        terms=asked.statement.body.terms,
        people=tuple(sorted(people)),
    )
    return desk.post_case(asked.case, [desk.sign(body)])[0]


def decline(desk: Desk, case_id: str) -> str:
    """Refuse an invitation."""
    asked = _asked(desk, case_id)
    body = desk.body(Decline, case=asked.case, tenant=desk.tenant, invitation=asked.statement.hash)
    return desk.post_case(asked.case, [desk.sign(body)])[0]


def _asked(desk: Desk, case_id: str) -> Waiting:
    for each in waiting(desk):
        if case_id in (each.case, each.code_name):
            return each
    raise ClientError("there is no such invitation", code=Exit.NOT_FOUND)


def propose(desk: Desk, case_id: str, t0: datetime, zone: str) -> str:
    """Propose an instant of disclosure; the proposal's hash."""
    before = latest(desk.known.circle(case_id), Proposal, tenant=desk.tenant)
    body = desk.body(
        Proposal, case=case_id, tenant=desk.tenant, t0=t0, zone=zone, state="open", **chained(before)
    )
    return _decided(desk, case_id, body)


def respond(desk: Desk, case_id: str, proposal: str, answer: Literal["accept", "reject"]) -> str:
    """Answer a proposal, named by hash or by an unambiguous beginning of it."""
    known = _proposal(desk.known.circle(case_id), proposal)
    body = desk.body(Response, case=case_id, tenant=desk.tenant, proposal=known, answer=answer)
    return _decided(desk, case_id, body)


def report_status(desk: Desk, case_id: str, machine: str, move: str) -> str:
    """Report a move of this tenant's report or fix, or what became public (CA-12)."""
    body = desk.body(Status, case=case_id, tenant=desk.tenant, machine=machine, move=move)
    return _decided(desk, case_id, body)


def ready(desk: Desk, case_id: str, state: Literal["ready", "hold", "go"]) -> str:
    """Say whether this tenant is ready for the date in force."""
    terms = state_of(desk.known.circle(case_id), desk.now).terms
    body = desk.body(Readiness, case=case_id, tenant=desk.tenant, proposal=terms, state=state)
    return _decided(desk, case_id, body)


def terminate(desk: Desk, case_id: str, reason: str) -> str:
    """End the embargo before its time; this publishes nothing (P5)."""
    terms = state_of(desk.known.circle(case_id), desk.now).terms
    body = desk.body(Termination, case=case_id, tenant=desk.tenant, proposal=terms, reason=reason)
    return _decided(desk, case_id, body)


def grant(desk: Desk, case_id: str, person: str, *, ended: bool = False) -> str:
    """Let a colleague read the case, or no longer."""
    before = latest(desk.known.circle(case_id), Grant, tenant=desk.tenant, person=person)
    body = desk.body(
        Grant,
        case=case_id,
        tenant=desk.tenant,
        person=person,
        state="ended" if ended else "reads",
        history=FROM_THE_START,
        **chained(before),
    )
    return _decided(desk, case_id, body)


def recuse(desk: Desk, case_id: str) -> str:
    """Step back from a case, finally (CA-9)."""
    body = desk.body(Recusal, case=case_id, tenant=desk.tenant, person=desk.me)
    return _decided(desk, case_id, body)


def _decided(desk: Desk, case_id: str, body: Body) -> str:
    """Post a decision. Keys or letters that came meanwhile leave it standing; another decision does not."""
    decision = desk.sign(body)
    seen = state_of(desk.known.circle(case_id), desk.now).index
    for _ in range(ATTEMPTS):
        try:
            return desk.post_case(case_id, [decision])[0]
        except ProblemError as problem:
            if problem.status != PRECONDITION_FAILED:
                raise
            desk.sync()
            if state_of(desk.known.circle(case_id), desk.now).index != seen:
                raise
    return desk.post_case(case_id, [decision])[0]


def _proposal(circle: Circle, beginning: str) -> str:
    found = [
        each.entry.statement.hash
        for each in circle.verdicts
        if each.counts
        and isinstance(each.entry.statement.body, Proposal)
        and each.entry.statement.hash.startswith(beginning)
    ]
    if len(found) != 1:
        raise ClientError("no single proposal begins like that", code=Exit.NOT_FOUND)
    return found[0]


def _t0_of(circle: Circle, terms: str) -> datetime | None:
    for each in circle.verdicts:
        if each.counts and each.entry.statement.hash == terms:
            return narrow(each.entry.statement, Proposal).body.t0
    return None

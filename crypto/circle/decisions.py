"""Who proposes, answers, numbers, reviews and arms (DI-1 to DI-3, CN-1 to CN-5, CA-12).

Authority alone: what a sequence of these amounts to is decided elsewhere, from the order of the log (DI-1).
"""

from crypto.circle.hearing import CNA_ROLE, Hearing
from crypto.circle.register import Armed, Register
from crypto.directory import Person
from crypto.errors import NotAllowedError
from crypto.kinds.decisions import (
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
from crypto.statement import Entry, narrow


def judge_proposal(hearing: Hearing, body: Proposal) -> None:
    """DI-1: by a granted person or lead of a participant; NotAllowedError."""
    hearing.granted_or_lead(body.tenant)


def judge_response(hearing: Hearing, body: Response) -> None:
    """DI-2: an answer to a proposal of this case; NotAllowedError."""
    hearing.granted_or_lead(body.tenant)
    hearing.proposal(body.proposal)


def judge_about_proposal(hearing: Hearing, body: Termination | Readiness) -> None:
    """DI-2: a granted person's word on a proposal of this case; NotAllowedError."""
    hearing.granted(body.tenant)
    hearing.proposal(body.proposal)


def judge_status(hearing: Hearing, body: Status) -> None:
    """CA-12: by a granted person of a participant; NotAllowedError."""
    hearing.granted(body.tenant)


def judge_request(hearing: Hearing, body: IdRequest) -> None:
    """CN-1: a granted person's request under a new id; NotAllowedError."""
    hearing.granted(body.tenant)
    if body.request in hearing.register.requests:
        raise NotAllowedError("CN-1", "a request has this id already")


def judge_decision(hearing: Hearing, body: IdDecision) -> None:
    """CN-1: the pinned CNA's answer to a request of this case; NotAllowedError."""
    hearing.operator(body.tenant)
    _request(hearing, body.request)


def judge_third_party(hearing: Hearing, body: ThirdPartyId) -> None:
    """CN-1: the tenant that asked names the ID another CNA gave; NotAllowedError."""
    hearing.granted(body.tenant)
    if _request(hearing, body.request).tenant != body.tenant:
        raise NotAllowedError("CN-1", "another tenant made the request")


def judge_review(hearing: Hearing, body: Review) -> None:
    """CN-2: by an operator of the CNA who did not write the draft; NotAllowedError."""
    person = hearing.operator(body.tenant)
    draft = hearing.register.letters.get(body.draft)
    if draft is None:
        raise NotAllowedError("CN-2", "the draft is no envelope of this case")
    if (draft.author.tenant, draft.author.person) == (body.tenant, person.person):
        raise NotAllowedError("CN-2", "the reviewer wrote the draft")


def judge_arming(hearing: Hearing, body: Arming) -> None:
    """CN-3: by the owner or the CNA, for a proposal of this case and its instant; NotAllowedError."""
    _armer(hearing, body.tenant)
    if hearing.proposal(body.proposal).t0 != body.t0:
        raise NotAllowedError("CN-3", "t0 is not that of the proposal")


def judge_disarming(hearing: Hearing, body: Disarming) -> None:
    """CN-3: by whoever may arm, for an arming of this case; NotAllowedError."""
    _armer(hearing, body.tenant)
    if body.arming not in hearing.register.armings:
        raise NotAllowedError("CN-3", "it names no arming of this case")


def note_proposal(hearing: Hearing, entry: Entry) -> None:
    """Keep a proposal; a withdrawal takes back the one it replaces (CA-3)."""
    body = narrow(entry.statement, Proposal).body
    if body.state == "open":
        hearing.register.proposals[entry.statement.hash] = body
    elif body.previous is not None:
        hearing.register.withdrawn.add(body.previous)


def note_request(hearing: Hearing, entry: Entry) -> None:
    """Keep a request under its id."""
    body = narrow(entry.statement, IdRequest).body
    hearing.register.requests[body.request] = body


def note_arming(hearing: Hearing, entry: Entry) -> None:
    """Keep an arming and who signed it."""
    body = narrow(entry.statement, Arming).body
    signer = _armer(hearing, body.tenant)
    hearing.register.armings[entry.statement.hash] = Armed(body, signer.person, CNA_ROLE in signer.roles)


def note_disarming(hearing: Hearing, entry: Entry) -> None:
    """Keep which arming is void."""
    hearing.register.disarmed.add(narrow(entry.statement, Disarming).body.arming)


def armed(register: Register, owner: str, cna: str | None) -> tuple[Arming, Arming] | None:
    """CN-3: the arming by the owner and the equal one by the CNA, if both are in force, else None.

    Where the owner is the CNA, two people sign one after the other, the second in the CNA's role. Whether the
    proposal is in force still is for the caller to know.
    """
    theirs = register.arming(cna) if cna is not None else None
    second = register.armings.get(theirs or "")
    ours = register.arming(owner) if owner != cna else second and second.body.previous
    first = register.armings.get(ours or "")
    if first is None or second is None or not register.disarmed.isdisjoint({ours, theirs}):
        return None
    if owner == cna and (first.person == second.person or not second.operator):
        return None
    return (first.body, second.body) if _terms(first.body) == _terms(second.body) else None


def _terms(body: Arming) -> tuple[object, ...]:
    return body.proposal, body.t0, body.recipient, body.records


def _armer(hearing: Hearing, tenant: str) -> Person:
    """CN-3: the granted person of the owner, or the operator of the CNA, who signed."""
    return hearing.granted(tenant) if tenant == hearing.owner else hearing.operator(tenant)


def _request(hearing: Hearing, request: str) -> IdRequest:
    found = hearing.register.requests.get(request)
    if found is None:
        raise NotAllowedError("CN-1", "it names no request of this case")
    return found

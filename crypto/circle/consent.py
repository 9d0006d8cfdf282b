"""Who opens a case, who takes part, who reads, and who steps back (CA-1 to CA-9, CA-13, BO-3, RO-7)."""

from typing import cast

from crypto.circle.facts import Change
from crypto.circle.hearing import Hearing
from crypto.circle.readers import BOTH_RINGS, LEAD_ROLES, is_lead, tenant_start
from crypto.directory import Person, View
from crypto.errors import NotAllowedError
from crypto.kinds.cases import Accept, Case, CaseRoll, Decline, Grant, Invitation, Recusal
from crypto.ring.holders import Reader
from crypto.statement import Entry, Statement

NO_TERMS = "0" * 64


def judge_case(view: View, statement: Statement[Case]) -> Person:
    """CA-1: who may open a case for the owner; the first reader. NotAllowedError."""
    tenant = statement.body.tenant
    person = view.signer(statement, tenant)
    if person.roles.isdisjoint(LEAD_ROLES) and person.person not in view.duty(tenant):
        raise NotAllowedError("CA-1", "a case is opened by who is on duty, a coordinator or an admin")
    return person


def judge_roll(hearing: Hearing, body: CaseRoll) -> None:
    """CA-2: the owner's list of known tenants, itself in both rings; NotAllowedError."""
    hearing.granted(hearing.owner)
    seats = {seat.tenant: seat for seat in body.participants}
    own = seats.get(hearing.owner)
    if own is None or set(own.rings) != BOTH_RINGS:
        raise NotAllowedError("CA-2", "the roll does not list the owner with both rings")
    for seat in seats.values():
        tenant = hearing.view.tenant(seat.tenant)
        if tenant is None or tenant.roster.version < seat.version:
            raise NotAllowedError("CA-2", "the roll lists a tenant or roster that the directory has not")


def judge_grant(hearing: Hearing, body: Grant) -> None:
    """CA-7 and CA-8: a tenant's own decision on one of its members; NotAllowedError."""
    hearing.granted(body.tenant)
    reader = Reader(body.tenant, body.person)
    if body.state == "ended":
        return
    if hearing.view.person(*reader) is None:
        raise NotAllowedError("CA-7", "no member of the tenant is granted")
    if reader in hearing.facts.recused:
        raise NotAllowedError("CA-9", "a recused person is not granted again")
    invited = hearing.facts.invited.get(body.tenant)
    theirs = tenant_start(invited).epoch if invited else None
    if theirs is not None and body.history.epoch is not None and body.history.epoch < theirs:
        raise NotAllowedError("CA-8", f"the tenant itself reads from epoch {theirs} only")


def judge_recusal(hearing: Hearing, body: Recusal) -> None:
    """CA-9: by the person, or by an admin of a tenant that has to do with the case; NotAllowedError."""
    if body.tenant not in {hearing.owner, hearing.cna, *hearing.facts.invited}:
        raise NotAllowedError("CA-2", "the tenant has nothing to do with the case")
    person = hearing.view.signer(hearing.statement, body.tenant)
    if person.person != body.person and "admin" not in person.roles:
        raise NotAllowedError("CA-9", "a recusal is signed by the person, or by an admin of the tenant")
    if Reader(body.tenant, body.person) in hearing.facts.recused:
        raise NotAllowedError("CA-9", "the person is recused already")


def judge_invitation(hearing: Hearing, body: Invitation) -> None:
    """CA-3, CA-13, BO-3 and RO-7; an invitation may always be withdrawn. NotAllowedError."""
    hearing.granted(hearing.owner)
    if body.tenant == hearing.owner:
        raise NotAllowedError("CA-3", "the owner invites others, not itself")
    if body.code_name != hearing.facts.opening.code_name:
        raise NotAllowedError("CA-3", "the code name is not that of the case")
    if body.state == "withdrawn":
        return
    if hearing.view.expired(hearing.owner, hearing.when):
        raise NotAllowedError("RO-7", "the owner's roster has expired and invites nobody")
    out = hearing.view.edge(hearing.owner, body.tenant, hearing.when)
    back = hearing.view.edge(body.tenant, hearing.owner, hearing.when)
    if out.rule == "deny" or not back.takes:
        raise NotAllowedError("BO-3", "a boundary stands between owner and tenant")
    _check_terms(hearing, body)
    if not all(is_lead(hearing.facts, hearing.view, Reader(body.tenant, each)) for each in body.preseal):
        raise NotAllowedError("CA-13", "only leads of the invited tenant are pre-sealed")


def _check_terms(hearing: Hearing, body: Invitation) -> None:
    """CA-3: zeros without a date, or a proposal of this case that stands, and its instant."""
    proposal = hearing.register.terms(body.terms)
    if proposal is None and body.terms != NO_TERMS:
        raise NotAllowedError("CA-3", "the terms are no proposal of this case, or a withdrawn one")
    if body.t0 != (proposal.t0 if proposal else None):
        raise NotAllowedError("CA-3", "t0 is not that of the terms")


def judge_accept(hearing: Hearing, body: Accept) -> None:
    """CA-4, CA-6 and RO-7: a lead answers the invitation in force, on its terms; NotAllowedError."""
    invited = hearing.facts.invited.get(body.tenant)
    if invited is None or invited.hash != body.invitation or not invited.open:
        raise NotAllowedError("CA-4", "not the invitation that waits for this tenant's answer")
    hearing.lead(body.tenant)
    if body.terms != invited.body.terms:
        raise NotAllowedError("CA-4", "the terms are not those of the invitation")
    _check_terms(hearing, invited.body)
    if hearing.view.expired(body.tenant, hearing.when):
        raise NotAllowedError("RO-7", "the tenant's roster has expired and accepts nothing")
    if any(hearing.view.person(body.tenant, each) is None for each in body.people):
        raise NotAllowedError("CA-6", "the readers are not all members of the tenant")


def judge_decline(hearing: Hearing, body: Decline) -> None:
    """CA-4: a lead refuses the invitation in force, or leaves after an accept; NotAllowedError."""
    invited = hearing.facts.invited.get(body.tenant)
    standing = invited is not None and (invited.open or invited.stands)
    if invited is None or not standing or invited.hash != body.invitation:
        raise NotAllowedError("CA-4", "not an invitation that this tenant may decline")
    hearing.lead(body.tenant)


def note(hearing: Hearing, entry: Entry) -> None:
    """Keep what a statement on taking part or reading changes."""
    statement = cast("Statement[Change]", entry.statement)
    hearing.past.add(entry.index, hearing.facts.after(statement, entry.index, hearing.view))

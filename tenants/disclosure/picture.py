"""A case as its log amounts to it at an instant, for the tables that people look at. Pure.

`picture_of` looks at the fold of the case (who takes part and reads) and at the state of its disclosure
(embargo, consent, whose turn); it decides nothing.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from crypto import dsse
from crypto.circle import Circle, Invited
from crypto.device import fingerprint
from crypto.directory import View
from crypto.statement import Entry
from tenants.cases.service import Picture, Seat, Stub
from tenants.directory.people import key_of_member
from tenants.disclosure.consent import Refusal
from tenants.disclosure.elapse import elapsed
from tenants.disclosure.embargo import EM, Proposal
from tenants.disclosure.plan import readiness
from tenants.disclosure.state import DisclosureState, Party
from tenants.disclosure.turns import Due, What, whose_turn


def picture_of(
    circle: Circle, state: DisclosureState, view: View, now: datetime, *, refused_at: datetime | None
) -> Picture:
    """Return the picture of an open case at `now`; `view` is the newest directory.

    `refused_at` is since when a record is refused at T0. No log says so: owner and CNA are told here.
    """
    state = elapsed(state, now)
    owner = circle.opened.owner
    dues = [*_refused_dues({owner, circle.cna or owner}, refused_at), *whose_turn(state, now)]
    return Picture(
        owner=owner,
        owner_slug=slug(view, owner),
        code_name=circle.opened.opening.code_name,
        received_at=state.received_at,
        em=state.em,
        t0=state.t0,
        exited=state.em is EM.EXITED,
        turn=slug(view, dues[0].tenant) if dues else None,
        dues={due.tenant: (due.what.value, due.by) for due in reversed(dues)},
        seats=tuple(_seats(circle, view)),
        stubs=tuple(_stubs(circle, state)),
        summary=_summary(circle, state, view, dues),
    )


def slug(view: View, genesis: str) -> str:
    """The short name of a tenant of the directory."""
    tenant = view.tenant(genesis)
    return tenant.slug if tenant else ""


def _refused_dues(tenants: set[str], at: datetime | None) -> Iterator[Due]:
    if at is not None:
        for tenant in sorted(tenants):
            yield Due(tenant=tenant, what=What.PUBLISH_BY_HAND, by=at)


def _seats(circle: Circle, view: View) -> Iterator[Seat]:
    owner, roll = circle.opened.owner, circle.opened.roll
    for reader in sorted(circle.readers()):
        key = key_of_member(view, *reader)
        if key is not None:
            role = "owner" if reader.tenant == owner else "participant"
            yield Seat(key=key, tenant=reader.tenant, role=role)
    if roll is not None and roll.reporter is not None:
        yield Seat(key=fingerprint(roll.reporter), tenant="", role="reporter")


def _stubs(circle: Circle, state: DisclosureState) -> Iterator[Stub]:
    entries = {each.entry.statement.hash: each.entry for each in circle.verdicts if each.counts}
    for tenant, invited in circle.opened.invited.items():
        word = invitation_word(invited, state.parties.get(tenant))
        if state.em is not EM.EXITED or word == "accepted":
            yield _stub(tenant, invited, word, entries)


def invitation_word(invited: Invited, party: Party | None) -> str:
    """What became of an invitation: open, accepted, declined, withdrawn, lapsed or stale."""
    if invited.body.state == "withdrawn":
        return "withdrawn"
    if invited.declined:
        return "declined"
    if invited.stands:
        return "accepted"
    refusal = party.refusal if party else None
    return {Refusal.SILENT: "lapsed", Refusal.STALE: "stale"}.get(refusal, "open") if refusal else "open"


def _stub(tenant: str, invited: Invited, word: str, entries: Mapping[str, Entry]) -> Stub:
    told = entries[invited.hash]
    terms = entries.get(invited.body.terms) if word == "open" else None
    return Stub(
        tenant=tenant,
        t0=invited.body.t0,
        expires_at=invited.body.expires,
        state=word,
        place=invited.index,
        wire=_wire(told) if word == "open" else None,
        logged_at=told.logged_at,
        terms_place=terms.index if terms else None,
        terms_wire=_wire(terms) if terms else None,
        terms_logged_at=terms.logged_at if terms else None,
    )


def _wire(entry: Entry) -> bytes:
    return dsse.write(entry.statement.signed)


def _summary(circle: Circle, state: DisclosureState, view: View, dues: list[Due]) -> dict[str, Any]:
    roll = circle.opened.roll
    return {
        "case": circle.case_id,
        "code_name": circle.opened.opening.code_name,
        "owner": {"tenant": circle.opened.owner, "slug": slug(view, circle.opened.owner)},
        "received": written(state.received_at),
        "public": state.pxa.value,
        "embargo": _embargo(state),
        "parties": [_party(circle, state, view, party) for party in state.parties.values()],
        "reporter": roll is not None and roll.reporter is not None,
        "due": [
            {"tenant": due.tenant, "slug": slug(view, due.tenant), "what": due.what, "by": written(due.by)}
            for due in dues
        ],
    }


def _embargo(state: DisclosureState) -> dict[str, Any]:
    in_force = state.in_force
    return {
        "state": state.em.value,
        "t0": written(state.t0) if state.t0 else None,
        "terms": _proposal(in_force.proposal) if in_force else None,
        "revision": state.embargo.revision if state.embargo else 0,
        "agreed": state.agreed,
        "pending": [_proposal(each) for each in state.pending],
        "ended": {"reason": state.ending.reason.value, "at": written(state.ending.at)}
        if state.ending
        else None,
        "claims": [{"move": each.move.value, "by": each.by} for each in state.claims],
    }


def _proposal(proposal: Proposal) -> dict[str, Any]:
    return {
        "proposal": proposal.id,
        "by": proposal.by,
        "t0": written(proposal.t0),
        "zone": proposal.zone,
        "signed_by": sorted(proposal.signed_by),
    }


def _party(circle: Circle, state: DisclosureState, view: View, party: Party) -> dict[str, Any]:
    invited = circle.opened.invited.get(party.tenant)
    word = readiness(state, party.tenant)
    return {
        "tenant": party.tenant,
        "slug": slug(view, party.tenant),
        "takes_part": party.takes_part,
        "rings": sorted(circle.participants().get(party.tenant, ())),
        "invitation": invitation_word(invited, party) if invited else None,
        "consent": party.consent.value,
        "report": party.progress.rm.value,
        "fix": party.progress.vfd.value,
        "ready": word.value if word else None,
    }


def written(moment: datetime) -> str:
    """An instant as statements write it."""
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"

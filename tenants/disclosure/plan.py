"""Around one T0: what each tenant does when, and whether it is ready. One tenant's hold delays only its own.

Milestones are dates that tenants promise each other; readiness is each tenant's word about its own advisory.
Neither moves T0, and neither publishes: that is the act at T0, in the order advisory, CVE, OSV.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from tenants.disclosure.consent import NO_TERMS
from tenants.disclosure.elapse import elapsed
from tenants.disclosure.embargo import OVER
from tenants.disclosure.errors import EmbargoStandsError, NotCurrentError, PlanError
from tenants.disclosure.events import ReadinessSaid, Ready
from tenants.disclosure.state import DisclosureState
from tenants.disclosure.steps import with_party

# From here to T0 the final texts no longer change.
FREEZE = timedelta(hours=24)


class Kind(StrEnum):
    """What a milestone is about."""

    EARLY_MITIGATION = "early_mitigation"
    FIX_READY = "fix_ready"
    FINAL_TEXT = "final_text"
    PUBLIC_PR = "public_pr"
    RELEASE = "release"
    ADVISORY = "advisory"
    RECORD = "record"


# What the public can see; an early mitigation can be seen as well, and needs everybody's signature instead.
VISIBLE = frozenset({Kind.PUBLIC_PR, Kind.RELEASE, Kind.ADVISORY, Kind.RECORD})


@dataclass(frozen=True, kw_only=True)
class Milestone:
    """One promised instant. `agreed_by` are the tenants that signed an early mitigation."""

    tenant: str
    kind: Kind
    at: datetime
    agreed_by: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Release:
    """Whose advisories go out, whose are held, and who has said nothing; each sorted."""

    going: tuple[str, ...]
    held: tuple[str, ...]
    silent: tuple[str, ...]


def plan_around(t0: datetime, tenants: Iterable[str]) -> tuple[Milestone, ...]:
    """Return the plan that tenants start from: texts and fixes a day before T0, all that is visible at T0."""
    offsets = {
        Kind.FIX_READY: -FREEZE,
        Kind.FINAL_TEXT: -FREEZE,
        **dict.fromkeys((Kind.PUBLIC_PR, Kind.RELEASE, Kind.ADVISORY, Kind.RECORD), timedelta(0)),
    }
    return tuple(
        Milestone(tenant=tenant, kind=kind, at=t0 + offset)
        for tenant in sorted(tenants)
        for kind, offset in offsets.items()
    )


def check_plan(state: DisclosureState, plan: Iterable[Milestone]) -> None:
    """Refuse a plan that would break the embargo in force. Raises PlanError (DP-12, G12).

    Nothing visible before T0; an early mitigation only with the signature of every counted party; a fix and
    the final text not after T0; no record before its tenant's advisory.
    """
    milestones = tuple(plan)
    for milestone in milestones:
        _check_milestone(state, milestone)
    advisories = {m.tenant: m.at for m in milestones if m.kind is Kind.ADVISORY}
    for milestone in milestones:
        if milestone.kind is Kind.RECORD and milestone.at < advisories.get(milestone.tenant, milestone.at):
            raise PlanError("a record is never published before its advisory")


def say_readiness(state: DisclosureState, event: ReadinessSaid) -> DisclosureState:
    """Keep a party's latest word. Raises NotTakingPartError, and NotCurrentError (DP-11) for another date."""
    party = state.acting(event.by)
    if event.proposal != _date(state):
        raise NotCurrentError("readiness is said for the date in force", rule="DP-11")
    return with_party(state, replace(party, ready=event.ready, ready_for=event.proposal))


def readiness(state: DisclosureState, tenant: str) -> Ready | None:
    """Return the word that counts: a hold until it is lifted, ready and go only for the date they named."""
    party = state.parties[tenant]
    if party.ready is Ready.HOLD or party.ready_for == _date(state):
        return party.ready
    return None


def release(state: DisclosureState, now: datetime) -> Release:
    """Sort the parties into those whose advisories go out at `now`, those that hold, and the silent ones.

    `ready` and `go` both let it go out. Raises EmbargoStandsError (DP-11) before the embargo has ended.
    """
    state = elapsed(state, now)
    if state.em not in OVER:
        raise EmbargoStandsError("nothing is published while an embargo stands or is proposed")
    words = {
        tenant: readiness(state, tenant)
        for tenant, party in sorted(state.parties.items())
        if party.takes_part
    }
    return Release(
        going=tuple(tenant for tenant, word in words.items() if word in {Ready.READY, Ready.GO}),
        held=tuple(tenant for tenant, word in words.items() if word is Ready.HOLD),
        silent=tuple(tenant for tenant, word in words.items() if word is None),
    )


def _date(state: DisclosureState) -> str:
    return state.embargo.proposal.id if state.embargo else NO_TERMS


def _check_milestone(state: DisclosureState, milestone: Milestone) -> None:
    state.acting(milestone.tenant)
    t0 = state.t0
    if t0 is None:
        return
    if milestone.kind in VISIBLE:
        if milestone.at < t0:
            raise PlanError("nothing that the public can see comes before T0")
    elif milestone.kind is Kind.EARLY_MITIGATION:
        if milestone.at < t0 and not state.counted <= milestone.agreed_by:
            raise PlanError("an early mitigation needs the signature of every party", rule="G12")
    elif milestone.at > t0:
        raise PlanError("a fix and its text are ready by T0")

"""Replaying the logs offline: every verdict, embargo, consent and T0 anew from the member's own copy (P3)."""

from dataclasses import dataclass
from datetime import datetime

from crypto.verdict import Verdict
from hub.client.deciding import state_of
from hub.client.home import Home
from hub.client.known import Known, fold
from hub.client.mirror import CASES, DIRECTORY, check_copy
from hub.client.store import Store


@dataclass(frozen=True)
class Void:
    """A logged statement that does not count, with the rule it broke."""

    log: str
    index: int
    type: str
    rule: str


@dataclass(frozen=True)
class CaseFound:
    """What a case's log amounts to."""

    case: str
    code_name: str
    embargo: str
    t0: datetime | None
    agreed: bool
    ended: str | None
    consents: dict[str, str]
    statements: int
    gaps: int


@dataclass(frozen=True)
class Audit:
    """The result of one replay."""

    directory_size: int
    case_size: int
    void: tuple[Void, ...]
    cases: tuple[CaseFound, ...]


def verify(home: Home) -> Audit:
    """Recompute everything from the cache, without the network; HubLiesError where it contradicts itself."""
    member, store = home.membership(), Store(home.cache_path)
    check_copy(store, member)
    known = fold(store, member)
    void = [*_void(DIRECTORY, known.verdicts)]
    for circle in known.circles.values():
        void += _void(CASES, tuple(circle.verdicts))
    return Audit(
        directory_size=known.at.directory,
        case_size=known.at.cases,
        void=tuple(void),
        cases=tuple(_case(known, case_id) for case_id in known.circles),
    )


def _void(log: str, verdicts: tuple[Verdict, ...]) -> list[Void]:
    return [
        Void(log, each.entry.index, each.entry.statement.body.TYPE, each.fault.rule)
        for each in verdicts
        if each.fault is not None
    ]


def _case(known: Known, case_id: str) -> CaseFound:
    circle = known.circle(case_id)
    latest = max(each.entry.logged_at for each in circle.verdicts)
    at = max(latest, known.directory_time or latest)
    state = state_of(circle, at)
    return CaseFound(
        case=case_id,
        code_name=circle.opened.opening.code_name,
        embargo=str(state.em),
        t0=state.embargo.t0 if state.embargo else None,
        agreed=state.agreed,
        ended=str(state.ending.reason) if state.ending else None,
        consents={known.slug(each.tenant): str(each.consent) for each in state.parties.values()},
        statements=sum(each.counts for each in circle.verdicts),
        gaps=len(circle.gaps),
    )

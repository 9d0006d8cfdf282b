"""The reservation ledger: no CVE ID is lost, doubled or surprising (RES-1 to RES-5, CNA rule 4.5.3.5).

CVE Services takes no client token with a reservation, so a lost answer leaves an ID that only it knows. The
order is therefore: write the intent, commit `sent`, call, write the answer. When no usable answer came the
entry is `unknown`; it is never sent again, and `reconcile` looks for the ID among those that our own service
account reserved in that span and that no other entry holds. All functions are pure: entries, listings and the
time come in.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from tenants.cna.errors import Effect, MoveNotAllowedError, RegistryError, ReservationInFlightError
from tenants.cna.ports import RemoteId, RemoteState


class LedgerState(StrEnum):
    """Where one reservation stands."""

    PLANNED = "planned"  # the intent is written, nothing was sent
    SENT = "sent"  # committed before the call: from here on an ID may exist
    UNKNOWN = "unknown"  # sent, and no usable answer
    AVAILABLE = "available"  # the ID is ours and belongs to no vulnerability yet
    ASSIGNED = "assigned"
    PUBLISHED = "published"
    REJECTED = "rejected"
    FAILED = "failed"  # no ID came of it, for certain
    FOREIGN = "foreign"  # reserved for our CNA by somebody else: kept in sight, and never given


MOVES: dict[LedgerState, frozenset[LedgerState]] = {
    LedgerState.PLANNED: frozenset({LedgerState.SENT, LedgerState.FAILED}),
    LedgerState.SENT: frozenset(
        {LedgerState.PLANNED, LedgerState.UNKNOWN, LedgerState.AVAILABLE, LedgerState.FAILED}
    ),
    LedgerState.UNKNOWN: frozenset({LedgerState.AVAILABLE, LedgerState.FAILED}),
    LedgerState.AVAILABLE: frozenset({LedgerState.ASSIGNED, LedgerState.REJECTED}),
    # An ID that a team or a reporter has heard of is never given to another flaw: published or rejected.
    LedgerState.ASSIGNED: frozenset({LedgerState.PUBLISHED, LedgerState.REJECTED}),
    LedgerState.PUBLISHED: frozenset({LedgerState.REJECTED}),
    # CVE Services would publish a rejected record again on the next update, so nothing leads out.
    LedgerState.REJECTED: frozenset(),
    LedgerState.FAILED: frozenset(),
    LedgerState.FOREIGN: frozenset({LedgerState.PUBLISHED, LedgerState.REJECTED}),
}

UNSETTLED = frozenset({LedgerState.SENT, LedgerState.UNKNOWN})
# What CVE Services lists as RESERVED as long as nothing surprising happens.
RESERVED = frozenset({LedgerState.AVAILABLE, LedgerState.ASSIGNED, LedgerState.FOREIGN})


@dataclass(frozen=True, slots=True)
class Timing:
    """How long to wait and how far to look.

    `settle` must be longer than the call's own timeout, so that a slow call is over before it is judged;
    `skew` is how far the two clocks may be apart; after `looks` empty listings, a settle time apart, the
    reservation is known not to have happened.
    """

    settle: timedelta = timedelta(seconds=90)
    skew: timedelta = timedelta(minutes=5)
    looks: int = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger; instants are aware. `looked_at` and `empty_looks` count fruitless listings."""

    state: LedgerState = LedgerState.PLANNED
    cve_id: str | None = None
    sent_at: datetime | None = None
    looked_at: datetime | None = None
    empty_looks: int = 0


def moved(now: LedgerState, to: LedgerState) -> LedgerState:
    """Return `to` when the table allows it; raises MoveNotAllowedError otherwise."""
    if to not in MOVES[now]:
        raise MoveNotAllowedError(f"a reservation that is {now} cannot become {to}")
    return to


def send(entry: Entry, *, others: Iterable[LedgerState], at: datetime) -> Entry:
    """Return the entry as it must be committed before the call.

    Raises ReservationInFlightError while any of `others` is unsettled: one orphan at a time keeps adoption
    unambiguous, and CVE Services locks per CNA anyway.
    """
    if any(state in UNSETTLED for state in others):
        raise ReservationInFlightError("an earlier reservation must be settled first")
    return replace(entry, state=moved(entry.state, LedgerState.SENT), sent_at=at)


def after_answer(entry: Entry, answer: RemoteId) -> Entry:
    """Return the entry with the ID that the call brought."""
    return replace(entry, state=moved(entry.state, LedgerState.AVAILABLE), cve_id=answer.cve_id)


def after_failure(entry: Entry, failure: RegistryError) -> Entry:
    """Return the entry after a failed call: sendable again, unknown, or over; decided by `failure.effect`."""
    to = {
        Effect.NONE: LedgerState.PLANNED,
        Effect.UNKNOWN: LedgerState.UNKNOWN,
        Effect.REFUSED: LedgerState.FAILED,
    }[failure.effect]
    return replace(entry, state=moved(entry.state, to))


def after_crash(entry: Entry, *, at: datetime, timing: Timing) -> Entry:
    """Return a `sent` entry whose caller has had its time as `unknown`; any other entry as it is."""
    if entry.state is LedgerState.SENT and entry.sent_at is not None and at >= entry.sent_at + timing.settle:
        return replace(entry, state=LedgerState.UNKNOWN)
    return entry


@dataclass(frozen=True, slots=True)
class Listing:
    """What CVE Services listed for our CNA at `at`; `user` is the service account that nothing else uses."""

    ids: tuple[RemoteId, ...]
    user: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Wait:
    """Too early to judge: list again at `until`."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Settled:
    """The entry's next form, and further orphans of the same call, to be entered as `available`."""

    entry: Entry
    surplus: tuple[str, ...] = ()


def look_from(entry: Entry, timing: Timing) -> datetime:
    """Return the instant from which to list for an `unknown` entry.

    Raises MoveNotAllowedError for an entry in any other state.
    """
    if entry.state is not LedgerState.UNKNOWN or entry.sent_at is None:
        raise MoveNotAllowedError("only a reservation with unknown outcome is looked up", rule="RES-3")
    return entry.sent_at - timing.skew


def due(entry: Entry, *, at: datetime, timing: Timing) -> Wait | None:
    """Return Wait while the call may still be running or the last look was a settle time ago at most."""
    last = entry.looked_at or entry.sent_at
    if last is not None and at < last + timing.settle:
        return Wait(last + timing.settle)
    return None


def reconcile(entry: Entry, listing: Listing, *, held: Collection[str], timing: Timing) -> Settled | Wait:
    """Decide an `unknown` entry from a listing since `look_from`; `held` is every ID of the ledger.

    The oldest orphan is adopted, further ones are surplus (a call that was doubled on the way) and none is
    lost. An empty listing counts once per settle time; after `timing.looks` of them the entry failed and a
    new request may be written.
    """
    since, at = look_from(entry, timing), listing.at
    waiting = due(entry, at=at, timing=timing)
    if waiting is not None:
        return waiting
    orphans = sorted(
        (remote.reserved_at, remote.cve_id)
        for remote in listing.ids
        if remote.state is RemoteState.RESERVED
        and remote.user == listing.user
        and remote.cve_id not in held
        and since <= remote.reserved_at <= at + timing.skew
    )
    if orphans:
        first, *rest = (cve_id for _, cve_id in orphans)
        adopted = replace(entry, state=LedgerState.AVAILABLE, cve_id=first, looked_at=at)
        return Settled(adopted, tuple(rest))
    looks = entry.empty_looks + 1
    state = LedgerState.FAILED if looks >= timing.looks else LedgerState.UNKNOWN
    return Settled(replace(entry, state=state, looked_at=at, empty_looks=looks))


@dataclass(frozen=True, slots=True)
class Differences:
    """Where ledger and CVE Services disagree; all empty when no ID is lost, doubled or surprising."""

    orphans: tuple[str, ...]  # reserved by us there, in no entry here
    missing: tuple[str, ...]  # unpublished here, not reserved there
    foreign: tuple[str, ...]  # reserved for our CNA by another user, in no entry here: never adopted

    def __bool__(self) -> bool:
        """Say whether there is any difference."""
        return bool(self.orphans or self.missing or self.foreign)


def differences(entries: Iterable[Entry], listing: Listing, *, timing: Timing) -> Differences:
    """Compare the whole ledger, read after the listing, with all RESERVED IDs of our CNA (RES-7).

    What was sent while the listing was made may be in one of the two alone, and is not judged. Raises
    ReservationInFlightError while an entry is unsettled: its ID would look like an orphan.
    """
    entries = list(entries)
    if any(entry.state in UNSETTLED for entry in entries):
        raise ReservationInFlightError("an earlier reservation must be settled first")
    held = {entry.cve_id for entry in entries if entry.cve_id is not None}
    there = {remote.cve_id: remote.user for remote in listing.ids if remote.state is RemoteState.RESERVED}
    old = listing.at - timing.settle
    expected = {
        entry.cve_id
        for entry in entries
        if entry.cve_id is not None
        and entry.state in RESERVED
        and (entry.sent_at is None or entry.sent_at <= old)
    }
    loose = there.keys() - held
    return Differences(
        orphans=tuple(sorted(cve_id for cve_id in loose if there[cve_id] == listing.user)),
        missing=tuple(sorted(expected - there.keys())),
        foreign=tuple(sorted(cve_id for cve_id in loose if there[cve_id] != listing.user)),
    )


def strays(found: Differences) -> tuple[Entry, ...]:
    """Return an entry for every ID that has none.

    An orphan, such as the twin of a reservation that arrived twice, is `available`; one of somebody else is
    `foreign`.
    """
    orphans = (Entry(LedgerState.AVAILABLE, cve_id) for cve_id in found.orphans)
    return (*orphans, *(Entry(LedgerState.FOREIGN, cve_id) for cve_id in found.foreign))


def followed(entry: Entry, there: RemoteState | None) -> Entry:
    """Return a missing entry that is nobody's as it ended at CVE Services; as it is if a person has to look.

    A free ID that somebody published there is no move of the table: it stays an alarm.
    """
    to = {RemoteState.PUBLISHED: LedgerState.PUBLISHED, RemoteState.REJECTED: LedgerState.REJECTED}.get(
        there or RemoteState.RESERVED
    )
    return entry if to is None or to not in MOVES[entry.state] else replace(entry, state=to)

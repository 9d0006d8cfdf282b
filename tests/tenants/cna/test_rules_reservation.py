"""The ledger's moves and decisions, without a server (RES-1 to RES-5)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.cna import rules_reservation as ledger
from tenants.cna.errors import (
    MoveNotAllowedError,
    RecordDiffersError,
    RegistryBusyError,
    RegistryRefusedError,
    ReplyLostError,
    ReservationInFlightError,
)
from tenants.cna.ports import RemoteId, RemoteState
from tenants.cna.rules_reservation import MOVES, Entry, LedgerState, Listing, Settled, Timing, Wait, moved

AT = datetime(2026, 5, 14, 9, tzinfo=UTC)
TIMING = Timing()
UNKNOWN = Entry(LedgerState.UNKNOWN, sent_at=AT)
LATER = AT + TIMING.settle


def remote(number=1, *, at=AT, user="hub", state=RemoteState.RESERVED):
    return RemoteId(f"CVE-1900-{number:04d}", state, at, user)


def settle(entry, *found, held=(), at=LATER):
    return ledger.reconcile(entry, Listing(found, "hub", at), held=held, timing=TIMING)


def differ(entries, *found, at=LATER):
    return ledger.differences(entries, Listing(found, "hub", at), timing=TIMING)


@pytest.mark.parametrize(
    ("now", "to"),
    [
        (LedgerState.UNKNOWN, LedgerState.SENT),
        (LedgerState.UNKNOWN, LedgerState.PLANNED),
        (LedgerState.ASSIGNED, LedgerState.AVAILABLE),
        (LedgerState.AVAILABLE, LedgerState.PUBLISHED),
        (LedgerState.REJECTED, LedgerState.PUBLISHED),
        (LedgerState.FAILED, LedgerState.PLANNED),
        (LedgerState.FOREIGN, LedgerState.AVAILABLE),
        (LedgerState.FOREIGN, LedgerState.ASSIGNED),
    ],
)
def test_the_dangerous_moves_are_not_in_the_table(now, to):
    with pytest.raises(MoveNotAllowedError) as refused:
        moved(now, to)
    assert refused.value.rule == "RES-1"


def test_every_state_has_its_moves_and_every_move_passes():
    assert set(MOVES) == set(LedgerState)
    assert all(moved(now, to) is to for now, many in MOVES.items() for to in many)


@pytest.mark.parametrize("state", [LedgerState.SENT, LedgerState.UNKNOWN])
def test_nothing_is_sent_while_another_outcome_is_open(state):
    with pytest.raises(ReservationInFlightError):
        ledger.send(Entry(), others=[LedgerState.PUBLISHED, state], at=AT)


def test_an_unknown_entry_is_never_sent_again():
    with pytest.raises(MoveNotAllowedError):
        ledger.send(UNKNOWN, others=[], at=AT)


def test_sending_writes_the_instant_before_the_call():
    others = [LedgerState.PLANNED, LedgerState.FAILED, LedgerState.AVAILABLE]
    assert ledger.send(Entry(), others=others, at=AT) == Entry(LedgerState.SENT, sent_at=AT)


@pytest.mark.parametrize(
    ("failure", "state"),
    [
        (RegistryBusyError("later"), LedgerState.PLANNED),
        (ReplyLostError("gone"), LedgerState.UNKNOWN),
        (RegistryRefusedError("no", code="CNA_ONLY"), LedgerState.FAILED),
        (RecordDiffersError("other"), LedgerState.FAILED),
    ],
)
def test_a_failure_moves_the_entry_by_what_it_left_behind(failure, state):
    assert ledger.after_failure(Entry(LedgerState.SENT, sent_at=AT), failure).state is state


def test_an_answer_makes_the_id_available():
    entry = ledger.after_answer(Entry(LedgerState.SENT, sent_at=AT), remote(7))
    assert (entry.state, entry.cve_id) == (LedgerState.AVAILABLE, "CVE-1900-0007")


def test_a_sent_entry_becomes_unknown_only_after_its_call_must_be_over():
    sent = Entry(LedgerState.SENT, sent_at=AT)
    assert ledger.after_crash(sent, at=LATER - timedelta(seconds=1), timing=TIMING) is sent
    assert ledger.after_crash(sent, at=LATER, timing=TIMING).state is LedgerState.UNKNOWN
    assert ledger.after_crash(Entry(), at=LATER, timing=TIMING) == Entry()


@pytest.mark.parametrize("entry", [Entry(), Entry(LedgerState.SENT, sent_at=AT), Entry(LedgerState.UNKNOWN)])
def test_only_an_unknown_entry_that_was_sent_is_looked_up(entry):
    with pytest.raises(MoveNotAllowedError) as refused:
        settle(entry)
    assert refused.value.rule == "RES-3"


def test_a_call_that_may_still_run_is_not_judged():
    assert settle(UNKNOWN, remote(), at=LATER - timedelta(seconds=1)) == Wait(LATER)


@pytest.mark.parametrize(
    "found",
    [
        remote(user="operator"),
        remote(state=RemoteState.REJECTED),
        remote(at=AT - TIMING.skew - timedelta(seconds=1)),
        remote(at=LATER + TIMING.skew + timedelta(seconds=1)),
    ],
    ids=["another user", "another state", "before the call", "after the look"],
)
def test_an_id_that_cannot_be_ours_is_not_adopted(found):
    settled = settle(UNKNOWN, found)
    assert settled.entry == replace(UNKNOWN, looked_at=LATER, empty_looks=1)


def test_an_id_that_stands_in_the_ledger_is_not_adopted_twice():
    assert settle(UNKNOWN, remote(1), held={"CVE-1900-0001"}).entry.state is LedgerState.UNKNOWN


def test_one_orphan_is_adopted_even_when_the_two_clocks_differ():
    for at in (AT - TIMING.skew, AT, LATER + TIMING.skew):
        settled = settle(UNKNOWN, remote(at=at))
        assert (settled.entry.state, settled.entry.cve_id) == (LedgerState.AVAILABLE, "CVE-1900-0001")
        assert settled.surplus == ()


def test_of_several_orphans_the_oldest_is_adopted_and_none_is_lost():
    settled = settle(UNKNOWN, remote(3, at=LATER), remote(1, at=LATER), remote(2, at=AT))
    assert settled.entry.cve_id == "CVE-1900-0002"
    assert settled.surplus == ("CVE-1900-0001", "CVE-1900-0003")


def test_two_empty_looks_a_settle_time_apart_end_the_reservation():
    first = settle(UNKNOWN)
    assert isinstance(first, Settled)
    assert settle(first.entry, at=LATER) == Wait(LATER + TIMING.settle)
    second = settle(first.entry, at=LATER + TIMING.settle)
    assert second.entry.state is LedgerState.FAILED


def test_an_orphan_that_shows_late_is_still_adopted_at_the_second_look():
    first = settle(UNKNOWN)
    second = settle(first.entry, remote(), at=LATER + TIMING.settle)
    assert second.entry.state is LedgerState.AVAILABLE


def test_ledger_and_server_are_not_compared_while_an_outcome_is_open():
    for entry in (UNKNOWN, Entry(LedgerState.SENT, sent_at=AT)):
        with pytest.raises(ReservationInFlightError):
            differ([entry], remote(1))


def test_the_daily_comparison_names_orphans_missing_and_foreign_ids():
    entries = [
        Entry(LedgerState.ASSIGNED, "CVE-1900-0001"),
        Entry(LedgerState.AVAILABLE, "CVE-1900-0002"),
        Entry(LedgerState.PUBLISHED, "CVE-1900-0003"),
        Entry(LedgerState.FAILED),
    ]
    differences = differ(entries, remote(1), remote(8), remote(9, user="operator"))
    assert differences == ledger.Differences(("CVE-1900-0008",), ("CVE-1900-0002",), ("CVE-1900-0009",))
    assert differences
    assert ledger.strays(differences) == (
        Entry(LedgerState.AVAILABLE, "CVE-1900-0008"),
        Entry(LedgerState.FOREIGN, "CVE-1900-0009"),
    )
    assert not differ(entries[:1], remote(1))


def test_an_id_of_somebody_else_that_is_known_is_no_difference_while_it_is_reserved():
    foreign = Entry(LedgerState.FOREIGN, "CVE-1900-0009")
    assert not differ([foreign], remote(9, user="operator"))
    assert differ([foreign]).missing == ("CVE-1900-0009",)


@pytest.mark.parametrize("user", ["other_cna/hub", "Hub", "hub/hub", ""])
def test_nothing_is_adopted_that_our_own_account_did_not_reserve(user):
    found = differ([], remote(1, user=user))
    assert (found.orphans, found.foreign) == ((), ("CVE-1900-0001",))


def test_a_listed_id_in_another_state_is_neither_adopted_nor_held_for_reserved():
    entries = [Entry(LedgerState.AVAILABLE, "CVE-1900-0001")]
    rejected = [remote(number, state=RemoteState.REJECTED) for number in (1, 2)]
    assert differ(entries, *rejected) == ledger.Differences((), ("CVE-1900-0001",), ())


def test_what_was_sent_while_the_listing_was_made_is_not_missing_in_it():
    settled = Entry(LedgerState.AVAILABLE, "CVE-1900-0001", AT)
    assert not differ([settled], at=LATER - timedelta(seconds=1))
    assert differ([settled], at=LATER).missing == ("CVE-1900-0001",)


@pytest.mark.parametrize(
    ("state", "there", "becomes"),
    [
        (LedgerState.AVAILABLE, RemoteState.REJECTED, LedgerState.REJECTED),
        (LedgerState.FOREIGN, RemoteState.REJECTED, LedgerState.REJECTED),
        (LedgerState.FOREIGN, RemoteState.PUBLISHED, LedgerState.PUBLISHED),
        (LedgerState.AVAILABLE, RemoteState.PUBLISHED, LedgerState.AVAILABLE),
        (LedgerState.FOREIGN, RemoteState.RESERVED, LedgerState.FOREIGN),
        (LedgerState.AVAILABLE, None, LedgerState.AVAILABLE),
    ],
)
def test_a_missing_id_that_is_nobodys_ends_as_it_did_there_or_stays_for_a_person(state, there, becomes):
    assert ledger.followed(Entry(state, "CVE-1900-0001"), there).state is becomes


@given(
    numbers=st.sets(st.integers(1, 9), max_size=6),
    held=st.sets(st.integers(1, 9), max_size=6),
    foreign=st.sets(st.integers(1, 9)),
)
def test_adoption_takes_each_of_our_orphans_exactly_once(numbers, held, foreign):
    found = [remote(number, user="operator" if number in foreign else "hub") for number in numbers]
    settled = settle(UNKNOWN, *found, held={f"CVE-1900-{number:04d}" for number in held})
    adopted = [settled.entry.cve_id] if settled.entry.cve_id else []
    adopted += settled.surplus
    assert sorted(adopted) == [f"CVE-1900-{number:04d}" for number in sorted(numbers - held - foreign)]

"""No CVE ID is lost or doubled, whatever happens between the hub and CVE Services (design P6).

What the rules make of each answer, without a database; `test_cve_comparison` drives the real jobs.
"""

import random
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from tenants.cna import rules_reservation as ledger
from tenants.cna.errors import RegistryBusyError, RegistryError, RegistryRefusedError, ReplyLostError
from tenants.cna.rules_reservation import Entry, LedgerState, Listing, Settled, Timing

TIMING = Timing(settle=timedelta(0), skew=timedelta(minutes=1))
LOSSES = ("lose-before", "lose-reply", "garble-reply", "error-after")


def now():
    return datetime.now(UTC)


class Book:
    """The ledger in memory, driven as the desk's job drives it."""

    def __init__(self, client):
        self.client = client
        self.entries = []

    def request(self):
        """Write the intent, send once, and write what is known."""
        self.entries.append(Entry())
        self.send(len(self.entries) - 1)

    def send(self, index):
        others = [entry.state for place, entry in enumerate(self.entries) if place != index]
        sent = ledger.send(self.entries[index], others=others, at=now())
        self.entries[index] = sent
        try:
            self.entries[index] = ledger.after_answer(sent, self.client.reserve_one(year=1900))
        except RegistryError as failure:
            self.entries[index] = ledger.after_failure(sent, failure)

    def reconcile(self):
        """Settle every unknown entry."""
        while unknown := [i for i, entry in enumerate(self.entries) if entry.state is LedgerState.UNKNOWN]:
            self.look(unknown[0])

    def look(self, index):
        entry = self.entries[index]
        found = self.client.list_reserved(since=ledger.look_from(entry, TIMING))
        listing = Listing(found, self.client.user, now())
        settled = ledger.reconcile(entry, listing, held=self.held(), timing=TIMING)
        assert isinstance(settled, Settled)
        self.entries[index] = settled.entry
        self.entries += [Entry(LedgerState.AVAILABLE, cve_id) for cve_id in settled.surplus]

    def held(self):
        return [entry.cve_id for entry in self.entries if entry.cve_id]


def assert_nothing_lost(book, double):
    assert sorted(book.held()) == sorted(double.ids()), "every reserved ID stands in the ledger"
    assert len(set(book.held())) == len(book.held()), "no ID stands there twice"


def calls(double, name):
    return [status for call, status in double.journal() if call == name]


@pytest.mark.parametrize("fault", LOSSES)
def test_a_reservation_without_a_usable_answer_is_settled_by_looking_and_never_sent_again(double, fault):
    book = Book(double.client())
    double.arm("reserve", fault)
    book.request()
    book.reconcile()
    assert_nothing_lost(book, double)
    assert len(calls(double, "reserve")) == 1


def test_a_request_that_arrives_twice_and_is_never_answered_leaves_both_ids_in_the_ledger(double):
    book = Book(double.client())
    double.arm("reserve", "twice")
    double.arm("reserve", "lose-reply")
    book.request()
    book.reconcile()
    assert book.held() == ["CVE-1900-0001", "CVE-1900-0002"]


def test_the_id_behind_a_lost_answer_is_adopted(double):
    book = Book(double.client())
    double.arm("reserve", "lose-reply")
    book.request()
    assert book.entries[0].state is LedgerState.UNKNOWN
    book.reconcile()
    assert book.entries == [
        Entry(LedgerState.AVAILABLE, "CVE-1900-0001", book.entries[0].sent_at, book.entries[0].looked_at)
    ]


def test_an_answer_that_comes_after_the_time_limit_leaves_no_orphan(double):
    book = Book(double.client(limits=(2.0, 0.2)))
    double.arm("reserve", "delay-reply", seconds=0.5)
    book.request()
    while not double.ids():  # the limit may have passed even before it was done
        time.sleep(0.01)
    book.client = double.client()
    book.reconcile()
    assert book.entries[0].cve_id == "CVE-1900-0001"
    assert_nothing_lost(book, double)


def test_a_request_that_was_lost_before_it_arrived_ends_as_failed_after_two_empty_looks(double):
    book = Book(double.client())
    double.arm("reserve", "lose-before")
    book.request()
    book.look(0)
    assert book.entries[0].state is LedgerState.UNKNOWN, "one empty listing proves nothing"
    book.look(0)
    assert book.entries[0].state is LedgerState.FAILED
    assert double.ids() == {}


@pytest.mark.parametrize("fault", ["lock", "rate-limit"])
def test_a_busy_server_leaves_the_intent_to_be_sent_later(double, fault):
    book = Book(double.client())
    double.arm("reserve", fault)
    book.request()
    assert book.entries[0].state is LedgerState.PLANNED
    book.send(0)
    assert book.entries[0].state is LedgerState.AVAILABLE
    assert_nothing_lost(book, double)


def test_a_server_that_is_away_is_known_to_have_done_nothing(double):
    book = Book(double.client())
    double.kill()
    book.request()
    assert book.entries[0].state is LedgerState.PLANNED
    double.start()
    book.client = double.client()
    book.send(0)
    assert_nothing_lost(book, double)


def test_a_restarted_server_still_knows_its_ids_and_its_key(double):
    book = Book(double.client())
    book.request()
    double.kill()
    double.start()
    book.request()
    assert book.held() == ["CVE-1900-0001", "CVE-1900-0002"]
    assert_nothing_lost(book, double)


def test_ids_that_a_person_reserved_by_hand_are_not_adopted(double):
    book = Book(double.client())
    double.arm("reserve", "lose-before")
    book.request()
    double.operator().reserve_one(year=1900)
    book.reconcile()
    assert book.entries[0].state is LedgerState.FAILED
    assert book.held() == []


def test_two_reservations_at_once_are_told_apart_by_the_server(double):
    client = double.client()
    double.arm("reserve", "delay", seconds=1.5)
    first = threading.Thread(target=client.reserve_one, kwargs={"year": 1900})
    first.start()
    while double.armed():  # the first strikes it where it has the lock
        time.sleep(0.01)
    with pytest.raises(RegistryBusyError):
        client.reserve_one(year=1900)
    first.join()
    assert list(double.ids()) == ["CVE-1900-0001"]


def test_an_exhausted_quota_and_a_closed_year_are_final(double):
    with pytest.raises(RegistryRefusedError) as refused:
        double.client().reserve_one(year=1998)
    assert refused.value.code == "CANNOT_RESERVE_FOR_YEAR"
    with pytest.raises(RegistryRefusedError) as refused:
        double.client(key="wrong").reserve_one(year=1900)
    assert refused.value.code == "UNAUTHORIZED"


def test_publishing_survives_every_lost_answer_with_one_record(double, container):
    client = double.client()
    cve_id = client.reserve_one(year=1900).cve_id
    for fault in ("lose-reply", "garble-reply", "error-after", "half"):
        double.arm("publish", fault)
        stored = client.publish(cve_id, container)
        assert stored["containers"]["cna"]["title"] == container["title"]
    assert calls(double, "update") == []


def test_a_publication_that_never_arrived_is_unknown_and_may_be_repeated(double, container):
    client = double.client()
    cve_id = client.reserve_one(year=1900).cve_id
    double.arm("publish", "lose-before")
    with pytest.raises(ReplyLostError):
        client.publish(cve_id, container)
    client.publish(cve_id, container)
    assert double.ids() == {cve_id: "PUBLISHED"}


def test_random_faults_lose_no_id_and_double_none(double):
    chance = random.Random(1900)  # noqa: S311 -- a seed that can be repeated, not a secret
    book = Book(double.client())
    for _ in range(25):
        fault = chance.choice((*LOSSES, "lock", "rate-limit", None))
        if fault:
            double.arm("reserve", fault)
        book.request()
        book.reconcile()
        for index, entry in enumerate(book.entries):
            if entry.state is LedgerState.PLANNED:
                book.send(index)
                book.reconcile()
    assert_nothing_lost(book, double)

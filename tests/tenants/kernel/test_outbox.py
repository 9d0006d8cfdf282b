"""The outbox and the schedule: what a commit ordered is handed out once, in the scope it was ordered in."""

from datetime import UTC, datetime, timedelta
from threading import Timer

import pytest
from sqlalchemy import select

from tenants.kernel.orders import backlog, in_trouble, oldest, revive
from tenants.kernel.outbox import (
    ATTEMPTS,
    LEASE,
    RELAY,
    Outbox,
    claim,
    enqueue,
    finish,
    forget_done,
    hold,
    postpone,
)
from tenants.kernel.schedule import cancel, keep_planned, plan, turn
from tenants.kernel.scope import NOBODY, Scope, acting_as, also_as_system

NOW = datetime(2026, 5, 18, 15, tzinfo=UTC)
SECOND = timedelta(seconds=1)
CNA = Scope(tenant_id="b" * 32)
PIP = Scope(tenant_id="a" * 32, person_id="1" * 32, case_id="c" * 32)


def order(sessions, kind="mail.due", args=None, due_at=NOW, scope=PIP):
    """Order one piece of work and commit."""
    with acting_as(sessions(), scope) as session:
        order_id = enqueue(session, kind, args or {}, due_at)
        session.commit()
        return order_id


def claimed(sessions, now=NOW, limit=10):
    """Claim as a relay does."""
    with acting_as(sessions(), NOBODY) as session:
        orders = claim(session, now, limit=limit)
        session.commit()
        return orders


def turned(sessions, now):
    """Turn what is due into orders; return their times."""
    with acting_as(sessions(), NOBODY) as session:
        turn(session, now, limit=10)
        orders = claim(session, now, limit=10)
        session.commit()
        return [each.kind for each in orders]


def state(sessions):
    """Return how many orders are open and dead."""
    with acting_as(sessions(), NOBODY) as session:
        return backlog(session)


@pytest.mark.parametrize("value", ["two words", "naïve", "x" * 129, "line\nfeed", "<p>"])
def test_an_argument_that_could_be_content_is_refused(sessions, value):
    with acting_as(sessions(), PIP) as session, pytest.raises(ValueError, match="no content"):
        enqueue(session, "mail.due", {"case": value}, NOW)


def test_an_order_that_is_not_committed_never_was(sessions):
    with acting_as(sessions(), PIP) as session:
        enqueue(session, "mail.due", {}, NOW)
    assert claimed(sessions) == []


def test_an_order_is_handed_out_with_its_scope_when_it_is_due(sessions):
    order_id = order(sessions, args={"case": "c" * 32, "epoch": 3}, due_at=NOW + SECOND)
    assert claimed(sessions, NOW) == []
    (got,) = claimed(sessions, NOW + SECOND)
    assert (got.id, got.kind, got.args, got.scope, got.attempt) == (
        order_id,
        "mail.due",
        {"case": "c" * 32, "epoch": 3},
        PIP,
        1,
    )


def test_an_order_may_run_on_behalf_of_another_scope(sessions):
    with acting_as(sessions(), PIP) as session:
        enqueue(session, "mail.due", {}, NOW, on_behalf=NOBODY)
        session.commit()
    assert claimed(sessions)[0].scope == NOBODY


def test_the_oldest_orders_come_first_and_no_more_than_asked_for(sessions):
    later, earlier = order(sessions, due_at=NOW - SECOND), order(sessions, due_at=NOW - 2 * SECOND)
    order(sessions)
    assert [each.id for each in claimed(sessions, limit=2)] == [earlier, later]


def test_a_leased_order_is_not_handed_out_again_before_the_lease_ends(sessions):
    order(sessions)
    assert len(claimed(sessions)) == 1
    assert claimed(sessions, NOW + LEASE - SECOND) == []
    assert claimed(sessions, NOW + LEASE)[0].attempt == 2


def test_two_relays_at_once_get_different_orders(sessions):
    order(sessions), order(sessions)
    with acting_as(sessions(), NOBODY) as first, acting_as(sessions(), NOBODY) as second:
        (one,), (two,) = claim(first, NOW, limit=1), claim(second, NOW, limit=1)
        assert one.id != two.id


def test_a_held_order_is_not_handed_out_even_when_its_lease_is_over(sessions):
    order(sessions)
    (got,) = claimed(sessions)
    with acting_as(sessions(), PIP) as session:
        assert hold(session, got)
        assert claimed(sessions, NOW + 2 * LEASE) == []


def test_an_order_is_held_though_the_claim_of_another_relay_still_has_its_row(sessions):
    """A claim whose snapshot is older locks what it then finds taken, until it commits."""
    order(sessions)
    [got] = claimed(sessions)
    with acting_as(sessions(), NOBODY) as other, acting_as(sessions(), PIP) as session:
        with also_as_system(other, RELAY):
            other.execute(select(Outbox.id).where(Outbox.id == got.id).with_for_update())
        commits = Timer(0.3, other.commit)
        commits.start()
        assert hold(session, got)
        commits.join()


def test_an_attempt_that_was_overtaken_holds_and_finishes_nothing(sessions):
    order(sessions)
    (first,) = claimed(sessions)
    (second,) = claimed(sessions, NOW + LEASE)
    with acting_as(sessions(), PIP) as session:
        assert not hold(session, first)
        assert not finish(session, first, NOW)
        assert hold(session, second)
        assert finish(session, second, NOW)
        session.commit()
        assert not hold(session, second)
    assert state(sessions) == (0, 0)


def test_a_failed_order_waits_longer_each_time(sessions):
    order(sessions)
    now = NOW
    for wait in (1, 4, 16):
        (got,) = claimed(sessions, now)
        with acting_as(sessions(), PIP) as session:
            assert postpone(session, got, now, "TimeoutError", away=False)
            session.commit()
        assert claimed(sessions, now + timedelta(seconds=wait) - SECOND / 2) == []
        now += timedelta(seconds=wait)
    assert len(claimed(sessions, now)) == 1


def failed(sessions, times, now=NOW, *, away=False):
    """Fail each hour, as often as that; return when, and whether there will be another try."""
    again = True
    for _ in range(times):
        now += timedelta(hours=1)
        (got,) = claimed(sessions, now)
        with acting_as(sessions(), PIP) as session:
            again = postpone(session, got, now, "TimeoutError", away=away)
            session.commit()
    return now, again


def troubles(sessions):
    """Return what the operator is told of each order that failed."""
    with acting_as(sessions(), NOBODY) as session:
        return [(each.kind, each.tries, each.fault, each.due_at is None) for each in in_trouble(session)]


def test_an_order_that_fails_every_time_is_dead_and_kept(sessions):
    order(sessions)
    now, again = failed(sessions, ATTEMPTS - 1)
    assert again
    now, again = failed(sessions, 1, now)
    assert not again
    assert claimed(sessions, now + timedelta(days=9)) == []
    assert state(sessions) == (0, 1)


def test_an_order_whose_other_side_is_away_is_tried_each_hour_for_as_long_as_it_takes(sessions):
    order(sessions)
    now, again = failed(sessions, 40 * 24, away=True)
    assert again
    assert state(sessions) == (1, 0)
    assert troubles(sessions) == [("mail.due", 960, "TimeoutError", False)]
    assert claimed(sessions, now + timedelta(hours=1) - SECOND) == []
    assert len(claimed(sessions, now + timedelta(hours=1))) == 1


def test_tries_that_found_nobody_there_do_not_count_as_failures(sessions):
    order(sessions)
    now, _ = failed(sessions, 3 * ATTEMPTS, away=True)
    now, again = failed(sessions, ATTEMPTS - 1, now)
    assert again
    assert not failed(sessions, 1, now)[1]


def test_an_order_that_has_not_failed_is_in_no_trouble(sessions):
    order(sessions)
    assert troubles(sessions) == []
    with acting_as(sessions(), NOBODY) as session:
        assert oldest(session) == NOW


def test_a_dead_order_is_revived_with_all_its_tries_and_is_not_dead_twice(sessions):
    order(sessions)
    now, _ = failed(sessions, ATTEMPTS)
    assert troubles(sessions) == [("mail.due", ATTEMPTS, "TimeoutError", True)]
    with acting_as(sessions(), NOBODY) as session:
        assert revive(session, now) == 1
        assert revive(session, now) == 0
        session.commit()
    now, again = failed(sessions, ATTEMPTS - 1, now - timedelta(hours=1))
    assert again
    assert not failed(sessions, 1, now)[1]


def test_only_the_dead_orders_that_are_named_are_revived(sessions):
    first = order(sessions)
    now, _ = failed(sessions, ATTEMPTS)
    order(sessions, "mail.other", due_at=now)
    failed(sessions, ATTEMPTS, now)
    with acting_as(sessions(), NOBODY) as session:
        assert revive(session, now, only=[first, "no order"]) == 1
        session.commit()
    assert state(sessions) == (1, 1)


def test_only_orders_that_were_done_long_ago_are_forgotten(sessions):
    order(sessions), order(sessions, due_at=NOW + LEASE)
    (got,) = claimed(sessions)
    with acting_as(sessions(), PIP) as session:
        finish(session, got, NOW)
        assert forget_done(session, NOW) == 0
        assert forget_done(session, NOW + SECOND) == 1
        session.commit()
    assert state(sessions) == (1, 0)


def test_nobody_but_the_relay_sees_orders(sessions, database):
    order(sessions)
    with database.connect() as connection:
        assert connection.execute("SELECT count(*) FROM outbox").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM schedule").fetchone() == (0,)


def planned(sessions, due_at, every=None):
    """Plan the opening of a case."""
    with acting_as(sessions(), PIP) as session:
        plan(session, "disclosure.open", {"case": "c" * 32}, due_at, every=every)
        session.commit()


def test_a_plan_that_recurs_within_a_second_is_refused(sessions):
    with pytest.raises(ValueError, match="second"):
        planned(sessions, NOW, timedelta(milliseconds=10))


def test_what_is_planned_already_is_not_put_off_by_saying_it_again_and_runs_for_whom_it_is(sessions):
    for said_at in (NOW, NOW + SECOND):
        with acting_as(sessions(), PIP) as session:
            day = timedelta(days=1)
            keep_planned(session, "cve.compare", {}, said_at + day, every=day, on_behalf=CNA)
            session.commit()
    with acting_as(sessions(), PIP) as session:
        assert turn(session, NOW + timedelta(days=1), limit=9) == 1
        session.commit()
    (got,) = claimed(sessions, NOW + timedelta(days=1))
    assert (got.kind, got.scope) == ("cve.compare", CNA)


def test_a_plan_becomes_one_order_at_its_time_and_is_gone(sessions):
    planned(sessions, NOW + SECOND)
    assert turned(sessions, NOW) == []
    assert turned(sessions, NOW + SECOND) == ["disclosure.open"]
    assert turned(sessions, NOW + timedelta(days=1)) == ["disclosure.open"]  # the same order, its lease over
    assert state(sessions) == (1, 0)


def test_a_plan_runs_in_the_scope_it_was_made_in(sessions):
    planned(sessions, NOW)
    with acting_as(sessions(), NOBODY) as session:
        turn(session, NOW, limit=1)
        assert claim(session, NOW, limit=1)[0].scope == PIP


def test_planning_again_moves_the_date(sessions):
    planned(sessions, NOW)
    planned(sessions, NOW + timedelta(days=2))
    assert turned(sessions, NOW + timedelta(days=1)) == []
    assert turned(sessions, NOW + timedelta(days=2)) == ["disclosure.open"]


def test_a_cancelled_plan_does_not_happen(sessions):
    planned(sessions, NOW)
    with acting_as(sessions(), PIP) as session:
        cancel(session, "disclosure.open", {"case": "c" * 32})
        cancel(session, "disclosure.open", {"case": "d" * 32})
        session.commit()
    assert turned(sessions, NOW) == []


def test_recurring_work_is_made_up_once_and_keeps_its_rhythm(sessions):
    """Three hours without a relay are one order, and the next is on the hour."""
    planned(sessions, NOW, timedelta(hours=1))
    assert turned(sessions, NOW + timedelta(hours=3, minutes=5)) == ["disclosure.open"]
    with acting_as(sessions(), NOBODY) as session:
        assert turn(session, NOW + timedelta(hours=4) - SECOND, limit=10) == 0
        assert turn(session, NOW + timedelta(hours=4), limit=10) == 1


def test_two_relays_at_one_instant_make_one_order(sessions):
    planned(sessions, NOW)
    with acting_as(sessions(), NOBODY) as first, acting_as(sessions(), NOBODY) as second:
        assert turn(first, NOW, limit=10) == 1
        assert turn(second, NOW, limit=10) == 0
        first.commit()
    assert state(sessions) == (1, 0)

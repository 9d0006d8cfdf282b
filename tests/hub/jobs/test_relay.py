"""Each order has its effect once, whatever else happens."""

import threading
from io import StringIO

import pytest
from sqlalchemy.exc import OperationalError

from hub import logs
from hub.config import ConfigError
from hub.jobs import commit_and_ring, handles
from hub.jobs.relay import BATCH, OrderLostError, Relay
from hub.queue import Bell
from tenants.cna.errors import (
    MailLaterError,
    RegistryBusyError,
    RegistryRefusedError,
    ReplyLostError,
    ReservationInFlightError,
)
from tenants.kernel.outbox import ATTEMPTS, LEASE, claim, enqueue
from tenants.kernel.schedule import plan
from tenants.kernel.scope import NOBODY, acting_as
from tests.support.effects import ANA, NOW, effects, order, state


def test_an_empty_outbox_is_drained_at_once(relay):
    assert relay.drain() == 0


def test_two_handlers_for_one_kind_are_refused(relay):
    with pytest.raises(ValueError, match="two handlers"):
        handles("effect.write")(print)


def test_an_order_of_an_unknown_kind_waits_for_a_release_that_knows_it(relay, sessions, watch):
    order(sessions, "effect.of-tomorrow")
    assert relay.drain() == 1
    assert state(sessions) == (1, 0)


def test_a_failed_order_leaves_nothing_and_is_tried_again(relay, sessions, watch):
    order(sessions, "effect.fail")
    assert relay.drain() == 1
    assert relay.drain() == 0
    assert effects(sessions) == 0
    watch.pass_(seconds=1)
    assert relay.drain() == 1


def test_an_order_that_always_fails_is_dead_and_does_not_hold_up_others(relay, sessions, watch):
    order(sessions, "effect.fail")
    order(sessions)
    for _ in range(ATTEMPTS):
        relay.drain()
        watch.pass_(hours=1)
    assert state(sessions) == (0, 1)
    assert effects(sessions) == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    "error",
    [
        RegistryBusyError("away"),
        ReplyLostError("away"),
        RegistryRefusedError("the key was changed"),
        ReservationInFlightError("another first"),
        MailLaterError("away"),
        OperationalError("", {}, Exception("the database restarts")),
        ConfigError(["set it"]),
        OSError("the disk is full"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_order_outlives_whatever_is_away_and_is_done_when_it_is_back(relay, sessions, watch, error):
    faults = [error] * 3 * ATTEMPTS
    kind = f"effect.away-{id(faults)}"

    def away(session, args, tools):
        if faults:
            raise faults.pop()
        order(sessions)

    handles(kind)(away)
    order(sessions, kind)
    for _ in range(3 * ATTEMPTS + 1):
        relay.drain()
        watch.pass_(hours=1)
    relay.drain()
    assert effects(sessions) == 1
    assert state(sessions) == (0, 0)


def test_the_log_names_the_error_and_not_its_text(relay, sessions):
    said = StringIO()
    logs.configure("info", said)
    order(sessions, "effect.fail")
    relay.drain()
    assert "DeliberateError" in said.getvalue()
    assert "canary" not in said.getvalue()


def test_more_orders_than_a_batch_are_all_done(relay, sessions):
    order(sessions, times=2 * BATCH + 1)
    assert relay.drain() == 2 * BATCH + 1
    assert effects(sessions) == 2 * BATCH + 1
    assert state(sessions) == (0, 0)


def test_what_a_handler_orders_is_done_in_the_same_drain(relay, sessions):
    order(sessions, "effect.order")
    assert relay.drain() == 2
    assert effects(sessions) == 1


def test_a_plan_is_done_when_it_is_due(relay, sessions, watch):
    with acting_as(sessions(), ANA) as session:
        plan(session, "effect.write", {}, NOW.replace(hour=15))
        session.commit()
    assert relay.drain() == 0
    watch.pass_(hours=15)
    assert relay.drain() == 1
    assert effects(sessions) == 1


def test_a_relay_that_is_told_to_stop_begins_no_further_order(relay, sessions, watch):
    order(sessions, times=2)
    answers = iter([False, True])
    assert relay.drain(lambda: next(answers)) == 1
    assert effects(sessions) == 1
    watch.at += LEASE
    assert relay.drain() == 1


def test_two_relays_at_once_do_each_order_once(relay, sessions):
    order(sessions, times=40)
    other = Relay(sessions, relay.settings, relay.clock)
    counts = []
    both = [threading.Thread(target=lambda each=each: counts.append(each.drain())) for each in (relay, other)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert sum(counts) == 40
    assert effects(sessions) == 40


def test_an_order_whose_lease_ran_out_meanwhile_has_the_effect_of_one_attempt(relay, sessions, watch):
    """The first relay slept on its claim; the second did the work; the first must do nothing."""
    order(sessions)
    (slept,) = relay._claim()
    watch.at += LEASE
    assert relay.drain() == 1
    relay._run(slept)
    assert effects(sessions) == 1


def test_an_order_that_was_taken_over_in_the_middle_is_rolled_back(relay, sessions, watch):
    """Between two steps the lock is gone for a moment; whoever takes over then is the one that counts."""
    taken = []

    def overtaken(session, args, tools):
        session.commit()
        watch.at += LEASE
        with acting_as(sessions(), NOBODY) as other:
            taken.extend(claim(other, watch.now(), limit=1))
            other.commit()
        with pytest.raises(OrderLostError):
            tools.save()
        order(sessions)

    handles(f"effect.overtaken-{id(taken)}")(overtaken)
    order(sessions, f"effect.overtaken-{id(taken)}")
    relay._run(*relay._claim())
    assert taken[0].attempt == 2
    assert state(sessions)[0] == 2


def test_an_intent_is_durable_before_the_effect_and_made_once(relay, sessions):
    order(sessions, "effect.two-steps")
    assert relay.drain() == 1
    assert effects(sessions) == 1


def test_an_order_that_never_came_back_from_its_last_attempt_is_dead(relay, sessions, watch):
    order(sessions)
    for _ in range(ATTEMPTS):
        assert len(relay._claim()) == 1
        watch.at += LEASE
    assert relay.drain() == 1
    assert state(sessions) == (0, 1)
    assert effects(sessions) == 0


def test_a_commit_rings_and_a_lost_bell_loses_nothing(relay, sessions, redis_url, tmp_path):
    for address, heard in ((redis_url, True), (f"unix://{tmp_path}/no.sock", False)):
        bell = Bell(address)
        with acting_as(sessions(), ANA) as session:
            enqueue(session, "effect.write", {}, NOW)
            commit_and_ring(session, bell)
        assert bell.wait(0.1) is heard
        bell.close()
    assert relay.drain() == 2

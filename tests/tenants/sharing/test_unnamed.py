"""Files that were attached at intake and whose letter never came; and those whose letter did."""

import threading
import time

import pytest

from hub.engines.postgres import SUPERUSER
from tenants.kernel.scope import NOBODY, acting_as
from tenants.sharing import intake, unnamed
from tests.support.intake import hand_in, made, opened


@pytest.fixture(scope="module")
def desk(room):
    """Give the tests of this module pip's intake ring."""
    return opened(room)


def there(desk, envelope):
    """Whether people on duty can fetch it, and are shown it; never the one without the other."""
    fetched = desk.hub.get(f"intake/{envelope}", by=desk.ada).status_code == 200
    shown = {each["id"] for each in desk.hub.get("intake", by=desk.ada).get_json()["envelopes"]}
    assert fetched == (envelope in shown)
    return fetched


def planned(desk, envelope):
    """When the file will be looked at, counted from now."""
    with desk.database.connect(SUPERUSER) as connection:
        row = connection.execute(
            "SELECT due_at - now() FROM schedule WHERE kind = %s AND args->>'envelope' = %s",
            [unnamed.LOOK, envelope],
        ).fetchone()
    return row and row[0]


def a_week_later(desk):
    """All that waits for its letter has waited, and the worker works."""
    with desk.database.connect(SUPERUSER) as connection:
        connection.execute("UPDATE schedule SET due_at = now() WHERE kind = %s", [unnamed.LOOK])
    desk.hub.work()


def test_a_file_whose_letter_never_comes_is_deleted_after_a_week_and_not_before(desk):
    envelope = hand_in(desk, "silent")
    assert unnamed.KEPT.days == 7
    assert abs(planned(desk, envelope) - unnamed.KEPT).total_seconds() < 600
    desk.hub.work()
    assert there(desk, envelope)
    a_week_later(desk)
    assert not there(desk, envelope)
    assert planned(desk, envelope) is None


def test_a_file_stays_while_a_letter_of_its_author_waits_and_is_looked_at_again(desk):
    envelope, letter = hand_in(desk, "slow"), hand_in(desk, "slow", "letter")
    a_week_later(desk)
    assert there(desk, envelope)
    assert there(desk, letter)
    assert planned(desk, envelope).days >= 6


def test_a_letter_of_somebody_else_keeps_no_file_and_no_letter_is_ever_deleted(desk):
    letter, envelope = hand_in(desk, "one", "letter"), hand_in(desk, "other")
    a_week_later(desk)
    assert not there(desk, envelope)
    assert there(desk, letter)
    assert planned(desk, letter) is None


def test_a_file_that_a_case_took_on_is_left_to_the_case(desk):
    hub = desk.hub
    envelope, (manifest, file) = hand_in(desk, "taken"), made(desk, "taken", "letter")
    answer = hub.put_file(f"intake/pip/envelopes/{manifest.envelope}", file, hub.signed(manifest))
    case = desk.open(desk.ada, desk.ben, report=answer.get_json()["receipt"]["hash"])
    case.write(case.ring("joint"), desk.ada, purpose="quote")
    a_week_later(desk)
    shown = {each["id"]: each for each in hub.get("intake", by=desk.ada).get_json()["envelopes"]}
    assert shown[envelope]["case"] == case.id
    assert planned(desk, envelope) is None


def test_a_letter_that_arrives_while_the_job_looks_saves_its_file(desk):
    """The job waits for the letter that is on its way, and sees it."""
    hub, envelope = desk.hub, hand_in(desk, "racing")
    manifest, file = made(desk, "racing", "letter")

    def look():
        with acting_as(hub.sessions(), NOBODY) as session:
            unnamed.look(session, desk.pip.genesis, envelope, now=hub.time)
            session.commit()

    job = threading.Thread(target=look)
    with acting_as(hub.sessions(), NOBODY) as session:
        intake.receive(session, desk.pip.genesis, hub.signed(manifest), file, hub=hub.hub, now=hub.time)
        job.start()
        blocked(desk)
        session.commit()
    job.join(20)
    assert not job.is_alive()
    assert there(desk, envelope)


def blocked(desk):
    """Return once somebody waits for a lock of somebody else."""
    until = time.monotonic() + 20
    with desk.database.connect(SUPERUSER) as connection:
        # Within one transaction pg_stat_activity stays as it was first seen (PostgreSQL, 28.2.2).
        connection.autocommit = True
        while not connection.execute(
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE datname = current_database() AND wait_event_type = 'Lock'"
        ).fetchone()[0]:
            assert time.monotonic() < until, "the job did not wait"

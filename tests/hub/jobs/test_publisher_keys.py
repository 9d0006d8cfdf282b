"""The publisher's identities: the worker's alone, made once, erased for good."""

from dataclasses import replace

import pytest

from hub.jobs.publisher_keys import DIRECTORY, identity_of
from hub.jobs.worker import relay_for
from tenants.cna.publisher import ERASE, MAKE
from tenants.kernel.outbox import enqueue
from tenants.kernel.scope import Scope, acting_as
from tests.support.hub_desk import ENDED

pytestmark = pytest.mark.slow


@pytest.fixture
def case(desk):
    return desk.case()


def order(desk, case, kind, publisher):
    """Order something about a publisher once more."""
    with acting_as(desk.hub.sessions(), Scope(case_id=case.id)) as session:
        enqueue(session, kind, {"publisher": publisher}, desk.hub.time)
        session.commit()
    desk.work()


def kept(desk):
    """The names of the files in the worker's directory."""
    return {each.name for each in (desk.settings.data / DIRECTORY).iterdir()}


def test_a_worker_without_a_directory_makes_none(desk, case):
    desk.hub.post(f"cases/{case.id}/publisher", {}, by=desk.ada)
    with relay_for(replace(desk.settings, data=None)) as relay:
        relay.drain()
    shown = desk.hub.get(f"cases/{case.id}/publisher", by=desk.ada).get_json()
    assert shown == {"state": "asked", "recipient": None}
    desk.later(seconds=5)
    assert desk.recipient(case) is not None


def test_ordered_again_it_is_the_same_and_is_not_erased_before_its_end(desk, case):
    before = kept(desk) if (desk.settings.data / DIRECTORY).exists() else set()
    recipient = desk.recipient(case)
    (name,) = kept(desk) - before
    order(desk, case, MAKE, name)
    order(desk, case, ERASE, name)
    assert str(identity_of(desk.settings, name).recipient) == recipient


def test_after_its_end_it_is_gone_and_is_not_made_again(desk, case):
    before = kept(desk)
    desk.recipient(case)
    (name,) = kept(desk) - before
    case.put(case.termination(desk.ada, desk.proposal.hash, reason="public"))
    desk.work()
    order(desk, case, MAKE, name)
    order(desk, case, ERASE, name)
    assert desk.publisher(case) == ENDED
    with pytest.raises(FileNotFoundError):
        identity_of(desk.settings, name)

"""Opening slugs and staging tenants: what the operator decides, and nothing about who is in a team."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from tenants.directory.errors import FoundingCodeError, OneCnaError, SlugTakenError, TenantNotFoundError
from tenants.directory.models import OPERATOR, Founding
from tenants.directory.service import Opening, admitted, all_admitted, found, open_slug, set_stage
from tenants.journal.record import replay_now
from tenants.kernel.errors import InvalidError
from tenants.kernel.scope import NOBODY, Scope, acting_as
from tests.support.people import HUB, World

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
OPERATING = Scope(system=OPERATOR)


@pytest.fixture
def session(sessions):
    """A session of the operator's command."""
    with acting_as(sessions(), OPERATING) as operating:
        yield operating


def opened(session, slug="pip", kind="installer", **more):
    code = open_slug(session, Opening(slug, kind, slug.title(), **more), now=NOW)
    session.commit()
    return code


def founded(session, slug="pip", kind="installer", **more):
    world = World()
    world.directory = replay_now(session, hub=HUB).directory
    ada = world.actor(f"ada of {slug}")
    roster = world.signed(world.first_roster(slug, ada.member("admin")))
    found(session, roster, opened(session, slug, kind, **more), hub=HUB, now=NOW)
    session.commit()
    return roster.hash


@pytest.mark.parametrize("slug", ["", "P", "p", "-pip", "pip_", "p" * 33])
def test_a_slug_is_a_word(session, slug):
    with pytest.raises(InvalidError, match="slug"):
        open_slug(session, Opening(slug, "installer", "pip"), now=NOW)


@pytest.mark.parametrize("name", ["", " pip", "p\u202eip", "p" * 81])
def test_a_name_shows_what_it_says(session, name):
    with pytest.raises(InvalidError, match="name"):
        open_slug(session, Opening("pip", "installer", name), now=NOW)


def test_a_slug_that_is_served_is_taken(session):
    founded(session)
    with pytest.raises(SlugTakenError):
        opened(session)


def test_the_hub_has_one_cna(session):
    founded(session, "psf", "cna")
    with pytest.raises(OneCnaError):
        opened(session, "other", "cna")


def test_opening_again_makes_the_first_code_worthless(session):
    first, second = opened(session), opened(session)
    assert first != second
    world = World()
    roster = world.signed(world.first_roster("pip", world.actor("ada").member("admin")))
    with pytest.raises(FoundingCodeError):
        found(session, roster, first, hub=HUB, now=NOW)


def test_the_code_is_stored_as_a_hash_and_for_the_operator_alone(session, sessions):
    code = opened(session)
    assert session.scalars(select(Founding)).one().code_hash != code.encode()
    with acting_as(sessions(), NOBODY) as stranger:
        assert stranger.scalars(select(Founding)).all() == []


def test_what_the_operator_decided_is_public_of_a_founded_tenant(session, sessions):
    genesis = founded(session, announce_to="pip@example.org", profile={"scope": ["pkg:pypi/pip"]})
    with acting_as(sessions(), NOBODY) as stranger:
        (shown,) = all_admitted(stranger)

        assert (shown.id, shown.slug, shown.name, shown.stage) == (genesis, "pip", "Pip", "informal")
        assert shown.profile == {"scope": ["pkg:pypi/pip"]}
        assert shown.announce_to == "pip@example.org"


def test_nobody_is_staged_who_is_not_served(session):
    with pytest.raises(TenantNotFoundError):
        set_stage(session, "pip", "suspended", hub=HUB, now=NOW)


def test_a_stage_is_a_notice_in_the_log(session):
    genesis = founded(session)
    set_stage(session, "pip", "suspended", hub=HUB, now=NOW)
    session.commit()

    assert admitted(session, "pip").stage == "suspended"
    assert replay_now(session, hub=HUB).directory.now.tenant(genesis).stage == "suspended"

"""One hub, two teams: pip with the admins ada and bob, uv with the admin eve."""

import pytest

from tests.support.people import Team, World


@pytest.fixture
def pip(world: World) -> Team:
    return world.found("pip", "ada", "bob")


@pytest.fixture
def uv(world: World) -> Team:
    return world.found("uv", "eve")


@pytest.fixture
def trio(world: World) -> Team:
    """A team of three admins, where no one of them is enough (RO-3)."""
    return world.found("pypi", "ida", "ike", "ivy")

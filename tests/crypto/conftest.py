"""A directory that nobody has founded anything in yet, and the CNA for whoever asks for one."""

import pytest

from tests.support.people import Team, World


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def psf(world: World) -> Team:
    return world.found("psf", "ida")

"""Of two who saw the same version, one wins."""

import pytest

from tenants.kernel.errors import PreconditionRequiredError, StaleError
from tenants.kernel.scope import acting_as
from tenants.kernel.versions import advance
from tests.support.play import OF_PIP, Note


def test_a_change_that_names_no_version_is_refused(playground):
    with acting_as(playground.sessions(), OF_PIP) as session, pytest.raises(PreconditionRequiredError):
        advance(session, session.get(Note, 1), None, text="blind")


@pytest.mark.parametrize("seen", [0, 2])
def test_a_change_of_another_version_is_refused(playground, seen):
    with acting_as(playground.sessions(), OF_PIP) as session, pytest.raises(StaleError):
        advance(session, session.get(Note, 1), seen, text="stale")


def test_the_second_of_two_who_saw_the_same_is_refused(playground):
    with (
        acting_as(playground.sessions(), OF_PIP) as first,
        acting_as(playground.sessions(), OF_PIP) as second,
    ):
        mine, theirs = first.get(Note, 1), second.get(Note, 1)
        advance(first, mine, 1, text="first")
        first.commit()
        with pytest.raises(StaleError):
            advance(second, theirs, 1, text="second")


def test_a_change_shows_at_once_and_is_stored(playground):
    with acting_as(playground.sessions(), OF_PIP) as session:
        note = session.get(Note, 1)
        advance(session, note, 1, text="new")
        assert (note.text, note.version) == ("new", 2)
        assert note not in session.dirty
        session.commit()
        assert (note.text, note.version) == ("new", 2)

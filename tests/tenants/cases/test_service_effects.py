"""The table of effects has one entry for each kind of statement."""

import pytest

from crypto.kinds import Login
from tenants.cases.effects import EFFECTS, on


def test_a_kind_has_one_effect():
    def effect(session, circle, entry, *, now):
        """Do nothing."""

    try:
        assert on(Login)(effect) is effect
        assert EFFECTS[Login] is effect
        with pytest.raises(ValueError, match="two effects of login"):
            on(Login)(effect)
    finally:
        del EFFECTS[Login]

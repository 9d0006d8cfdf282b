"""Column types refuse what would be stored wrongly; mixins judge where a row stands."""

from datetime import UTC, datetime, timedelta, timezone
from enum import Enum

import pytest
from sqlalchemy.dialects import postgresql

from tenants.kernel.orm import Bytes32, Instant, Walled, word
from tenants.kernel.scope import NOBODY
from tests.support.play import CASE, OF_PIP, Delivery, Embargo, Seat

DIALECT = postgresql.dialect()
NOON = datetime(2026, 5, 31, 12, tzinfo=UTC)


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        Instant().process_bind_param(NOON.replace(tzinfo=None), DIALECT)


def test_moments_go_in_and_come_out_in_utc():
    elsewhere = NOON.astimezone(timezone(timedelta(hours=9)))
    assert Instant().process_bind_param(elsewhere, DIALECT).tzinfo is UTC
    assert Instant().process_result_value(elsewhere, DIALECT).isoformat() == "2026-05-31T12:00:00+00:00"
    assert Instant().process_bind_param(None, DIALECT) is None
    assert Instant().process_result_value(None, DIALECT) is None


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_key_of_another_length_is_refused(size):
    with pytest.raises(ValueError, match=f"not {size}"):
        Bytes32().process_bind_param(bytes(size), DIALECT)


def test_a_key_of_32_bytes_and_no_key_pass():
    assert Bytes32().process_bind_param(bytes(32), DIALECT) == bytes(32)
    assert Bytes32().process_bind_param(None, DIALECT) is None


def test_an_enum_is_stored_as_its_lower_case_word():
    class State(Enum):
        OPEN = "open"

    assert word(State).bind_processor(DIALECT)(State.OPEN) == "open"


def test_a_row_of_a_kind_that_does_not_say_where_it_stands_is_refused():
    assert not Walled().stands_within(OF_PIP)


@pytest.mark.parametrize("row", [Embargo(case_id=CASE), Seat(case_id=CASE), Delivery(case_id=CASE)])
def test_nobody_stands_where_a_row_of_a_case_does(row):
    assert not row.stands_within(NOBODY)

"""Which ends an embargo may have, and how a wall-clock time becomes an instant."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from tenants.disclosure.embargo import check_end, check_notice, instant
from tenants.disclosure.errors import EndNotAllowedError
from tests.support.case_log import on


def check(t0, *, zone="UTC", now=0.0, reason_given=False):
    check_end(t0, zone, now=on(now), received_at=on(0), reason_given=reason_given)


@pytest.mark.parametrize(
    ("t0", "zone", "rule"),
    [
        pytest.param(datetime(2026, 6, 1, 15), "UTC", "VP-04-001", id="naive"),  # noqa: DTZ001 -- the hostile case
        pytest.param(on(17).astimezone(timezone(timedelta(hours=2))), "UTC", "VP-04-001", id="not-in-UTC"),
        pytest.param(on(17), "", "VP-04-001", id="no-zone"),
        pytest.param(on(17), "EST", "VP-04-001", id="abbreviation"),
        pytest.param(on(17), "local", "VP-04-001", id="local"),
        pytest.param(on(17), "../etc/passwd", "VP-04-001", id="path"),
        pytest.param(on(1), "UTC", "VP-05-001", id="now"),
        pytest.param(on(0.5), "UTC", "VP-05-001", id="past"),
        pytest.param(on(90.001), "UTC", "VP-05-002", id="beyond-90-days"),
    ],
)
def test_an_end_that_cannot_be_is_refused_with_its_rule(t0, zone, rule):
    with pytest.raises(EndNotAllowedError) as refused:
        check(t0, zone=zone, now=1)

    assert refused.value.rule == rule


def test_not_even_a_reason_gives_more_than_a_year():
    with pytest.raises(EndNotAllowedError) as refused:
        check(on(365.001), reason_given=True)

    assert refused.value.rule == "VP-05-002"


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+5"])
def test_an_end_within_90_days_in_a_zone_named_by_place_is_fine(zone):
    check(on(90), zone=zone)
    check(on(365), zone=zone, reason_given=True)


def test_an_earlier_end_leaves_48_hours():
    check_notice(on(2), on(0))
    with pytest.raises(EndNotAllowedError) as refused:
        check_notice(on(1.999), on(0))
    assert refused.value.rule == "DP-6"


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../UTC"])
def test_a_zone_that_does_not_exist_gives_no_instant(zone):
    with pytest.raises(EndNotAllowedError):
        instant(datetime(2026, 6, 2, 15), zone)  # noqa: DTZ001 -- a wall clock has no zone of its own


@pytest.mark.parametrize(
    "local",
    [
        pytest.param("2026-10-25T02:30", id="shown-twice"),
        pytest.param("2026-03-29T02:30", id="never-shown"),
    ],
)
def test_a_time_that_clocks_show_twice_or_never_gives_no_instant(local):
    with pytest.raises(EndNotAllowedError) as refused:
        instant(datetime.fromisoformat(local), "Europe/Berlin")

    assert refused.value.rule == "VP-04-001"


def test_a_wall_clock_time_in_a_zone_is_one_instant():
    assert instant(datetime.fromisoformat("2026-06-02T17:00"), "Europe/Berlin") == datetime(
        2026, 6, 2, 15, tzinfo=UTC
    )

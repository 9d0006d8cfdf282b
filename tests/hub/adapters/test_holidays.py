"""The holidays of the countries that teams name."""

from datetime import date

from hub.adapters.holidays import AHEAD, holidays_of, unknown

TODAY = date(2026, 11, 30)


def test_a_countrys_holidays_of_the_next_year_are_named_in_order():
    days = holidays_of(["DE"], TODAY)["DE"]

    assert (date(2026, 12, 25), "Christmas Day") in days
    assert (date(2027, 10, 3), "German Unity Day") in days
    assert list(days) == sorted(days)
    assert all(TODAY <= each.day <= TODAY + AHEAD for each in days)


def test_each_country_has_its_own_once():
    found = holidays_of(["US", "DE", "US"], TODAY)

    assert list(found) == ["DE", "US"]
    assert date(2027, 7, 5) in {each.day for each in found["US"]}  # the fourth is a Sunday
    assert date(2027, 7, 5) not in {each.day for each in found["DE"]}


def test_a_country_that_nobody_knows_has_none():
    assert unknown(["DE", "XX", "de"]) == ("XX", "de")
    assert holidays_of(["XX"], TODAY) == {}

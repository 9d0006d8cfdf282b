"""Public holidays by country, from the `holidays` package: data that comes with the release, no network."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from holidays import country_holidays, list_localized_countries, list_supported_countries

AHEAD = timedelta(days=366)
"""How far ahead days are named: an embargo lasts a year at most."""


class Holiday(NamedTuple):
    """A day on which a country's offices are closed."""

    day: date
    name: str


def unknown(countries: Iterable[str]) -> tuple[str, ...]:
    """Return those of these countries whose holidays nobody here knows."""
    return tuple(each for each in countries if each not in _known())


def holidays_of(countries: Iterable[str], today: date) -> Mapping[str, tuple[Holiday, ...]]:
    """Return the public holidays of the next year, by country; a country that is not known has no entry."""
    return {each: _of(each, today) for each in sorted({*countries} & _known())}


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    return frozenset(list_supported_countries(include_aliases=False))


@lru_cache(maxsize=512)
def _of(country: str, today: date) -> tuple[Holiday, ...]:
    english = "en_US" if "en_US" in list_localized_countries().get(country, ()) else None
    found = country_holidays(country, years=(today.year, today.year + 1), language=english)
    within = sorted((day, name) for day, name in found.items() if today <= day <= today + AHEAD)
    return tuple(Holiday(day, name) for day, name in within)

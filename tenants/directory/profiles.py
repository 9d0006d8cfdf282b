"""What a public profile says, whatever shape its operator gave it: a profile is words, and binds nobody."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from tenants.kernel.errors import InvalidError

MOST_COUNTRIES, MOST_DAYS = 32, 366
_COUNTRY = re.compile("[A-Z]{2}", re.ASCII)
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def products(profile: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the products that a profile names in its `scope`, by package URL."""
    named = profile.get("scope")
    entries = named if isinstance(named, list) else [named]
    found = (each.get("purl") if isinstance(each, dict) else each for each in entries)
    return tuple(each for each in found if isinstance(each, str))


def countries(profile: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the countries whose public holidays the team keeps, in its order; InvalidError."""
    named = _texts(profile, "countries", _COUNTRY, MOST_COUNTRIES)
    if named is None:
        says = f"countries: a list of at most {MOST_COUNTRIES} ISO 3166 codes, such as DE"
        raise InvalidError(says)
    return tuple(dict.fromkeys(named))


def blackouts(profile: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the days on which the team publishes nothing, in order; InvalidError."""
    named = _texts(profile, "blackouts", _DAY, MOST_DAYS)
    if named is None or not all(map(_exists, named)):
        says = f"blackouts: a list of at most {MOST_DAYS} days, such as 2026-12-31"
        raise InvalidError(says)
    return tuple(sorted(set(named)))


def _texts(profile: Mapping[str, Any], name: str, form: re.Pattern[str], most: int) -> list[str] | None:
    named = profile.get(name, [])
    right = isinstance(named, list) and len(named) <= most
    return named if right and all(isinstance(each, str) and form.fullmatch(each) for each in named) else None


def _exists(day: str) -> bool:
    try:
        date.fromisoformat(day)
    except ValueError:
        return False
    return True

"""What a public profile says, whatever shape its operator gave it: a profile is words, and binds nobody."""

from collections.abc import Mapping
from typing import Any


def products(profile: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the products that a profile names in its `scope`, by package URL."""
    named = profile.get("scope")
    entries = named if isinstance(named, list) else [named]
    found = (each.get("purl") if isinstance(each, dict) else each for each in entries)
    return tuple(each for each in found if isinstance(each, str))

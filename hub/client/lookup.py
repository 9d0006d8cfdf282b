"""Finding things in the fold: the statement in force, a person or tenant by the word people use for it."""

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from crypto.circle import Circle
from crypto.device import groups
from crypto.directory import Person, Tenant, View
from crypto.kinds.body import Body
from crypto.statement import Statement
from hub.client.errors import ClientError, Exit

B = TypeVar("B", bound=Body)

FEWEST = 8
"""So many digits of a fingerprint name a device: two groups, as it is read out."""


def all_of(circle: Circle, kind: type[B], **match: object) -> list[Statement[B]]:
    """The statements of a kind on a case that count, in the order of the log."""
    return [
        cast("Statement[B]", each.entry.statement)
        for each in circle.verdicts
        if each.counts
        and isinstance(each.entry.statement.body, kind)
        and all(getattr(each.entry.statement.body, name) == value for name, value in match.items())
    ]


def latest(circle: Circle, kind: type[B], **match: object) -> Statement[B] | None:
    """The last of them: for what is chained, the one in force (ST-12)."""
    found = all_of(circle, kind, **match)
    return found[-1] if found else None


def chained(before: Statement[Any] | None) -> dict[str, Any]:
    """The `seq` and `previous` of whatever follows `before`."""
    if before is None:
        return {"seq": 1}
    return {"seq": before.body.seq + 1, "previous": before.hash}


def case_named(circles: Mapping[str, Circle], word: str) -> str:
    """The id of the case with this id or code name; ClientError if it is not among the member's."""
    for case_id, circle in circles.items():
        if word in (case_id, circle.opened.opening.code_name):
            return case_id
    raise ClientError("there is no such case", code=Exit.NOT_FOUND)


def tenant_named(view: View, word: str) -> Tenant:
    """The tenant with this slug or genesis."""
    found = view.by_slug(word) or view.tenant(word)
    if found is None:
        raise ClientError(f"no tenant is called {word}", code=Exit.NOT_FOUND)
    return found


def person_named(view: View, genesis: str, word: str) -> Person:
    """The member of a tenant with this name or person id; ClientError if there is none, or more than one."""
    found = [each for each in view.people(genesis) if word in (each.person, each.name)]
    if len(found) != 1:
        sentence = (
            f"no member is called {word}" if not found else f"several members are called {word}: use an id"
        )
        raise ClientError(sentence, code=Exit.NOT_FOUND)
    return found[0]


def device_named(view: View, genesis: str, word: str) -> str:
    """The active device of a tenant with this fingerprint, as it is read out; ClientError if there is none.

    Of a fingerprint, spaces do not count, and its beginning will do where no other device has the same.
    """
    start = "".join(word.split()).lower()
    found = [each for person in view.people(genesis) for each in person.devices if each.startswith(start)]
    if len(start) < FEWEST or not found:
        raise ClientError(
            f"no device of your team has the fingerprint {word}: `accord member list` shows all of them",
            code=Exit.NOT_FOUND,
        )
    if len(found) > 1:
        raise ClientError(
            f"several devices begin with {word}: {' or '.join(groups(each) for each in sorted(found))}",
            code=Exit.NOT_FOUND,
        )
    return found[0]

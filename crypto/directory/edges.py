"""The trust edge between two tenants at a size of the log (BO-2, GR-1)."""

from collections.abc import Iterator
from datetime import datetime

from crypto.directory.facts import Edge, Facts
from crypto.kinds.directory import Boundary, Group, Rule

NO_EDGE = Edge("deny", takes=False)
_STRICTEST_FIRST: tuple[Rule, ...] = ("deny", "ask", "allow")


def edge(facts: Facts, size: int, pair: tuple[str, str], when: datetime) -> Edge:
    """Return the edge from the first to the second of `pair`: its own boundary, else its common groups."""
    own = facts.boundaries.get(pair, size)
    if own is not None:
        return _aged(own.body, when)
    shared = [_aged(terms, when) for terms in _common_terms(facts, size, pair)]
    if not shared:
        return NO_EDGE
    strictest = min((each.rule for each in shared), key=_STRICTEST_FIRST.index)
    return Edge(strictest, takes=all(each.takes for each in shared))


def _common_terms(facts: Facts, size: int, pair: tuple[str, str]) -> Iterator[Group]:
    # The terms are those that the first of the pair joined: a later change binds who joins it anew.
    for name, _ in facts.groups.items(size):
        mine, theirs = (facts.joins.get((tenant, name), size) for tenant in pair)
        if mine and theirs and mine.body.state == theirs.body.state == "joined":
            yield facts.terms[mine.body.terms]


def _aged(terms: Boundary | Group, when: datetime) -> Edge:
    # Time never opens anything: only an allow turns into an ask.
    faded = terms.rule == "allow" and when >= terms.until
    return Edge("ask" if faded else terms.rule, takes=terms.takes)

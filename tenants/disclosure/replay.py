"""The log folded: what the hub's columns cache and what anybody recomputes offline."""

from collections.abc import Iterable
from dataclasses import dataclass

from tenants.disclosure.decide import decide, opened
from tenants.disclosure.errors import OutOfOrderError
from tenants.disclosure.events import CaseOpened, Event
from tenants.disclosure.state import DisclosureState
from tenants.kernel.errors import DomainError


@dataclass(frozen=True, kw_only=True)
class NotCounted:
    """An event that stands in the log and moved nothing, because of `rule`. An honest hub logs none."""

    index: int
    rule: str | None


@dataclass(frozen=True, kw_only=True)
class Replayed:
    """The state after the last event, and the events that did not count."""

    state: DisclosureState
    not_counted: tuple[NotCounted, ...]


def replay(events: Iterable[Event]) -> Replayed:
    """Fold a case's events, in the order of the log, at their log times.

    Raises OutOfOrderError if the first is not the opening. Apply `elapsed` to read the result at a later
    time.
    """
    remaining = iter(events)
    first = next(remaining, None)
    if not isinstance(first, CaseOpened):
        raise OutOfOrderError("the log of a case begins with its opening")
    state = opened(first, now=first.at)
    refused: list[NotCounted] = []
    for event in remaining:
        try:
            state = decide(state, event, now=event.at)
        except DomainError as error:
            refused.append(NotCounted(index=event.index, rule=error.rule))
    return Replayed(state=state, not_counted=tuple(refused))

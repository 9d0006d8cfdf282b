"""What time does by itself. No scheduler is needed: every reader computes it from state and `now`."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from tenants.disclosure.consent import PEC
from tenants.disclosure.embargo import EM, OVER, Reason
from tenants.disclosure.ending import ADOPTED_BY_SILENCE, CLAIM_WINDOW, adopted
from tenants.disclosure.joining import lapsed
from tenants.disclosure.negotiation import outlived
from tenants.disclosure.state import DisclosureState
from tenants.disclosure.steps import exited

# When, in which order among equal instants, and what happens then.
_Due = tuple[datetime, int, Callable[[], DisclosureState]]


def elapsed(state: DisclosureState, now: datetime) -> DisclosureState:
    """Return the state at `now`: everything that fell due by then has happened, in the order of its instants.

    Reports of something public that the owner left unanswered are adopted, T0 ends the embargo, proposals
    whose end has passed are void, unanswered invitations lapse. To evaluate twice changes nothing, and
    neither does evaluating in between (DP-2).
    """
    while due := min(_due(state), key=lambda item: item[:2], default=None):
        moment, _, happen = due
        if moment > now:
            break
        state = happen()
    return state


def next_change(state: DisclosureState) -> datetime | None:
    """Return the instant at which time alone changes the state next, or None if it never does."""
    return min((moment for moment, _, _ in _due(state)), default=None)


def may_publish(state: DisclosureState, now: datetime) -> bool:
    """Say whether anything of this case may be published at `now`: no embargo binds and none is proposed."""
    return elapsed(state, now).em in OVER


def _due(state: DisclosureState) -> Iterator[_Due]:
    for claim in state.claims:
        if claim.move in ADOPTED_BY_SILENCE:
            at = claim.at + CLAIM_WINDOW
            yield at, 0, partial(adopted, state, claim.move, at)
    if state.t0 is not None:
        yield state.t0, 1, partial(exited, state, Reason.EXPIRED, state.t0)
    if state.em is EM.PROPOSED:
        end, rest = state.pending[0].t0, state.pending[1:]
        yield end, 2, partial(outlived, state, rest, end)
    for party in state.parties.values():
        if party.invitation and (party.invitation_open or party.consent is PEC.INVITED):
            at = party.invitation.deadline
            yield at, 3, partial(lapsed, state, party.tenant, at)

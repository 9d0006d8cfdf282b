"""The publisher of a case: a recipient whose identity the worker keeps, the files sealed to it, and its end.

What changes the embargo ends it: files deleted, identity erased. A tenant's hold keeps back its own records
alone (P5); when all hold, there is nothing left to publish, and it ends too.
"""

from datetime import datetime, timedelta
from enum import Enum, auto

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from crypto.circle import Circle
from crypto.kinds import Arming
from tenants.cna import names, numbers
from tenants.cna.models import ArmedFile, Publisher
from tenants.disclosure.elapse import elapsed
from tenants.disclosure.embargo import EM, Reason
from tenants.disclosure.events import Ready
from tenants.disclosure.plan import readiness
from tenants.disclosure.service import state_of
from tenants.disclosure.state import DisclosureState
from tenants.kernel.outbox import enqueue
from tenants.kernel.scope import scope_of

MAKE, ERASE, TEND = "publisher.make", "publisher.erase", "publisher.tend"
"""The kinds of order that make an identity, erase one, and look after what is armed on a case."""

HELD_FOR = timedelta(hours=72)
"""How long after T0 a held record waits for its team before it is erased (as long as CNA rule 4.5.1.4)."""


class Standing(Enum):
    """What is to be done about a case's publisher now."""

    WAITS = auto()
    ACTS = auto()  # T0 has come, and what was signed counts
    ENDS = auto()  # it can never act any more


def live(session: Session, *, take: bool = False) -> Publisher | None:
    """Return the publisher of the case that was entered, if one has not ended.

    With `take` it is locked until the transaction ends; OperationalError at once if somebody else has it.
    """
    mine = select(Publisher).where(
        Publisher.case_id == scope_of(session).case_id, Publisher.ended_at.is_(None)
    )
    if take:
        mine = mine.with_for_update(nowait=True).execution_options(populate_existing=True)
    return session.scalars(mine).one_or_none()


def standing(circle: Circle, state: DisclosureState, publisher: Publisher, now: datetime) -> Standing:
    """Say what the log makes of a case's publisher at `now`. Pure."""
    state = elapsed(state, now)
    signed = agreed(circle, publisher)
    if publisher.recipient is not None and numbers.disarmed(circle, publisher.recipient):
        return Standing.ENDS
    if state.embargo is None or state.embargo.proposal.id != publisher.proposal:
        return Standing.ENDS
    if state.in_force is not None:
        return Standing.ENDS if signed is not None and _all_hold(state, signed) else Standing.WAITS
    by_time = state.em is EM.EXITED and state.ending is not None and state.ending.reason is Reason.EXPIRED
    return Standing.ACTS if signed is not None and by_time else Standing.ENDS


def agreed(circle: Circle, publisher: Publisher) -> Arming | None:
    """Return the arming that owner and CNA both signed for this publisher and its date, if it stands."""
    pair = circle.armed()
    if pair is None:
        return None
    owners, _ = pair
    terms = (owners.recipient, owners.proposal, owners.t0)
    return owners if terms == (publisher.recipient, publisher.proposal, publisher.t0) else None


def follow(session: Session, circle: Circle, *, now: datetime) -> None:
    """After anything was said about the date: end what it has made void, order what is due."""
    publisher = live(session)
    if publisher is None:
        return
    found = standing(circle, state_of(circle), publisher, now)
    if found is Standing.ENDS:
        end(session, publisher, now)
    elif found is Standing.ACTS:
        enqueue(session, TEND, {"case": circle.case_id}, now)


def end(session: Session, publisher: Publisher, now: datetime) -> None:
    """Delete the armed files, let go of their names, and have the identity erased."""
    session.execute(
        delete(ArmedFile).where(ArmedFile.case_id == publisher.case_id),
        execution_options={"synchronize_session": False},
    )
    names.release(session, publisher.case_id)
    publisher.ended_at = now
    session.flush()  # written while the scope is the case's
    enqueue(session, ERASE, {"publisher": publisher.id}, now)


def made(session: Session, publisher_id: str) -> Publisher:
    """Return a publisher of the case that was entered, for the worker that makes its identity."""
    return session.scalars(select(Publisher).where(Publisher.id == publisher_id)).one()


def file_of(session: Session, envelope: str) -> bytes | None:
    """Return an armed file of the case that was entered."""
    return session.scalar(select(ArmedFile.ciphertext).where(ArmedFile.envelope == envelope))


def files_of(session: Session, publisher: Publisher) -> frozenset[str]:
    """Return the ids of the files that are sealed to this publisher."""
    mine = select(ArmedFile.envelope).where(
        ArmedFile.case_id == publisher.case_id, ArmedFile.publisher == publisher.id
    )
    return frozenset(session.scalars(mine))


def _all_hold(state: DisclosureState, signed: Arming) -> bool:
    tenants = {record.tenant for record in signed.records} & state.parties.keys()
    return all(readiness(state, tenant) is Ready.HOLD for tenant in tenants)

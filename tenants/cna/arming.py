"""Arming: records sealed to a recipient of the publisher, so that T0 needs nobody awake (CN-3, CN-4).

To arm: (1) `ask` for a recipient, whose identity the publishing worker makes and keeps; (2) `put` the sealed
records; (3) owner and CNA sign equal armings, which `take_arming` holds to the date in force, the files, the
reviews and the numbers. What statements do here is registered in `tenants.cases.effects`.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crypto.circle import Circle
from crypto.envelope import HEADER_LIMIT, check_header
from crypto.errors import LimitError
from crypto.kinds import (
    Accept,
    Arming,
    Decline,
    Disarming,
    Invitation,
    Proposal,
    Readiness,
    Response,
    Status,
    Termination,
)
from crypto.kinds.decisions import ArmedRecord
from crypto.letter import LETTER_LIMIT
from crypto.statement import Entry, narrow
from tenants.cases.effects import on
from tenants.cases.service import note_refusal
from tenants.cna import names, numbers, publisher
from tenants.cna.errors import ArmingError, NotArmingError
from tenants.cna.models import ArmedFile, Publisher
from tenants.cna.numbering import osv_numbers
from tenants.cna.rules import Step
from tenants.disclosure.elapse import elapsed
from tenants.disclosure.service import state_of
from tenants.kernel.ids import new_id
from tenants.kernel.outbox import enqueue
from tenants.kernel.schedule import plan
from tenants.kernel.scope import scope_of

EARLIEST = timedelta(hours=24)
FILES = 64
FILE_LIMIT = LETTER_LIMIT + 2 * HEADER_LIMIT

CNA_ROLE = "cna"
_AFTER_T0 = timedelta(minutes=1)


def ask(session: Session, circle: Circle, *, before: timedelta, now: datetime) -> Publisher:
    """Return the publisher of the case that was entered, ordering one unless there is one for this date.

    `recipient` is None until the worker has made the identity: ask again. NotArmingError; ArmingError (CN-3)
    without a date in force, or more than `before` (at most 24 hours) ahead of it.
    """
    refuse_others(session, circle)
    state = elapsed(state_of(circle), now)
    if state.embargo is None or state.t0 is None:
        raise ArmingError("no date is in force")
    if now < state.t0 - min(before, EARLIEST):
        raise ArmingError(f"not earlier than {min(before, EARLIEST)} before T0")
    return publisher.live(session) or _ordered(session, state.embargo.proposal.id, state.t0, now)


def _ordered(session: Session, proposal: str, t0: datetime, now: datetime) -> Publisher:
    case_id = scope_of(session).case_id
    fresh = Publisher(
        case_id=case_id, id=new_id(), proposal=proposal, t0=t0, recipient=None, asked_at=now, ended_at=None
    )
    session.add(fresh)
    session.flush()  # two who ask at once meet at the unique index here, not at the commit
    enqueue(session, publisher.MAKE, {"publisher": fresh.id}, now)
    # Beside the order at T0, which is taken back with an early end: somebody has to erase the identity then.
    plan(session, publisher.TEND, {"case": case_id}, t0 + _AFTER_T0)
    return fresh


def put(session: Session, circle: Circle, envelope: str, file: bytes) -> None:
    """Keep a record that is sealed to the case's publisher; the same file again changes nothing.

    NotArmingError; ArmingError without a publisher, for an id that was used, or beyond 64 files; LimitError
    (EV-2) and MalformedError (EV-6, AGE) for what is no such file.
    """
    refuse_others(session, circle)
    if len(file) > FILE_LIMIT:
        raise LimitError("EV-2", "the file is larger than any record may be")
    check_header(file)
    found = publisher.live(session)
    if found is None or found.recipient is None:
        raise ArmingError("ask for the publisher's recipient first", rule="CN-4")
    mine = ArmedFile.case_id == found.case_id
    known = session.scalar(select(ArmedFile.ciphertext).where(mine, ArmedFile.envelope == envelope))
    if known is not None and known != file:
        raise ArmingError("another file was armed under this id", rule="EV-5")
    if known is not None:
        return
    if (session.scalar(select(func.count()).where(mine)) or 0) >= FILES:
        raise ArmingError(f"a case has at most {FILES} armed files", rule="CN-4")
    row = ArmedFile(case_id=found.case_id, envelope=envelope, publisher=found.id, ciphertext=file)
    session.add(row)
    session.flush()  # a file of a known id is refused here, not at the commit


def refuse_others(session: Session, circle: Circle) -> None:
    """Refuse whoever is neither of the owner nor an operator of the CNA; NotArmingError."""
    scope = scope_of(session)
    if scope.tenant_id != circle.opened.owner and CNA_ROLE not in scope.roles:
        raise NotArmingError


@on(Arming)
def take_arming(session: Session, circle: Circle, entry: Entry, /, *, now: datetime) -> None:
    """Refuse an arming of anything but what may be published at the date in force (ArmingError)."""
    body = narrow(entry.statement, Arming).body
    found = publisher.live(session)
    if found is None or found.recipient != body.recipient:
        raise ArmingError("the recipient is not the publisher's of this case", rule="CN-4")
    state = elapsed(state_of(circle), now)
    in_force, terms = state.in_force, (body.proposal, body.t0)
    if in_force is None or terms != (in_force.proposal.id, in_force.t0):
        raise ArmingError("this is not the date in force")
    if not {record.tenant for record in body.records} <= {
        party.tenant for party in state.parties.values() if party.takes_part
    }:
        raise ArmingError("a record of somebody who takes no part", rule="CN-4")
    _check_files(session, body.records, found)
    _check_order(body.records)
    _check_numbers(session, circle, body.records)
    names.take(session, body.records)


@on(Proposal)
@on(Response)
@on(Termination)
@on(Readiness)
@on(Status)
@on(Invitation)
@on(Accept)
@on(Decline)
def follow(session: Session, circle: Circle, _entry: Entry, /, *, now: datetime) -> None:
    """End what was armed if the embargo is another one now; go on with what a hold kept back."""
    publisher.follow(session, circle, now=now)


@on(Disarming)
def stand_down(session: Session, circle: Circle, entry: Entry, /, *, now: datetime) -> None:
    """End what was armed; where a record was refused at T0, somebody has seen to it."""
    note_refusal(session, None)
    follow(session, circle, entry, now=now)


def _check_files(session: Session, records: Iterable[ArmedRecord], to: Publisher) -> None:
    """CN-4: each record has a name and a file of its own."""
    records = list(records)
    envelopes = {each.envelope for each in records}
    if len(envelopes) != len(records) or len({each.name for each in records}) != len(records):
        raise ArmingError("two records share a name or a file", rule="CN-4")
    if not envelopes <= publisher.files_of(session, to):
        raise ArmingError("a record has no file that is sealed to this recipient", rule="CN-4")


def _check_order(records: Iterable[ArmedRecord]) -> None:
    """PUB-1: nothing of a tenant comes out without its advisory, and no OSV record without a CVE record."""
    kinds: dict[str, set[str]] = {}
    for record in records:
        kinds.setdefault(record.tenant, set()).add(record.kind)
    for found in kinds.values():
        if Step.ADVISORY not in found or (Step.OSV in found and Step.CVE not in found):
            raise ArmingError("a record would come out before what it follows", rule="PUB-1")


def _check_numbers(session: Session, circle: Circle, records: Iterable[ArmedRecord]) -> None:
    """CN-2, OSV-1: IDs are those of the tenant, and a second operator signed the CVE record's exact bytes."""
    ours, reviewed = numbers.assigned(circle), numbers.reviewed(circle)
    given = osv_numbers(session, frozenset(ours))
    for record in records:
        step = Step(record.kind)
        cve = given.get(record.name, "") if step is Step.OSV else record.name
        if step is not Step.ADVISORY and ours.get(cve) != record.tenant:
            raise ArmingError("a record's number was not given to this tenant here", rule="CN-4")
        if step is Step.CVE and (record.name, record.sha256) not in reviewed:
            raise ArmingError("nobody has reviewed these bytes of the CVE record", rule="CN-2")

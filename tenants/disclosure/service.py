"""Acts on a case: statements and envelopes are judged, logged, and drawn into the tables, all or nothing.

Every verb is one transaction of the caller's: who may sign is judged by `crypto.circle` at the leaf, what the
moves amount to by `decide`; the first refusal is raised and nothing is logged. What the tables then show is
computed from the log alone (`picture_of`), at each change and whenever time changes something (`look_again`).

Opening a case is the owner's receipt of the report (RM Received, vendor aware), and a tenant's accept is its
own; both may then negotiate. That a report is valid and accepted is said by `status` statements (`rm v`,
`rm a`), and a fix (`vfd F`) needs the latter.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from crypto import dsse, strict_json
from crypto.circle import Circle, fault_of
from crypto.directory import View
from crypto.envelope import check_file
from crypto.errors import MalformedError, NotAllowedError
from crypto.kinds import (
    Accept,
    Body,
    Case,
    CaseRoll,
    Decline,
    Epoch,
    Grant,
    Invitation,
    Manifest,
    Proposal,
    Recusal,
    Response,
    Share,
)
from crypto.ring import Reader
from crypto.statement import Entry, Statement, narrow
from tenants.cases.effects import EFFECTS
from tenants.cases.service import held, refused_since, settle, take
from tenants.disclosure.decide import decide, opened
from tenants.disclosure.elapse import elapsed, next_change
from tenants.disclosure.embargo import IN_FORCE, Reason
from tenants.disclosure.errors import NotCurrentError
from tenants.disclosure.events import Accepted, CaseOpened
from tenants.disclosure.picture import picture_of
from tenants.disclosure.plan import FREEZE
from tenants.disclosure.replay import replay
from tenants.disclosure.state import DisclosureState
from tenants.disclosure.statements import event_of, events_of
from tenants.journal.record import Receipt, append_case, load_case, replay_now
from tenants.kernel.errors import ForbiddenError
from tenants.kernel.schedule import cancel, plan
from tenants.kernel.scope import inside_case, scope_of
from tenants.sharing import envelopes, intake, shares
from tenants.sharing.errors import StaleEpochError

DISCLOSE = "disclose"
"""The kind of order that publishes at T0; its argument is the case."""
LOOK_AGAIN = "case.elapse"
"""The kind of order that draws a case anew when time has changed it; its argument is the case."""

# After one of these somebody may read more or less than before.
_READING = (CaseRoll, Grant, Recusal, Invitation, Accept, Decline, Epoch)
# What the lead of an invited tenant signs without being a reader.
_ANSWERS = (Accept, Decline, Proposal, Response, Recusal)
# Refusals of a letter that a newer look at the ring cures (EV-4, RI-9).
_STALE = frozenset({"RI-4", "RI-6", "RI-7", "RI-9"})


@dataclass(frozen=True)
class Posted:
    """What an act came to: a receipt for each statement, and the version of the case after it."""

    receipts: list[Receipt]
    version: int


@dataclass(frozen=True)
class Act:
    """Who acts, where and when: a member (tenant, person) or a reporter ("", fingerprint)."""

    signer: Reader
    hub: str
    now: datetime


def open_case(
    session: Session, statements: Sequence[Statement[Body]], files: Mapping[str, bytes], act: Act
) -> Posted:
    """Open a case: its `case` statement first, then whatever else its opener signs at once (CA-1).

    An id that is taken is refused like any other opening that CA-1 forbids; to ask, one has to have been told
    its 128 random bits. Raises what refuses a statement.
    """
    if not statements or not isinstance(statements[0].body, Case):
        raise MalformedError("CA-1", "a case is opened by its case statement")
    with inside_case(session, statements[0].body.case):
        return _post(session, statements, files, act)


def post(
    session: Session,
    statements: Sequence[Statement[Body]],
    files: Mapping[str, bytes],
    act: Act,
    *,
    seen: int | None,
) -> Posted:
    """Log statements on the case that was entered, which the caller saw as version `seen`.

    PreconditionRequiredError, StaleError, and what refuses a statement.
    """
    take(session, seen)
    return _post(session, statements, files, act)


def answer(
    session: Session, statements: Sequence[Statement[Body]], files: Mapping[str, bytes], act: Act
) -> Posted:
    """Log what a lead of an invited tenant signs without reading the case that was entered.

    No version is compared: an answer names by hash what it answers (CA-4, DI-3). ForbiddenError for other
    kinds, and what refuses a statement.
    """
    if not all(isinstance(each.body, _ANSWERS) for each in statements):
        raise ForbiddenError("a lead who does not read the case answers and proposes only", rule="CA-7")
    held(session)
    return _post(session, statements, files, act)


def post_envelope(session: Session, manifest: Statement[Manifest], file: bytes, act: Act) -> Posted:
    """Log an envelope on the case that was entered, keep it and hand it to its ring's readers.

    EV-2 to EV-6 in their order: LimitError, MalformedError, NotAllowedError; StaleEpochError with the epoch
    in force where the ring has moved on.
    """
    fault = fault_of(lambda: check_file(manifest.body, file))  # before the log is locked: it may be large
    if fault is not None and fault.rule == intake.SIZE_RULE:
        raise fault
    held(session)
    _refuse_others(session, [manifest], act)
    receipts, circle = _logged_letter(session, manifest, act)
    if fault is not None:
        raise fault
    state = _decided(circle, receipts[0].index)
    view = _view(session, act.hub)
    envelopes.keep(session, circle, manifest, receipts[0].index, file, view=view, now=act.now)
    report = circle.opened.opening.report
    if manifest.body.purpose == "quote" and report is not None:
        intake.hand_over(session, report, circle.case_id, view=view, person=act.signer.person)
    return Posted(receipts, _drawn(session, circle, state, act.hub, act.now))


def look_again(session: Session, *, hub: str, now: datetime) -> int:
    """Draw the case that was entered anew, because time has passed; return its version.

    That something is due by now is no new version: nobody's decision rests on it.
    """
    before = held(session)
    circle = load_case(session, scope_of(session).case_id, hub=hub)
    state = state_of(circle)
    picture = picture_of(circle, state, _view(session, hub), now, refused_at=before.refused_at)
    _plan(session, circle.case_id, elapsed(state, now), now)
    return settle(session, picture, moved=_standing(before.summary) != _standing(picture.summary))


def state_of(circle: Circle) -> DisclosureState:
    """Return what the log of an open case amounts to after its last leaf."""
    return replay(events_of(_counting(circle))).state


def _post(
    session: Session, statements: Sequence[Statement[Body]], files: Mapping[str, bytes], act: Act
) -> Posted:
    if any(isinstance(each.body, Manifest) for each in statements):
        raise MalformedError("EV-6", "an envelope is handed in together with its file")
    given = [narrow(each, Share) for each in statements if isinstance(each.body, Share)]
    shares.check_files(given, files)
    _refuse_others(session, statements, act)
    case_id = scope_of(session).case_id
    receipts, circle = append_case(session, case_id, statements, hub=act.hub, now=act.now)
    first = receipts[0].index
    state = _decided(circle, first)
    view = _view(session, act.hub)
    shares.keep(session, given, receipts, files, view=view)
    if any(isinstance(each.body, _READING) for each in statements):
        envelopes.deliver_anew(session, circle, view=view, now=act.now)
    for entry in _counting(circle):
        effect = EFFECTS.get(type(entry.statement.body)) if entry.index >= first else None
        if effect is not None:
            effect(session, circle, entry, now=act.now)
    return Posted(receipts, _drawn(session, circle, state, act.hub, act.now))


def _logged_letter(session: Session, manifest: Statement[Manifest], act: Act) -> tuple[list[Receipt], Circle]:
    case_id = scope_of(session).case_id
    try:
        return append_case(session, case_id, [manifest], hub=act.hub, now=act.now)
    except NotAllowedError as refusal:
        if refusal.rule not in _STALE:
            raise
        circle = load_case(session, case_id, hub=act.hub)
        ring = circle.rings.get(manifest.body.ring.id)
        epoch = _wire(ring.current.statement) if ring and ring.current else None
        raise StaleEpochError(refusal.message, rule=refusal.rule, epoch=epoch) from refusal


def _wire(statement: Statement[Epoch]) -> dict[str, object]:
    return strict_json.parse(dsse.write(statement.signed), limit=dsse.MAX_TEXT)


def _refuse_others(session: Session, statements: Sequence[Statement[Body]], act: Act) -> None:
    """The hub takes a statement from nobody but its signer: a draft that went astray binds nobody."""
    view = _view(session, act.hub)
    for statement in statements:
        by = statement.body.by
        located = view.device(by)
        signer = Reader(located.tenant, located.person) if located else Reader("", by)
        if signer != act.signer:
            raise NotAllowedError("ST-13", "signed by somebody else than its sender")


def _decided(circle: Circle, first: int) -> DisclosureState:
    """Decide what was logged from leaf `first` on, on top of what stood before; raises the first refusal."""
    entries = _counting(circle)
    before = [each for each in entries if each.index < first]
    state = replay(events_of(before)).state if before else None
    for entry in entries[len(before) :]:
        event = event_of(entry, owner=circle.opened.owner)
        if isinstance(event, CaseOpened):
            state = opened(event, now=event.at)
        elif event is not None and state is not None:
            state = decide(state, event, now=event.at)
        if isinstance(event, Accepted) and state is not None and not state.parties[event.by].admitted:
            # Logged, it would give keys for a consent to terms that no longer stand (P4).
            raise NotCurrentError("these terms no longer stand: the owner has to invite again", rule="CA-4")
    if state is None:
        raise MalformedError("CA-1", "a case is opened by its case statement")
    return state


def _standing(summary: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in summary.items() if name != "due"}


def _drawn(session: Session, circle: Circle, state: DisclosureState, hub: str, now: datetime) -> int:
    picture = picture_of(circle, state, _view(session, hub), now, refused_at=refused_since(session))
    _plan(session, circle.case_id, elapsed(state, now), now)
    return settle(session, picture)


def _plan(session: Session, case_id: str, state: DisclosureState, now: datetime) -> None:
    """Plan T0 while an embargo is in force, and the next look at what time will have changed.

    An early end takes the plan back; the end at T0 itself leaves it to the relay, which may be late.
    """
    args = {"case": case_id}
    if state.em in IN_FORCE and state.t0 is not None:
        plan(session, DISCLOSE, args, state.t0)
    elif state.ending is None or state.ending.reason is not Reason.EXPIRED:
        cancel(session, DISCLOSE, args)
    marks = [next_change(state), state.t0 - FREEZE if state.t0 else None]
    ahead = [each for each in marks if each is not None and each > now]
    if ahead:
        plan(session, LOOK_AGAIN, args, min(ahead))
    else:
        cancel(session, LOOK_AGAIN, args)


def _counting(circle: Circle) -> list[Entry]:
    return [each.entry for each in circle.verdicts if each.counts]


def _view(session: Session, hub: str) -> View:
    return replay_now(session, hub=hub).directory.now

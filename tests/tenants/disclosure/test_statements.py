"""What each kind of statement says about disclosure."""

import pytest

from crypto import dsse, statement
from crypto.kinds import (
    Accept,
    Case,
    Decline,
    Invitation,
    Manifest,
    Proposal,
    Readiness,
    Recusal,
    Response,
    Status,
    Termination,
)
from crypto.kinds.body import LogPoint
from crypto.kinds.cases import History
from crypto.kinds.sharing import Author, RingPlace
from tenants.cases.states import PXAMove, RMMove, VFDMove
from tenants.disclosure.embargo import EM, Reason
from tenants.disclosure.errors import UnknownMoveError
from tenants.disclosure.events import (
    Accepted,
    Answer,
    CaseOpened,
    Declined,
    Doubt,
    InvitationWithdrawn,
    Invited,
    Proposed,
    ReadinessSaid,
    Ready,
    ReasonGiven,
    Responded,
    StatusReported,
    Terminated,
    Withdrawn,
)
from tenants.disclosure.replay import replay
from tenants.disclosure.statements import event_of, events_of
from tests.support.case_log import on

PIP, UV = "a" * 64, "b" * 64
CASE = "1" * 32
NO_HASH = "0" * 64
TERMS = "c" * 64


def common(number):
    return {
        "hub": "localhost:8080",
        "id": f"{number:032x}",
        "created": on(0),
        "log": LogPoint(size=0, root=NO_HASH),
        "by": "d" * 64,
    }


def entry(of, index=1, day=1, **fields):
    """Return a statement as it stands in the log; `case` is added where the kind has one."""
    body = of(**common(index), case=CASE, **fields)
    signed = statement.encode(body)
    leaf = dsse.leaf_hash(signed).hex()
    return statement.Entry(
        index=index, statement=statement.Statement(body, signed, leaf, ()), logged_at=on(day)
    )


def opening():
    return entry(Case, 0, 0, tenant=PIP, code_name="quiet-harbour-7kd3", received=on(0))


def invitation(index=2, *, state="open", terms=TERMS):
    return entry(
        Invitation,
        index,
        tenant=UV,
        seq=1,
        code_name="quiet-harbour-7kd3",
        terms=terms,
        rings=("joint",),
        history=History(start="now"),
        preseal=(),
        state=state,
        expires=on(8),
    )


def proposal(index=1, *, state="open"):
    return entry(Proposal, index, tenant=PIP, seq=1, t0=on(17), zone="Europe/Berlin", state=state)


def manifest(purpose, author):
    return entry(
        Manifest,
        ring=RingPlace(id=CASE, epoch=1, count=0, head=NO_HASH),
        envelope=CASE,
        kind="letter",
        purpose=purpose,
        author=author,
        suite="age-v1",
        sha256=NO_HASH,
        size=1,
        plain=NO_HASH,
    )


MEMBER = Author(tenant=UV, person="2" * 32)
REPORTER = Author(reporter=UV, sign="e" * 64)


def said(logged, kind, *, by=UV, **fields):
    return kind(index=logged.index, at=logged.logged_at, by=by, **fields)


@pytest.mark.parametrize(
    "logged",
    [
        entry(Recusal, tenant=UV, person="2" * 32),
        manifest("comment", MEMBER),
        manifest("reason", REPORTER),
    ],
    ids=["recusal", "comment", "reporters-reason"],
)
def test_other_statements_say_nothing_about_disclosure(logged):
    assert event_of(logged, owner=PIP) is None


def test_each_kind_says_what_its_fields_say():
    logged = [
        (opening(), CaseOpened, {"by": PIP, "received_at": on(0)}),
        (manifest("reason", MEMBER), ReasonGiven, {}),
        (invitation(), Invited, {"by": PIP, "tenant": UV, "terms": TERMS, "deadline": on(8)}),
        (invitation(state="withdrawn"), InvitationWithdrawn, {"by": PIP, "tenant": UV}),
        (
            entry(Accept, tenant=UV, invitation=NO_HASH, terms=TERMS, people=("2" * 32,)),
            Accepted,
            {"terms": TERMS},
        ),
        (entry(Decline, tenant=UV, invitation=NO_HASH), Declined, {}),
        (proposal(state="withdrawn"), Withdrawn, {"by": PIP}),
        (
            entry(Response, tenant=UV, proposal=TERMS, answer="reject"),
            Responded,
            {"proposal": TERMS, "answer": Answer.REJECT},
        ),
        (
            entry(Termination, tenant=UV, proposal=TERMS, reason="agreed"),
            Terminated,
            {"proposal": TERMS, "reason": Reason.AGREED},
        ),
        (
            entry(Readiness, tenant=UV, proposal=TERMS, state="hold"),
            ReadinessSaid,
            {"proposal": TERMS, "ready": Ready.HOLD},
        ),
    ]

    for statement_in_log, kind, fields in logged:
        assert event_of(statement_in_log, owner=PIP) == said(statement_in_log, kind, **fields)


def test_a_proposal_is_known_by_its_statements_hash():
    logged = proposal()

    event = event_of(logged, owner=PIP)

    assert event == said(
        logged, Proposed, by=PIP, proposal=logged.statement.hash, t0=on(17), zone="Europe/Berlin"
    )


@pytest.mark.parametrize(
    ("machine", "letter", "move"),
    [
        ("rm", "a", RMMove.ACCEPT),
        ("vfd", "F", VFDMove.READY),
        ("pxa", "P", PXAMove.PUBLIC),
        ("pxa", "x", Doubt.EXPLOIT),
    ],
)
def test_a_status_names_a_machine_and_one_of_its_letters(machine, letter, move):
    logged = entry(Status, tenant=UV, machine=machine, move=letter)

    assert event_of(logged, owner=PIP) == said(logged, StatusReported, move=move)


@pytest.mark.parametrize(("machine", "letter"), [("rm", "R"), ("vfd", "v"), ("pxa", "V"), ("rm", "z")])
def test_a_letter_of_another_machine_is_refused(machine, letter):
    with pytest.raises(UnknownMoveError) as refused:
        event_of(entry(Status, tenant=UV, machine=machine, move=letter), owner=PIP)

    assert refused.value.rule == "CA-12"


def test_the_statements_of_a_case_replay_to_an_embargo():
    date = proposal()
    terms = date.statement.hash
    acceptance = entry(Accept, 3, tenant=UV, invitation=NO_HASH, terms=terms, people=("2" * 32,))
    log = [proposal(0), opening(), date, manifest("comment", MEMBER), invitation(2, terms=terms), acceptance]

    state = replay(events_of(log)).state

    assert (state.owner, state.em, state.t0, state.agreed) == (PIP, EM.ACTIVE, on(17), True)

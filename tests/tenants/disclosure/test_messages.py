"""Vultron's table of what may be sent in which state, cell by cell, driven through `decide`.

The hub is the only receiver (one log for all), so its rows for received messages reduce to these: what a
sender may not send is refused, and nobody else ever sees it.
"""

import pytest

from tenants.cases.states import PXAMove, RMMove
from tenants.disclosure.consent import NO_TERMS
from tenants.disclosure.embargo import Reason
from tenants.kernel.errors import DomainError
from tests.support.case_log import CaseLog, with_uv

# EM, then the EM after propose, accept, reject, terminate by the owner; a dot is a refusal.
ALLOWED = """
none      proposed  .       .       .
proposed  proposed  active  none    .
active    revise    .       .       exited
revise    revise    active  active  exited
exited    .         .       .       .
"""
# EM, then the EM after the report that something is known (CP, CX, CA).
KNOWN = {"none": "none", "proposed": "none", "active": "exited", "revise": "exited", "exited": "exited"}
VERBS = ("propose", "accept", "reject", "terminate")


def case_in(em):
    """Return a case of pip and uv with the embargo in the given state; what is pending is called u1."""
    if em in {"none", "proposed"}:
        log = CaseLog()
        log.invite("uv")
        log.accept("uv")
        if em == "proposed":
            log.propose("pip", "u1", 20)
        return log
    log = with_uv()
    if em == "revise":
        log.propose("uv", "u1", 20)
    if em == "exited":
        log.day = 17
    return log


def attempt(log, verb, by):
    """Return the embargo's state after one act, or a dot if it was refused."""
    acts = {
        "propose": lambda: log.propose(by, "x1", 30),
        "accept": lambda: log.sign(by, "u1"),
        "reject": lambda: log.reject(by, "u1"),
        "terminate": lambda: log.terminate(by, Reason.PUBLIC, log.state.terms),
    }
    try:
        return str(acts[verb]().em)
    except DomainError:
        return "."


@pytest.mark.parametrize("row", ALLOWED.strip().splitlines(), ids=lambda row: row.split()[0])
def test_what_is_sent_moves_the_embargo_as_the_table_says(row):
    em, *afters = row.split()

    assert [attempt(case_in(em), verb, "pip") for verb in VERBS] == afters


@pytest.mark.parametrize("em", KNOWN)
@pytest.mark.parametrize("move", list(PXAMove))
def test_once_something_is_known_the_embargo_is_over_and_nothing_may_be_sent(em, move):
    log = case_in(em)

    assert log.report("pip", move).em == KNOWN[em]
    assert [attempt(log, verb, "pip") for verb in VERBS] == ["."] * 4


@pytest.mark.parametrize("em", KNOWN)
def test_whoever_closed_the_report_sends_nothing(em):
    log = case_in(em)
    log.report("uv", RMMove.INVALIDATE, RMMove.CLOSE)

    assert [attempt(log, verb, "uv") for verb in VERBS] == ["."] * 4


@pytest.mark.parametrize("em", KNOWN)
def test_an_invitation_names_what_stands_in_every_state(em):
    log = case_in(em)
    expected = {"none": NO_TERMS, "proposed": "u1", "active": "p1", "revise": "p1", "exited": NO_TERMS}

    log.invite("pypi")

    assert log.state.parties["pypi"].invitation.terms == expected[em]

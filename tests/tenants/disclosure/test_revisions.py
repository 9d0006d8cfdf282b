"""Changing a date in force: the earlier at once, the later by everybody's own signature."""

import pytest

from tenants.disclosure.embargo import EM
from tenants.disclosure.errors import (
    NotCurrentError,
)
from tests.support.case_log import (
    consents,
    joined_before_any_embargo,
    on,
    pending,
    with_three,
    with_uv,
)


def test_a_later_date_changes_nothing_until_everybody_signed_it():
    log = with_three()
    state = log.propose("pip", "p2", 30)
    assert (state.em, state.t0, state.agreed) == (EM.REVISE, on(17), True)
    assert consents(state) == {"pip": "signatory", "uv": "lapsed", "pypi": "lapsed"}

    state = log.sign("uv", "p2")
    assert (state.em, state.t0) == (EM.REVISE, on(17))
    assert consents(state) == {"pip": "signatory", "uv": "signatory", "pypi": "lapsed"}

    state = log.sign("pypi", "p2")
    assert (state.em, state.t0, state.agreed, state.embargo.revision) == (EM.ACTIVE, on(30), True, 2)


def test_signatures_lapse_once_and_not_again_with_the_next_revision():
    log = with_three()
    log.propose("pip", "p2", 30)
    log.sign("uv", "p2")

    state = log.propose("pypi", "y1", 40)

    assert state.em is EM.REVISE
    assert consents(state) == {"pip": "signatory", "uv": "signatory", "pypi": "signatory"}


def test_an_earlier_date_stands_at_once_and_the_agreed_one_must_be_signed_again():
    log = with_three()

    state = log.propose("uv", "u1", 10)

    assert (state.em, state.t0, state.agreed) == (EM.REVISE, on(10), False)
    assert pending(state) == ["p1"]
    assert state.pending[0].signed_by == frozenset()
    assert consents(state) == {"pip": "lapsed", "uv": "signatory", "pypi": "lapsed"}


def test_an_even_earlier_date_puts_the_former_into_the_row_of_revisions():
    log = with_three()
    log.propose("uv", "u1", 10)

    state = log.propose("pypi", "y1", 6)

    assert (state.t0, pending(state), state.embargo.revision) == (on(6), ["u1", "p1"], 3)


def test_revisions_are_answered_from_the_earliest_to_the_latest():
    log = with_three()
    log.propose("uv", "u1", 10)
    log.propose("pypi", "y1", 6)
    with pytest.raises(NotCurrentError) as refused:
        log.sign("pip", "p1")
    assert refused.value.rule == "VP-07-009"

    for tenant in ("pip", "uv", "pypi"):
        state = log.sign(tenant, "u1")
    assert (state.em, state.t0, pending(state)) == (EM.REVISE, on(10), ["p1"])
    assert set(consents(state).values()) == {"signatory"}

    for tenant in ("pip", "uv", "pypi"):
        state = log.sign(tenant, "p1")
    assert (state.em, state.t0, pending(state)) == (EM.ACTIVE, on(17), [])


def test_shortening_ones_own_date_leaves_no_revision():
    log = with_uv()

    state = log.propose("pip", "p2", 10)

    assert (state.em, state.t0, pending(state), state.agreed) == (EM.ACTIVE, on(10), [], False)
    assert consents(state) == {"pip": "signatory", "uv": "lapsed"}


def test_consent_to_the_terms_in_force_is_renewed_by_signing_them():
    log = with_uv()
    log.propose("pip", "p2", 10)

    state = log.sign("uv", "p2")

    assert (state.agreed, consents(state)["uv"]) == (True, "signatory")


def test_consent_to_the_terms_in_force_can_be_given_while_a_revision_is_open():
    log = with_uv()
    log.propose("pip", "p2", 30)

    state = log.sign("uv", "p1")

    assert (state.em, state.t0, consents(state)["uv"]) == (EM.REVISE, on(17), "signatory")


def test_one_rejection_ends_all_revisions_and_the_terms_in_force_stand():
    log = with_three()
    log.propose("pip", "p2", 30)
    log.propose("pypi", "y1", 40)

    state = log.reject("uv", "p2")

    assert (state.em, state.t0, pending(state)) == (EM.ACTIVE, on(17), [])
    assert consents(state) == {"pip": "signatory", "uv": "signatory", "pypi": "signatory"}


def test_rejecting_gives_nobody_else_their_consent_back():
    log = with_three()
    log.propose("pip", "p2", 30)

    state = log.reject("pip", "p2")

    assert consents(state) == {"pip": "signatory", "uv": "lapsed", "pypi": "lapsed"}
    assert state.agreed


def test_terms_in_force_are_not_rejected():
    log = with_uv()

    with pytest.raises(NotCurrentError) as refused:
        log.reject("uv", "p1")

    assert refused.value.rule == "VP-11-008"


def test_who_never_entered_the_embargo_does_not_reject_its_revision():
    log = joined_before_any_embargo("uv", "pypi")
    log.propose("pip", "p1", 17)
    log.sign("uv", "p1")
    log.propose("uv", "u1", 30)

    with pytest.raises(NotCurrentError) as refused:
        log.reject("pypi", "u1")

    assert refused.value.rule == "DP-7"

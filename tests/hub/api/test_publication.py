"""Arming through the API: owner and CNA alone, shortly before T0, exactly what was reviewed; and its end."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from crypto import age
from crypto.unseal import X25519Identity
from tenants.kernel.scope import Scope, acting_as
from tests.support.cases import recipient as other_recipient
from tests.support.hub_cases import at_once, posting, sealed
from tests.support.hub_desk import AHEAD, ENDED

pytestmark = pytest.mark.slow

FILE = "e" * 32
LIVE = ([False], 4, 1)
TAKEN = "the name of a record is taken: choose another"


@pytest.fixture
def tools(desk):
    """A team whose slug begins with another's."""
    return desk.hub.found("pip-tools", "tia")


@pytest.fixture
def desk(numbered):
    return numbered.desk


@pytest.fixture
def case(numbered):
    return numbered.case


@pytest.fixture
def cve(numbered):
    return numbered.cve


@pytest.fixture
def ready(desk, case, cve):
    """A case with a number, a review and sealed records, to be signed: (recipient, records)."""
    records = desk.records(case, cve)
    desk.review(case, cve, records[2][3])
    recipient = desk.recipient(case)
    return recipient, desk.seal(case, recipient, records)


@pytest.fixture
def armed(desk, case, ready):
    """The same, signed by both."""
    desk.sign(case, *ready)
    return ready


def ask(desk, case, by):
    return desk.hub.post(f"cases/{case.id}/publisher", {}, by=by)


def put(desk, case, file, by=None, envelope=FILE):
    return desk.hub.put_file(f"cases/{case.id}/armed/{envelope}", file, by=by or desk.ada)


def arming(desk, case, ready, by=None, **changes):
    """The owner's arming, with changes."""
    given = {"recipient": ready[0], "records": ready[1]} | changes
    return case.arming(by or desk.ada, desk.proposal, **given)


def changed(records, kind, **fields):
    """The records, the one of this kind changed."""
    made = (replace(each, **fields) if each.kind == kind else each for each in records)
    return tuple(sorted(made, key=lambda each: each.name))


# Who, and when


def test_whoever_does_not_read_the_case_is_told_what_is_told_of_none(desk, case):
    for by in (desk.cyd, desk.eve, desk.quinn):
        foreign, absent = ask(desk, case, by), desk.hub.post(f"cases/{'f' * 32}/publisher", {}, by=by)
        assert (foreign.status_code, foreign.data) == (404, absent.data)
        assert desk.hub.get(f"cases/{case.id}/publisher", by=by).status_code == 404
        assert put(desk, case, b"x", by=by).status_code == 404


@pytest.mark.check
def test_a_participant_who_is_neither_owner_nor_cna_arms_nothing(desk, case):
    assert ask(desk, case, desk.udo).get_json()["rule"] == "CN-3"
    assert desk.hub.get(f"cases/{case.id}/publisher", by=desk.udo).status_code == 403
    assert put(desk, case, sealed(other_recipient("x")), by=desk.udo).status_code == 403


@pytest.mark.check
def test_without_a_date_in_force_there_is_no_publisher(desk):
    case = desk.open(desk.ada)
    answer = ask(desk, case, desk.ada)
    assert (answer.status_code, answer.get_json()["rule"]) == (409, "CN-3")


def test_it_is_too_early_more_than_two_hours_before_t0(desk):
    case = desk.open(desk.ada)
    proposal = case.put(case.proposal(desk.ada, t0=desk.hub.time + timedelta(hours=3)))
    case.put(case.response(desk.ada, proposal.hash))
    answer = ask(desk, case, desk.ada)
    assert (answer.status_code, answer.get_json()["rule"]) == (409, "CN-3")
    desk.later(minutes=61)
    assert ask(desk, case, desk.ada).status_code == 202


@pytest.mark.check
def test_before_anybody_asked_there_is_no_publisher_to_look_at(desk, case):
    assert desk.hub.get(f"cases/{case.id}/publisher", by=desk.ada).status_code == 404


@pytest.mark.check
def test_asked_twice_there_is_one_recipient_whose_identity_is_the_workers_alone(desk, case):
    assert ask(desk, case, desk.ada).get_json() == {"state": "asked", "recipient": None}
    first = desk.recipient(case)
    assert desk.recipient(case, by=desk.rae) == first
    (kept,) = [each for each in (desk.settings.data / "publisher").iterdir() if first in str(identity(each))]
    assert kept.stat().st_mode & 0o777 == 0o600
    assert kept.parent.stat().st_mode & 0o777 == 0o700


def identity(path):
    """The recipient of a kept identity."""
    return X25519Identity.parse(path.read_text()).recipient


# Files


@pytest.mark.parametrize(
    ("file", "rule"),
    [
        (b"in the clear", "AGE-1"),
        (age.seal(b"x", [age.X25519Recipient.parse(other_recipient(name)) for name in "ab"]), "EV-6"),
        (sealed(other_recipient("a"), size=1_100_000), "EV-2"),
    ],
)
def test_what_is_no_age_file_for_one_is_refused(desk, case, file, rule):
    desk.recipient(case)
    answer = put(desk, case, file)
    assert answer.get_json()["rule"] == rule
    assert desk.publisher(case)[1] == 0


@pytest.mark.check
def test_a_file_before_its_publisher_and_a_second_file_under_one_id_are_refused(desk, case):
    file = sealed(other_recipient("a"))
    assert put(desk, case, file).get_json()["rule"] == "CN-4"
    desk.recipient(case)
    assert put(desk, case, file).status_code == 204
    assert put(desk, case, file).status_code == 204
    assert put(desk, case, file + b"x").get_json()["rule"] == "EV-5"
    assert put(desk, case, file, envelope="not-an-id").status_code == 404


def test_there_are_at_most_sixty_four_files(desk, case):
    desk.recipient(case)
    file = sealed(other_recipient("a"))
    for number in range(64):
        assert put(desk, case, file, envelope=f"{number:032x}").status_code == 204
    assert put(desk, case, file).get_json()["rule"] == "CN-4"


# What is signed


def test_without_a_review_of_these_bytes_nothing_is_armed(desk, case):
    cve = desk.number(case)
    records = desk.records(case, cve)
    desk.review(case, cve, b"other bytes")
    recipient = desk.recipient(case)
    made = desk.seal(case, recipient, records)
    assert case.refused(arming(desk, case, (recipient, made)), status=409)["rule"] == "CN-2"


@pytest.mark.check
def test_a_review_of_an_id_that_is_not_assigned_here_is_refused(desk, case):
    draft = case.write(case.ring("joint"), desk.ada, kind="record", purpose="draft")
    manifest = next(name for name, each in case.circle.letters.items() if each.envelope == draft.envelope)
    review = case.review(desk.rae, manifest, cve="CVE-1900-9999")
    assert case.refused(review, status=409)["rule"] == "CN-1"


@pytest.mark.check
def test_what_is_armed_is_what_was_numbered_sealed_and_due(desk, case, ready):
    _, made = ready
    stray = desk.pip.genesis
    attempts = {
        "the recipient": ({"recipient": other_recipient("elsewhere")}, "CN-4"),
        "a file": ({"records": changed(made, "cve", envelope=FILE)}, "CN-4"),
        "a file twice": ({"records": changed(made, "cve", envelope=made[-1].envelope)}, "CN-4"),
        "an outsider": (
            {"records": tuple(replace(each, tenant=desk.cpython.genesis) for each in made)},
            "CN-4",
        ),
        "another's number": ({"records": changed(made, "cve", name="CVE-1900-9999")}, "CN-4"),
        "an OSV ID": ({"records": changed(made, "osv", name="PSF-1900-9999")}, "CN-4"),
        "its tenant": ({"records": changed(made, "osv", tenant=desk.uv.genesis)}, "PUB-1"),
        "the advisory": (
            {"records": tuple(each for each in made if (each.kind, each.tenant) != ("advisory", stray))},
            "PUB-1",
        ),
        "the CVE record": ({"records": tuple(each for each in made if each.kind != "cve")}, "PUB-1"),
    }
    for what, (changes, rule) in attempts.items():
        problem = case.refused(arming(desk, case, ready, **changes), status=409)
        assert problem["rule"] == rule, what


def name_of(desk, made):
    """What pip's advisory is called."""
    return next(each.name for each in made if (each.kind, each.tenant) == ("advisory", desk.pip.genesis))


@pytest.mark.check
def test_a_name_that_is_public_already_is_not_armed_again(desk, case, ready, armed):
    desk.ready(case)
    desk.until_t0()
    desk.work()
    later = desk.case()
    again = named(desk, later, name_of(desk, ready[1]))
    assert later.refused(arming(desk, later, again), status=409)["detail"] == TAKEN


def named(desk, case, name):
    """What arms one advisory under this name: the recipient and the records."""
    data = desk.records(case, desk.number(case))[0][3]
    recipient = desk.recipient(case)
    return recipient, desk.seal(case, recipient, [("advisory", desk.pip, name, data)])


@pytest.mark.parametrize("by", ["ada", "rae"])
def test_a_name_that_another_case_has_armed_is_taken_and_nobody_is_told_by_whom(desk, case, ready, armed, by):
    name = name_of(desk, ready[1])
    other = desk.case()
    said = other.refused(arming(desk, other, named(desk, other, name), by=getattr(desk, by)), status=409)
    assert (said["rule"], said["detail"]) == ("PUB-3", TAKEN)
    assert case.id not in str(said)


def test_the_same_case_arms_again_under_its_names_and_lets_go_of_those_it_leaves_out(desk, case):
    first, second = "pip-one", "pip-two"
    recipient, made = named(desk, case, first)
    case.put(arming(desk, case, (recipient, made)))
    again = desk.seal(case, recipient, [("advisory", desk.pip, second, b"another")])
    case.put(arming(desk, case, (recipient, again)))
    case.put(arming(desk, case, (recipient, again), by=desk.rae))
    other = desk.case()
    taken = named(desk, other, second)
    other.refused(arming(desk, other, taken), status=409)
    free = desk.seal(other, taken[0], [("advisory", desk.pip, first, b"this one")])
    other.put(arming(desk, other, (taken[0], free)))


@pytest.mark.parametrize("how", ["disarmed", "terminated"])
def test_what_ends_lets_go_of_its_names(desk, case, ready, armed, how):
    name = name_of(desk, ready[1])
    if how == "disarmed":
        case.put(case.disarming(desk.ada, case.circle._register.arming(desk.pip.genesis)))
    else:
        case.put(case.termination(desk.ada, desk.proposal.hash, reason="public"))
    other = desk.case()
    other.put(arming(desk, other, named(desk, other, name)))


def test_of_two_cases_that_arm_one_name_at_once_one_is_refused(desk):
    acts = []
    for _ in range(2):
        case = desk.case()
        recipient, made = named(desk, case, "pip-at-once")
        acts.append(posting(case, arming(desk, case, (recipient, made)), by=desk.ada, version=case.version()))
    assert sorted(each.status_code for each in at_once(*acts)) == [201, 409]


@pytest.mark.parametrize("name", ["uv-1", "pip", "pip_1", "Pip-1", "advisory-pip-1", "pip-tools-1"])
def test_an_advisory_is_called_after_its_own_team(desk, case, tools, name):
    """pip-tools is a team of its own: what begins with its slug is not pip's, though it begins with pip-."""
    said = case.refused(arming(desk, case, named(desk, case, name)), status=409)
    assert (said["rule"], said["detail"]) == (
        "PUB-3",
        "the name of an advisory begins with its team's slug and a hyphen",
    )


def test_nobody_sees_what_other_cases_have_armed(desk, case, armed):
    with acting_as(desk.hub.sessions(), Scope(tenant_id=desk.pip.genesis, case_id="f" * 32)) as session:
        assert session.execute(text("SELECT name FROM armed_name")).all() == []


def test_after_t0_nothing_is_armed(desk, case, ready):
    desk.until_t0()
    assert case.refused(arming(desk, case, ready), status=409)["rule"] == "CN-3"


# What ends it


def test_an_early_end_deletes_files_and_identity(desk, case, armed):
    assert desk.publisher(case) == LIVE
    case.put(case.termination(desk.ada, desk.proposal.hash, reason="exploit_public"))
    assert desk.publisher(case)[:2] == ENDED[:2], "at once, not when a worker finds the time"
    desk.work()
    assert desk.publisher(case) == ENDED


@pytest.mark.parametrize("who", ["ada", "rae"])
def test_either_side_disarms(desk, case, armed, who):
    by = getattr(desk, who)
    tenant = desk.pip.genesis if who == "ada" else desk.psf.genesis
    case.put(case.disarming(by, case.circle._register.arming(tenant)))
    desk.work()
    assert desk.publisher(case) == ENDED


def test_a_revision_that_all_signed_ends_it_and_a_fresh_one_is_for_the_new_date(desk, case, armed):
    revised = case.put(case.proposal(desk.udo, t0=desk.t0 + timedelta(minutes=20)))
    assert desk.publisher(case) == LIVE, "a proposal alone changes nothing"
    for by in (desk.ada, desk.rae):
        case.put(case.response(by, revised.hash))
    desk.work()
    assert desk.publisher(case) == ENDED
    assert desk.recipient(case) != armed[0]
    assert case.refused(arming(desk, case, armed), status=409)["rule"] == "CN-4"


def test_when_all_who_have_a_record_hold_it_ends(desk, case, armed):
    desk.ready(case, desk.udo, state="hold")
    assert desk.publisher(case) == LIVE
    desk.ready(case, desk.ada, state="hold")
    desk.work()
    assert desk.publisher(case) == ENDED


@pytest.mark.check
def test_an_identity_that_was_never_used_is_erased_after_t0(desk, case):
    desk.recipient(case)
    desk.later(seconds=AHEAD.total_seconds() + 120)
    desk.work()
    assert desk.publisher(case) == ENDED

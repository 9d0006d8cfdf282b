"""The act at T0: nothing early, nothing twice, nothing out of order, and one team's hold is its own."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from hub.engines.postgres import SUPERUSER
from hub.jobs.worker import relay_for
from tenants.cna.publication import SEND
from tenants.cna.publisher import TEND
from tenants.disclosure.service import DISCLOSE
from tenants.kernel.outbox import enqueue
from tenants.kernel.scope import NOBODY, Scope, acting_as
from tests.support.effects import state
from tests.support.hub_desk import ANNOUNCE, ENDED

pytestmark = pytest.mark.slow

ALL = ["advisory pip", "advisory uv", "cve pip", "osv pip"]
OF_UV = ["advisory uv"]
BY_HAND = {"ada": "publish_by_hand", "rae": "publish_by_hand"}


@pytest.fixture
def desk(numbered):
    return numbered.desk


@pytest.fixture
def case(numbered):
    return numbered.case


@pytest.fixture
def cve(numbered):
    return numbered.cve


def order(desk, case, kind=DISCLOSE):
    """Order the act, as a clock that is wrong would."""
    with acting_as(desk.hub.sessions(), Scope(case_id=case.id)) as session:
        enqueue(session, kind, {"case": case.id}, desk.hub.time - timedelta(minutes=1))
        session.commit()


def owing(desk, case):
    """What owner, participant and CNA are told that they owe."""
    lines = {name: case.line(getattr(desk, name))["due"] for name in ("ada", "udo", "rae")}
    return {name: due["what"] for name, due in lines.items() if due}


@pytest.mark.parametrize("kind", [DISCLOSE, TEND])
def test_an_order_that_comes_early_publishes_nothing(desk, case, cve, kind):
    made = desk.arm(case, cve)
    order(desk, case, kind)
    desk.work()
    assert desk.published(made) == []
    assert desk.publisher(case) == ([False], 4, 1)


def test_a_case_that_nobody_armed_publishes_nothing_at_t0(desk, case, cve):
    recipient = desk.recipient(case)
    desk.seal(case, recipient, desk.records(case, cve))
    desk.until_t0()
    desk.work()
    desk.later(minutes=2)
    desk.work()
    assert desk.publisher(case) == ENDED


def test_what_the_owner_alone_armed_is_not_published(desk, case, cve):
    records = desk.records(case, cve)
    desk.review(case, cve, records[2][3])
    recipient = desk.recipient(case)
    made = desk.seal(case, recipient, records)
    case.put(case.arming(desk.ada, desk.proposal, recipient=recipient, records=made))
    desk.ready(case)
    desk.until_t0()
    desk.work()
    assert desk.published(made) == []
    assert desk.publisher(case) == ENDED


def test_a_record_that_is_not_what_was_signed_is_refused_and_takes_nothing_with_it(desk, case, cve):
    records = desk.records(case, cve)
    desk.review(case, cve, records[2][3])
    recipient = desk.recipient(case)
    forged = [
        (kind, team, name, data + (b" " if team is desk.pip else b"")) for kind, team, name, data in records
    ]
    made = desk.seal(case, recipient, forged)
    signed = [next(data for _, _, name, data in records if name == each.name) for each in made]
    made = tuple(replace(each, sha256=desk.digest(data)) for each, data in zip(made, signed, strict=True))
    desk.sign(case, recipient, made)
    desk.ready(case)
    desk.until_t0()
    desk.work()
    assert desk.published(made) == OF_UV
    assert desk.publisher(case) == ENDED
    assert desk.double.ids()[cve] == "RESERVED"
    assert owing(desk, case) == BY_HAND


@pytest.mark.check
def test_a_name_that_became_public_after_all_is_said_to_owner_and_cna_until_they_disarm(desk, case, cve):
    """However two records came to one name: the second is not dropped in silence."""
    made = desk.arm(case, cve)
    name = next(each.name for each in made if (each.kind, each.tenant) == ("advisory", desk.pip.genesis))
    with desk.database.connect(SUPERUSER) as connection:
        connection.execute(
            "INSERT INTO publication (name, kind, tenant, body, sha256, published_at)"
            " VALUES (%s, 'advisory', 'pip', '', %s, now())",
            [name, "0" * 64],
        )
    assert owing(desk, case) != BY_HAND
    desk.until_t0()
    desk.work()
    assert desk.double.ids()[cve] == "RESERVED"
    assert owing(desk, case) == BY_HAND
    assert case.line(desk.ada)["turn"] in {"pip", "psf"}
    case.put(case.disarming(desk.ada, case.circle._register.arming(desk.pip.genesis)))
    assert owing(desk, case) == {}


def test_a_termination_before_t0_publishes_nothing_and_erases_what_was_armed(desk, case, cve):
    made = desk.arm(case, cve)
    case.put(case.termination(desk.ada, desk.proposal.hash, reason="public"))
    desk.work()
    assert desk.publisher(case) == ENDED
    desk.until_t0()
    order(desk, case)
    desk.work()
    assert desk.published(made) == []


def test_at_t0_everything_comes_out_once_and_in_its_order(desk, case, cve):
    made = desk.arm(case, cve)
    before = desk.double.journal()
    desk.until_t0()
    desk.work()
    order(desk, case)
    desk.work()

    assert desk.published(made) == ALL
    moments = [row.published_at for row in desk.publications() if row.name in {each.name for each in made}]
    assert moments[0] == moments[1] < moments[2] < moments[3]
    assert [call for call, _ in desk.double.journal()[len(before) :]] == ["publish"]
    assert desk.double.ids()[cve] == "PUBLISHED"
    assert desk.publisher(case) == ENDED


def test_the_announcement_goes_once_to_the_team_that_has_an_address(desk, case, cve):
    made = desk.arm(case, cve)
    desk.until_t0()
    desk.work()
    order(desk, case)
    desk.work()
    (message_id,) = desk.announced(made)
    mail = next(each for each in desk.mailbox.taken if message_id in each)
    assert f"To: {ANNOUNCE}" in mail
    assert f"[{cve}]" in mail
    assert (
        "uv-"
        not in "".join(text for id_, text in desk.mailbox.mails() if id_ == message_id).split(
            "This advisory:"
        )[1]
    )


def test_the_ledger_says_that_the_record_is_public(desk, case, cve):
    desk.arm(case, cve)
    desk.until_t0()
    desk.work()
    ledger = desk.hub.get("cna/ledger", by=desk.quinn).get_json()["ledger"]
    assert next(line["state"] for line in ledger if line["cve"] == cve) == "published"


def arm_as(desk, case, cve, **named):
    """Arm these bytes by name, reviewed and ready; what was armed."""
    records = [
        (kind, team, name, named.get(name, data)) for kind, team, name, data in desk.records(case, cve)
    ]
    desk.review(case, cve, next(data for kind, _, _, data in records if kind == "cve"))
    recipient = desk.recipient(case)
    made = desk.seal(case, recipient, records)
    desk.sign(case, recipient, made)
    desk.ready(case)
    return made


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: b"no advisory",
        lambda data: data.replace(b"pip-", b"pup-"),
        lambda data: data.replace(b"AV:L", b"AV:?"),
    ],
    ids=["no advisory", "another name", "a vector that is none"],
)
def test_an_advisory_that_cannot_be_shown_is_refused_though_it_was_signed(desk, case, cve, spoil):
    name = f"pip-{case.id[:8]}"
    whole = next(data for _, _, each, data in desk.records(case, cve) if each == name)
    made = arm_as(desk, case, cve, **{name: spoil(whole)})
    desk.until_t0()
    desk.work()
    assert desk.published(made) == OF_UV
    assert desk.publisher(case) == ENDED


def test_an_osv_record_under_another_id_is_refused_though_it_was_signed(desk, case, cve):
    _, _, name, whole = desk.records(case, cve)[3]
    made = arm_as(desk, case, cve, **{name: whole.replace(name.encode(), b"PSF-1900-9999")})
    desk.until_t0()
    desk.work()
    assert desk.published(made) == ["advisory pip", "advisory uv", "cve pip"]
    assert desk.publisher(case) == ENDED


@pytest.mark.check
def test_a_record_that_cve_services_refuses_is_tried_for_three_days_and_then_erased(desk, case, cve):
    name = f"pip-{case.id[:8]}"
    made = arm_as(desk, case, cve, **{cve: b'{"title":"no container"}'})
    desk.until_t0()
    desk.work()
    assert desk.published(made) == ["advisory pip", "advisory uv"]
    assert desk.publisher(case) == ([False], 4, 1)
    assert owing(desk, case) == BY_HAND
    desk.later(hours=73)
    desk.work()
    assert desk.publisher(case) == ENDED
    assert owing(desk, case) == BY_HAND
    assert name in {row.name for row in desk.publications()}


def test_a_mail_that_was_sent_is_not_sent_again(desk, case, cve):
    made = desk.arm(case, cve)
    desk.until_t0()
    desk.work()
    (message_id,) = desk.announced(made)
    with acting_as(desk.hub.sessions(), NOBODY) as session:
        enqueue(session, SEND, {"mail": message_id.strip("<>").split("@")[0]}, desk.hub.time)
        session.commit()
    desk.work()
    assert desk.announced(made) == [message_id]


# A hold is one's own


def test_a_hold_by_uv_delays_only_uvs_advisory(desk, case, cve):
    made = desk.arm(case, cve)
    desk.ready(case, desk.udo, state="hold")
    desk.until_t0()
    desk.work()
    assert desk.published(made) == ["advisory pip", "cve pip", "osv pip"]
    assert desk.publisher(case) == ([False], 4, 1)

    desk.ready(case, desk.udo, state="go")
    desk.work()
    assert sorted(desk.published(made)) == sorted(ALL)
    assert desk.publisher(case) == ENDED


def test_a_hold_by_the_owner_keeps_back_its_advisory_and_records_and_not_uvs(desk, case, cve):
    made = desk.arm(case, cve)
    desk.ready(case, desk.ada, state="hold")
    desk.until_t0()
    desk.work()
    assert desk.published(made) == OF_UV
    assert desk.announced(made) == []


def test_whoever_said_nothing_is_not_published(desk, case, cve):
    records = desk.records(case, cve)
    desk.review(case, cve, records[2][3])
    recipient = desk.recipient(case)
    made = desk.seal(case, recipient, records)
    desk.sign(case, recipient, made)
    desk.ready(case, desk.udo)
    desk.until_t0()
    desk.work()
    assert desk.published(made) == OF_UV


def test_a_hold_that_is_never_lifted_ends_after_three_days_without_its_record(desk, case, cve):
    made = desk.arm(case, cve)
    desk.ready(case, desk.udo, state="hold")
    desk.until_t0()
    desk.work()
    desk.later(hours=73)
    desk.work()
    assert "advisory uv" not in desk.published(made)
    assert desk.publisher(case) == ENDED


# CVE Services in a bad hour


@pytest.mark.parametrize("fault", ["lose-reply", "garble-reply", "error-after", "half"])
def test_a_lost_answer_publishes_the_record_once(desk, case, cve, fault):
    made = desk.arm(case, cve)
    desk.double.arm("publish", fault)
    desk.until_t0()
    desk.work()
    desk.later(seconds=30)
    desk.work()
    assert desk.published(made) == ALL
    assert desk.body(cve)["cveMetadata"]["cveId"] == cve


def test_while_cve_services_is_away_advisories_and_mail_go_out_and_osv_waits(desk, case, cve):
    made = desk.arm(case, cve)
    desk.until_t0()
    with relay_for(replace(desk.settings, cve_url="http://127.0.0.1:1/api/")) as relay:
        relay.drain()
    assert desk.published(made) == ["advisory pip", "advisory uv"]
    assert len(desk.announced(made)) == 1
    desk.later(seconds=30)
    desk.work()
    assert desk.published(made) == ALL
    assert len(desk.announced(made)) == 1


def test_after_half_a_day_without_cve_services_and_mail_everything_is_out_within_the_hour(desk, case, cve):
    made = desk.arm(case, cve)
    desk.until_t0()
    desk.mailbox.refuses = True
    with relay_for(replace(desk.settings, cve_url="http://127.0.0.1:1/api/")) as relay:
        for _ in range(15):
            relay.drain()
            desk.later(minutes=61)
    desk.mailbox.refuses = False
    assert state(desk.hub.sessions)[1] == 0
    desk.work()
    assert desk.published(made) == ALL
    assert len(desk.announced(made)) == 1
    assert desk.publisher(case) == ENDED


def test_a_refusal_that_passes_is_no_longer_said(desk, case, cve):
    """The account at CVE Services had another key for a day."""
    made = desk.arm(case, cve)
    desk.until_t0()
    with relay_for(replace(desk.settings, cve_key="wrong")) as relay:
        relay.drain()
    assert owing(desk, case) == BY_HAND
    desk.later(hours=2)
    desk.work()
    assert desk.published(made) == ALL
    assert owing(desk, case) == {}


def test_two_workers_at_t0_publish_once(desk, case, cve):
    made = desk.arm(case, cve)
    desk.until_t0()
    order(desk, case)
    order(desk, case, TEND)
    both = [threading.Thread(target=desk.work) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    desk.later(seconds=30)
    desk.work()
    assert desk.published(made) == ALL
    assert len(desk.announced(made)) == 1
    assert desk.publisher(case) == ENDED


def test_a_worker_without_the_identity_publishes_nothing_and_says_so(desk, case, cve, tmp_path):
    made = desk.arm(case, cve)
    desk.until_t0()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    with relay_for(replace(desk.settings, data=elsewhere)) as relay:
        relay.drain()
    assert desk.published(made) == []
    desk.later(seconds=30)
    desk.work()
    assert desk.published(made) == ALL

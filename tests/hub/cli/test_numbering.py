"""CVE IDs from the command line: asked without details, reserved once, drafted, reviewed, armed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from hub.demo.advisories import pip_advisory, written
from tenants.cases.service import note_refusal
from tenants.cna.comparison import COMPARE
from tenants.directory.models import AdmittedTenant
from tenants.disclosure.service import look_again
from tenants.kernel.outbox import enqueue
from tenants.kernel.scope import NOBODY, Scope, acting_as

T0 = (datetime.now(UTC) + timedelta(minutes=90)).replace(microsecond=0)
PURL = "pkg:pypi/pip"


@pytest.fixture
def case(people):
    """The case's code name."""
    return people.fact("code_name")


@pytest.fixture
def cna(people, case, one_double):
    """The PSF, with two operators, is on the case for its record ring, under a date soon."""
    one_double.forget()
    people.hub.settings = replace(
        people.hub.settings,
        cve_url=one_double.url,
        cve_org=one_double.org,
        cve_user=one_double.user,
        cve_key=one_double.key,
    )
    for who in ("quinn", "rae"):
        people.join("pia", who, role="cna")
    for one, other in (("ada", "psf"), ("pia", "pip")):
        people.say(one, "boundary", "set", other, "--rule", "allow", "--verified", "call")
    t0 = T0.isoformat()
    asked = people.say("ada", "propose", case, t0)["proposal"]
    people.say("ada", "respond", case, asked, "accept")
    soon = (T0 - timedelta(minutes=5)).isoformat()
    people.say("ada", "invite", case, "psf", "--ring", "record", "--expires", soon)
    people.say("pia", "accept", case, "--people", "quinn,rae")
    people.say("ada", "agent", "--once")
    return people


def advisory(people, tmp_path, cve, **changes):
    """A file with pip's advisory."""
    made = pip_advisory(cve_id=cve, page="https://accord.example/advisories/pip", public_at=T0)
    file = tmp_path / "advisory.json"
    file.write_text(written(replace(made, **changes)))
    return str(file)


class TestRefusals:
    """Before there is a CNA, a request, a draft."""

    @pytest.mark.parametrize("shown", ["queue", "ledger"])
    def test_who_is_no_cna_sees_no_queue_and_no_ledger(self, people, shown):
        people.refused("ada", "cve", shown, status=3)

    def test_an_empty_queue_has_nothing_to_decide(self, people):
        people.join("pia", "quinn", role="cna")

        assert people.tell("quinn", "cve", "queue") == "No requests wait.\n"
        assert people.tell("quinn", "cve", "ledger") == "Not compared with CVE Services yet.\n"
        assert people.say("quinn", "cve", "ledger") == {"ledger": [], "compared_at": None}
        told = people.refused("quinn", "cve", "decide", "aa", "pending", "--rule", "4.2.1", status=3)
        assert told == "there is no such request"

    def test_an_id_of_another_cna_answers_a_request_alone(self, people, case):
        words = ("cve", "third-party", case, "CVE-1900-0009", "--cna", "Another")

        assert "has not asked" in people.refused("ada", *words, status=3)
        people.say("ada", "cve", "request", case, PURL)
        assert people.say("ada", *words)["third_party_id"]

    def test_everything_that_is_wrong_with_a_draft_is_listed(self, people, case, tmp_path):
        (tmp_path / "no.json").write_text('{"id": "pip 1", "title": ""}')
        result = people.run("ada", "cve", "draft", case, str(tmp_path / "no.json"))

        assert (result.exit_code, result.stdout) == (1, "")
        assert len(result.stderr.splitlines()) > 2
        assert all(line.startswith("accord: ") for line in result.stderr.splitlines())

    def test_nothing_is_reviewed_or_armed_that_was_not_drafted(self, people, case):
        assert "no draft of" in people.refused("ben", "cve", "review", case, "CVE-1900-0001", status=3)
        assert "no date is in force" in people.refused("ben", "cve", "arm", case, status=4)
        assert "has armed nothing" in people.refused("ben", "cve", "disarm", case, status=3)


def test_an_id_is_asked_for_decided_reviewed_and_armed(cna, case, tmp_path):
    people = cna
    asked = people.say("ada", "cve", "request", case, PURL)["request"]
    assert people.tell("ben", "cve", "show", case) == "No ID is assigned to your team yet.\n"
    assert PURL in people.tell("quinn", "cve", "queue")

    cve = people.say("quinn", "cve", "reserve", asked[:8])["cve"]
    assert people.say("quinn", "cve", "reserve", asked)["cve"] == cve
    people.say("quinn", "cve", "decide", asked, "assigned", "--cve", cve, "--rule", "4.2.1")
    assert people.say("ben", "cve", "show", case) == {"cve": cve}

    assert "owner has not armed" in people.refused("quinn", "cve", "arm", case, status=3)
    people.say("ada", "cve", "draft", case, advisory(people, tmp_path, cve))
    assert people.say("rae", "cve", "review", case, cve)["review"]
    people.say("ada", "cve", "arm", case)
    assert "treat the text as readable" in people.tell("quinn", "cve", "arm", case)

    with acting_as(people.hub.sessions(), Scope(case_id=people.say("ada", "show", case)["case"])) as session:
        note_refusal(session, T0)
        look_again(session, hub=people.hub.hub, now=datetime.now(UTC))
        session.commit()
    assert people.say("ada", "show", case)["turn"].startswith("pip: publish_by_hand")
    assert people.say("rae", "show", case)["turn"].startswith("psf: publish_by_hand")
    assert "publishes nothing" in people.tell("ada", "cve", "disarm", case)
    assert "publish_by_hand" not in people.say("rae", "show", case)["turn"]


@pytest.mark.slow
def test_the_cna_is_told_what_differs_at_cve_services(cna, case, one_double):
    people = cna
    asked = people.say("ada", "cve", "request", case, PURL)["request"]
    gone = people.say("quinn", "cve", "reserve", asked)["cve"]
    one_double.client().reject(gone, reason="By mistake.")
    by_hand = one_double.operator().reserve_one(year=1900).cve_id
    people.hub.later(minutes=2)
    with acting_as(people.hub.sessions(), NOBODY) as session:
        psf = session.scalar(select(AdmittedTenant.id).where(AdmittedTenant.kind == "cna"))
    with acting_as(people.hub.sessions(), Scope(tenant_id=psf)) as session:
        enqueue(session, COMPARE, {}, people.hub.time)
        session.commit()

    people.say("quinn", "cve", "queue")
    first, *lines = people.tell("quinn", "cve", "ledger").splitlines()

    assert first.startswith("Compared with CVE Services at 20")
    told = {each.split()[0]: each for each in lines}
    assert "available CVE Services does not list it as reserved since 20" in told[gone]
    assert "foreign   reserved for this CNA by somebody else: publish or reject it" in told[by_hand]


@pytest.mark.slow
def test_the_cna_signs_only_bytes_that_follow_from_the_draft(cna, case, tmp_path):
    people = cna
    asked = people.say("ada", "cve", "request", case, PURL)["request"]
    cve = people.say("quinn", "cve", "reserve", asked)["cve"]
    people.say("quinn", "cve", "decide", asked, "assigned", "--cve", cve, "--rule", "4.2.1")
    people.say("ada", "cve", "draft", case, advisory(people, tmp_path, cve))
    people.say("rae", "cve", "review", case, cve)
    people.say("ada", "cve", "arm", case)
    people.say("ada", "cve", "draft", case, advisory(people, tmp_path, cve, title="Another title of it"))

    told = people.refused("quinn", "cve", "arm", case)

    assert "does not follow from the draft" in told

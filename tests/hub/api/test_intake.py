"""The intake through the API: anybody hands in, people on duty read, a case takes on."""

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest

from crypto import age
from crypto.statement import parse
from crypto.strict_json import dump
from tests.support.cases import recipient, reporter_keys
from tests.support.hub_cases import sealed
from tests.support.people import digits
from tests.support.stored_rows import rows


@pytest.fixture(scope="module")
def desk(room):
    """Give the tests of this module pip's intake ring."""
    room.hub.put(room.hub.intake_epoch(room.pip, room.ada))
    return room


def letter(room, name="rae", **changes):
    """A reporter's letter to pip, and a file that its manifest is true of."""
    hub = room.hub
    secret, _ = reporter_keys(name)
    file = sealed(hub.replay.intake[room.pip.genesis].current.recipient)
    fields = {"sha256": sha256(file).hexdigest(), "size": len(file)} | changes
    return hub.report(room.pip, secret, **fields), file


def hand_in(room, manifest, file, *, slug="pip", envelope=None, key=None):
    """PUT it as somebody without an account; the answer."""
    path = f"intake/{slug}/envelopes/{envelope or manifest.envelope}"
    return room.hub.put_file(path, file, room.hub.signed(manifest), key=key)


def arrived(room, by):
    """What somebody on duty is shown, by envelope."""
    return {each["id"]: each for each in room.hub.get("intake", by=by).get_json()["envelopes"]}


def refused(room, manifest, file, status, **how):
    """Hand in what must be refused and leave nothing; the problem document."""
    before = rows(room.hub.settings)
    answer = hand_in(room, manifest, file, **how)
    assert answer.status_code == status, answer.get_json()
    assert rows(room.hub.settings) == before
    return answer.get_json()


@pytest.mark.slow
def test_a_letter_for_another_tenant_or_none_is_refused(desk):
    manifest, file = letter(desk)
    assert refused(desk, manifest, file, 403, slug="uv")["rule"] == "EV-3"
    assert refused(desk, manifest, file, 404, slug="nobody")["title"] == "Not found"


def test_a_letter_of_a_case_is_not_for_intake(desk):
    case = desk.open(desk.ada)
    manifest, file = case.sealed_letter(case.ring("joint"), desk.ada)
    assert refused(desk, manifest, file, 403)["rule"] == "EV-3"


def test_a_letter_whose_file_or_signer_is_another_is_refused(desk):
    manifest, file = letter(desk)
    assert refused(desk, manifest, file[:-1], 422)["rule"] == "EV-2"
    assert refused(desk, manifest, file[:-1] + bytes([file[-1] ^ 1]), 422)["rule"] == "EV-8"
    secret, _ = reporter_keys("mallory")
    desk.hub.secrets[secret.fingerprint] = secret
    assert refused(desk, replace(manifest, by=secret.fingerprint), file, 403)["rule"] == "ST-8"
    assert refused(desk, manifest, file, 422, envelope="c" * 32)["rule"] == "EV-5"


def test_a_letter_beyond_the_limit_or_for_two_is_refused(desk):
    large = sealed(recipient("x"), 2**20 + 2**16)
    manifest, _ = letter(desk, sha256=sha256(large).hexdigest(), size=len(large))
    assert refused(desk, manifest, large, 413)["rule"] == "EV-2"
    both = age.seal(b"x", [age.X25519Recipient.parse(recipient(name)) for name in "ab"])
    manifest, _ = letter(desk, sha256=sha256(both).hexdigest(), size=len(both))
    assert refused(desk, manifest, both, 422)["rule"] == "EV-6"


def test_a_letter_to_an_epoch_that_never_was_is_refused(desk):
    manifest, file = letter(desk)
    later = replace(manifest, ring=replace(manifest.ring, epoch=2))
    assert refused(desk, later, file, 403)["rule"] == "RI-7"


def test_a_letter_is_taken_once(desk):
    manifest, file = letter(desk)
    key = digits("once")
    first, again = (hand_in(desk, manifest, file, key=key) for _ in range(2))
    assert first.get_json() == again.get_json()
    assert refused(desk, manifest, file, 409)["rule"] == "ST-9"
    same_id, file = letter(desk, envelope=manifest.envelope)
    assert refused(desk, same_id, file, 409)["rule"] == "EV-5"


def test_a_letter_is_logged_blind_and_shown_to_people_on_duty_alone(desk):
    hub = desk.hub
    manifest, file = letter(desk)
    receipt = hand_in(desk, manifest, file).get_json()["receipt"]
    leaves = hub.get("logs/cases/leaves").get_json()["leaves"]
    assert leaves[receipt["index"]] == receipt["hash"]
    assert receipt["index"] not in {
        each["index"] for each in hub.get("logs/cases/anchors").get_json()["anchors"]
    }
    shown = arrived(desk, desk.ada)[manifest.envelope]
    assert parse(dump(shown["wire"]), hub=hub.hub).body == manifest
    assert (shown["kind"], shown["case"], shown["index"]) == ("letter", None, receipt["index"])
    assert hub.get(f"intake/{manifest.envelope}", by=desk.ada).data == file
    for colleague in (desk.ben, desk.eve):
        for path in ("intake", f"intake/{manifest.envelope}", f"intake/{'d' * 32}"):
            assert hub.get(path, by=colleague).status_code == 403
    hub.put(hub.duty(desk.uv, desk.uma))
    assert arrived(desk, desk.uma) == {}
    assert hub.get(f"intake/{manifest.envelope}", by=desk.uma).status_code == 404
    assert hub.get("intake").status_code == 401


def test_a_drop_is_kept_as_unsigned(desk):
    hub, file, drop = desk.hub, sealed(recipient("drop")), digits("drop")
    leaves = hub.get("logs/cases/leaves").get_json()
    answer = hub.put_file(f"intake/pip/envelopes/{drop}", file)
    assert (answer.status_code, answer.get_json()) == (201, {"sha256": sha256(file).hexdigest()})
    shown = arrived(desk, desk.ada)[drop]
    assert (shown["kind"], shown["wire"], shown["index"]) == ("drop", None, None)
    assert hub.get(f"intake/{drop}", by=desk.ada).data == file
    assert hub.get("logs/cases/leaves").get_json() == leaves
    again = hub.put_file(f"intake/pip/envelopes/{drop}", sealed(recipient("other")))
    assert (again.status_code, again.get_json()["rule"]) == (409, "EV-5")


@pytest.mark.parametrize(
    ("envelope", "file", "status"),
    [
        ("no-id", b"x", 422),
        (digits("text"), b"not an age file", 422),
        (digits("huge"), b"x" * (5 * 2**20 + 1), 413),
    ],
    ids=["no id", "no age file", "too large"],
)
def test_what_is_no_drop_is_refused(desk, envelope, file, status):
    before = arrived(desk, desk.ada)
    answer = desk.hub.put_file(f"intake/pip/envelopes/{envelope}", file)
    assert answer.status_code == status
    assert answer.get_json()["rule"]
    assert arrived(desk, desk.ada) == before


def test_a_case_takes_a_report_on_when_it_is_quoted_and_the_hash_stays(desk):
    hub = desk.hub
    manifest, file = letter(desk)
    receipt = hand_in(desk, manifest, file).get_json()["receipt"]
    kept, other = letter(desk)
    hand_in(desk, kept, other)
    case = desk.open(desk.ada, desk.ben, report=receipt["hash"], received=hub.time - timedelta(hours=1))
    case.write(case.ring("joint"), desk.ada)
    assert hub.get(f"intake/{manifest.envelope}", by=desk.ada).status_code == 200
    case.write(case.ring("joint"), desk.ada, purpose="quote")
    assert hub.get(f"intake/{manifest.envelope}", by=desk.ada).status_code == 404
    shown = arrived(desk, desk.ada)[manifest.envelope]
    assert shown["case"] == case.id
    assert parse(dump(shown["wire"]), hub=hub.hub).hash == receipt["hash"]
    assert hub.get(f"intake/{kept.envelope}", by=desk.ada).data == other


def test_a_quote_by_somebody_not_on_duty_deletes_nothing(desk):
    hub = desk.hub
    manifest, file = letter(desk)
    receipt = hand_in(desk, manifest, file).get_json()["receipt"]
    case = desk.open(desk.ada, desk.ben, report=receipt["hash"])
    case.write(case.ring("joint"), desk.ben, purpose="quote")
    assert hub.get(f"intake/{manifest.envelope}", by=desk.ada).data == file
    case.write(case.ring("joint"), desk.ada, purpose="quote")
    assert hub.get(f"intake/{manifest.envelope}", by=desk.ada).status_code == 404


def test_another_tenants_case_takes_nothing_on(desk):
    hub = desk.hub
    manifest, file = letter(desk)
    receipt = hand_in(desk, manifest, file).get_json()["receipt"]
    case = desk.open(desk.cyd, report=receipt["hash"])
    case.write(case.ring("joint"), desk.cyd, purpose="quote")
    assert hub.get(f"intake/{manifest.envelope}", by=desk.ada).data == file

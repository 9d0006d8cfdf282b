"""The directory through the API: founding, inviting, joining by code, and every way to be refused."""

from dataclasses import replace

import pytest

from crypto import dsse, strict_json
from crypto.kinds import Login
from tests.support.cases import reporter_keys
from tests.support.hub import batch, wire

AGE_FILE = b"age-encryption.org/v1\n-> X25519 "


SPOILED = {
    "an empty object": (lambda sent: {}, 422, "DS-2"),
    "one member more": (lambda sent: sent | {"more": 1}, 422, "DS-2"),
    "another payload": (lambda sent: sent | {"payload": "bm90IGpzb24="}, 422, "DS-7"),
    "loose base64": (lambda sent: sent | {"payload": sent["payload"] + "="}, 422, "DS-3"),
    "an unknown type": (
        lambda sent: sent | {"payloadType": "application/vnd.accord.visit.v1+json"},
        422,
        "ST-1",
    ),
    "a foreign type": (lambda sent: sent | {"payloadType": "text/plain"}, 422, "ST-1"),
    "no signature": (lambda sent: sent | {"signatures": []}, 422, "ST-8"),
    "one key twice": (lambda sent: sent | {"signatures": sent["signatures"] * 2}, 422, "DS-6"),
    "a float": (lambda sent: sent | {"signatures": 1.5}, 422, "JS-4"),
    "a null": (lambda sent: sent | {"signatures": None}, 422, "JS-6"),
    "too large": (lambda sent: sent | {"payload": "A" * 100_000}, 413, "DS-1"),
}
SHAPES = {
    "nothing": {},
    "text": {"statements": "x"},
    "numbers": {"statements": [1]},
    "more": {"statements": [{}], "x": 1},
    "a bad file name": {"statements": [{}], "files": {"x": ""}},
}


@pytest.fixture
def pip(hub):
    return hub.found("pip", "ada")


def problem(hub, body, status, *others, **more):
    """What the hub says of a refused statement: slug and rule."""
    said = hub.refused(body, status, *others, **more)
    return said["type"].rpartition("/")[2], said.get("rule")


class TestFounding:
    """A tenant is founded by its first roster and the code that the operator handed over."""

    def first(self, hub, slug="pip", **changes):
        ada = hub.actor("ada")
        return hub.first_roster(slug, ada.member("admin"), **changes)

    def test_a_slug_that_was_never_opened_answers_like_a_wrong_code(self, hub):
        code = hub.open_slug("uv")
        wrong = hub.refused(self.first(hub, "uv"), 403, by=None, founding_code="wrong")
        closed = hub.refused(self.first(hub, "pip"), 403, by=None, founding_code=code)

        assert wrong == closed

    def test_without_a_code_a_first_roster_needs_one(self, hub, pip):
        assert problem(hub, self.first(hub, "uv"), 401, by=None)[0] == "about:blank"
        assert problem(hub, self.first(hub, "uv"), 403, by=pip["ada"]) == ("not-allowed", "RO-1")

    def test_a_later_roster_founds_nothing(self, hub, pip):
        code = hub.open_slug("uv")

        assert problem(hub, hub.roster(pip), 422, by=None, founding_code=code) == ("malformed", "RO-1")

    def test_another_statement_founds_nothing(self, hub, pip):
        code = hub.open_slug("uv")

        assert problem(hub, hub.duty(pip, pip["ada"]), 422, founding_code=code) == ("malformed", "ST-1")

    def test_two_statements_found_nothing(self, hub):
        code, roster = hub.open_slug("pip"), hub.signed(self.first(hub))
        said = hub.refused_batch([roster, roster], 422, founding_code=code)

        assert said["rule"] == "RO-1"

    def test_a_roster_that_its_devices_did_not_all_sign_founds_nothing_and_keeps_the_code(self, hub):
        code = hub.open_slug("pip")
        ada, bob = hub.actor("ada"), hub.actor("bob")
        body = hub.first_roster("pip", ada.member("admin"), bob.member("admin"))

        assert problem(hub, body, 422, by=None, founding_code=code) == ("bad-signature", "RO-1")
        both = (each.device for each in (ada, bob) if each.fingerprint != body.by)
        hub.send([hub.signed(body, *both)], founding_code=code)
        assert hub.now.by_slug("pip")

    def test_a_code_works_once(self, hub):
        code = hub.open_slug("pip")
        hub.send([hub.signed(self.first(hub))], founding_code=code)

        again = hub.refused(self.first(hub), 403, by=None, founding_code=code)
        assert again["rule"] == "LO-6"

    def test_the_tenant_is_admitted_in_the_same_transaction(self, hub):
        pip = hub.found("pip", "ada", kind="index")

        assert hub.now.by_slug("pip").genesis == pip.genesis
        assert (hub.now.tenant(pip.genesis).kind, hub.now.tenant(pip.genesis).stage) == ("index", "informal")
        assert [each["index"] for each in hub.receipts] == [0, 1]


@pytest.mark.slow
class TestBeingRefused:
    """Whatever does not count is answered with its rule, and nothing of it is stored."""

    def test_an_empty_batch(self, hub, pip):
        assert hub.refused_batch([], 422, by=pip["ada"])["errors"]

    @pytest.mark.parametrize(
        "body", [{}, {"statements": "x"}, {"statements": [1]}, {"statements": [{}], "x": 1}]
    )
    def test_a_body_of_another_shape(self, hub, pip, body):
        hub.refused_batch(body, 422, by=pip["ada"])

    def test_more_than_64_statements(self, hub, pip):
        many = [hub.signed(hub.duty(pip, pip["ada"])) for _ in range(65)]

        assert hub.refused_batch(many, 422, by=pip["ada"])["errors"]

    @pytest.mark.parametrize("way", SPOILED)
    def test_a_malformed_statement(self, hub, pip, way):
        spoil, status, rule = SPOILED[way]
        sent = spoil(wire(hub.signed(hub.duty(pip, pip["ada"]))))
        said = hub.refused_batch({"statements": [sent]}, status, by=pip["ada"])

        assert said["rule"] == rule

    def test_a_statement_for_another_hub(self, hub, pip):
        body = replace(hub.duty(pip, pip["ada"]), hub="elsewhere.example")
        hub.hub = "elsewhere.example"
        statement = hub.signed(body)
        hub.hub = "localhost:8080"

        assert hub.refused_batch([statement], 422, by=pip["ada"])["rule"] == "ST-7"

    def test_a_signature_by_another_device(self, hub, pip):
        bob = hub.join(pip, "bob")
        signed = bob.device.sign(replace(hub.duty(pip, bob), by=bob.fingerprint))
        stolen = strict_json.parse(dsse.write(signed), limit=dsse.MAX_TEXT)["signatures"]
        forged = wire(hub.signed(hub.duty(pip, pip["ada"]))) | {"signatures": stolen}

        assert hub.refused_batch({"statements": [forged]}, 422, by=bob)["rule"] == "DS-7"

    def test_a_member_who_is_no_admin(self, hub, pip):
        bob = hub.join(pip, "bob")
        body = replace(hub.duty(pip, bob), by=bob.fingerprint)

        assert problem(hub, body, 403) == ("not-allowed", "ST-13")

    def test_an_admin_of_another_tenant(self, hub, pip):
        uv = hub.found("uv", "eve")
        body = replace(hub.duty(pip, pip["ada"]), by=uv["eve"].fingerprint)

        assert problem(hub, body, 403) == ("not-allowed", "ST-13")

    def test_a_stranger(self, hub, pip):
        said = hub.refused(hub.duty(pip, pip["ada"]), 401, by=None)

        assert said["title"] == "Unauthorized"

    def test_a_replayed_statement(self, hub, pip):
        statement = hub.put(hub.duty(pip, pip["ada"]))

        assert hub.refused_batch([statement], 403, by=pip["ada"])["rule"] == "ST-9"

    def test_one_statement_twice_in_a_batch(self, hub, pip):
        statement = hub.signed(hub.duty(pip, pip["ada"]))

        assert hub.refused_batch([statement, statement], 403, by=pip["ada"])["rule"] == "ST-9"

    @pytest.mark.check
    def test_a_notice_that_is_not_the_hubs(self, hub, pip):
        assert problem(hub, hub.admission(pip, stage="chartered"), 403, by=pip["ada"]) == (
            "not-allowed",
            "LO-6",
        )

    def test_a_statement_of_the_case_log(self, hub, pip):
        body = hub.opening(pip["ada"], pip)

        assert problem(hub, body, 422) == ("malformed", "ST-1")

    def test_a_login(self, hub, pip):
        ada = pip["ada"].device
        body = Login(**hub.common(ada.fingerprint), key=ada.keys.sign, challenge="0" * 64)

        assert problem(hub, body, 422) == ("malformed", "ST-1")

    def test_a_root_of_another_directory(self, hub, pip):
        point = replace(hub.point(), root="0" * 64)

        assert problem(hub, hub.duty(pip, pip["ada"], log=point), 403) == ("not-allowed", "ST-10")

    def test_a_batch_of_which_one_does_not_count_is_refused_as_a_whole(self, hub, pip):
        good = hub.signed(hub.duty(pip, pip["ada"]))
        bad = hub.signed(hub.roster(pip, version=9))
        said = hub.refused_batch([good, bad], 403, by=pip["ada"])

        assert said["rule"] == "RO-2"
        hub.put(hub.duty(pip, pip["ada"]))


class TestTakingPart:
    """What counts is stored, and served to everybody as it was signed."""

    def test_a_member_joins_by_code_without_an_account(self, hub, pip):
        bob = hub.join(pip, "bob", role="coordinator")

        assert hub.now.person(pip.genesis, bob.person).roles == {"coordinator"}
        assert hub.get("directory/entries", from_=3).get_json()["size"] == 4

    def test_the_next_roster_writes_the_newcomer_down(self, hub, pip):
        bob = hub.join(pip, "bob")
        hub.put(hub.roster(pip))

        assert hub.now.roster(pip.genesis).body.version == 2
        assert hub.get("directory/entries", by=bob).status_code == 200

    def test_a_batch_is_judged_in_its_order(self, hub, pip):
        first = hub.signed(hub.duty(pip, pip["ada"]))
        second = hub.signed(replace(hub.duty(pip, pip["ada"]), seq=2, previous=first.hash))
        hub.send([first, second], by=pip["ada"])

        assert [each["hash"] for each in hub.receipts] == [first.hash, second.hash]
        assert hub.now.on_duty(pip.genesis).statement.hash == second.hash

    def test_a_request_sent_again_gets_the_first_answer_and_has_no_effect(self, hub, pip):
        body = batch([hub.signed(hub.duty(pip, pip["ada"]))])
        first = hub.post("directory/statements", body, by=pip["ada"], key="k" * 22)
        again = hub.post("directory/statements", body, by=pip["ada"], key="k" * 22)
        other = hub.post("directory/statements", batch([]), by=pip["ada"], key="k" * 22)

        assert (first.status_code, first.get_json()) == (201, again.get_json())
        assert again.status_code == 201
        assert hub.get("directory/entries").get_json()["size"] == 3
        assert (other.status_code, other.get_json()["type"]) == (409, "/problems/idempotency-key-reused")

    def test_a_strangers_request_sent_again_gets_its_answer_and_another_stranger_does_not(self, hub):
        code = hub.open_slug("pip")
        roster = hub.signed(hub.first_roster("pip", hub.actor("ada").member("admin")))
        body = batch([roster]) | {"founding_code": code}
        first = hub.post("directory/statements", body, key="k" * 22)
        again = hub.post("directory/statements", body, key="k" * 22)
        another = hub.post("directory/statements", body, key="j" * 22)

        assert first.get_json() == again.get_json()
        assert another.status_code == 403

    def test_a_write_without_a_key_is_refused(self, hub, pip):
        body = batch([hub.signed(hub.duty(pip, pip["ada"]))])
        answer = hub.client.post("/api/v1/directory/statements", json=body, headers=hub.headers(pip["ada"]))

        assert (answer.status_code, answer.get_json()["type"]) == (422, "/problems/idempotency-key")

    def test_shares_of_an_intake_ring_come_with_their_files(self, hub, pip):
        bob = hub.join(pip, "bob")
        hub.put(hub.duty(pip, pip["ada"], bob))
        hub.put(hub.intake_epoch(pip, pip["ada"]))
        ring = hub.replay.intake[pip.genesis]

        assert ring.current.number == 1
        said = hub.refused_batch(
            batch([hub.signed(hub.duty(pip, pip["ada"]))], [AGE_FILE]), 422, by=pip["ada"]
        )
        assert "share" in said["detail"]

    def test_a_reporter_writes_nothing_here(self, hub, pip):
        secret, keys = reporter_keys("rae")
        token = hub.sign_in(secret, keys=keys.dump()).get_json()["access_token"]
        hub.tokens[secret.fingerprint] = token

        assert problem(hub, hub.duty(pip, pip["ada"]), 403, by=secret)[0] == "wrong-caller"


def test_entries_carry_the_time_of_the_checkpoint_over_them(hub, pip):
    hub.work()
    hub.later(hours=1)
    hub.put(hub.duty(pip, pip["ada"]))
    hub.later(hours=1)
    hub.work()
    entries = hub.get("directory/entries").get_json()["entries"]
    notes = hub.get("logs/directory/checkpoints").get_json()["checkpoints"]

    assert [each["index"] for each in entries] == [0, 1, 2]
    assert [each["size"] for each in notes] == [2, 3]
    assert f"time {entries[1]['logged_at']}\n" in notes[0]["note"]
    assert f"time {entries[2]['logged_at']}\n" in notes[1]["note"]


@pytest.mark.parametrize("query", [{"from": -1}, {"from": "x"}, {"from": 2**31}])
def test_a_page_is_asked_for_in_one_way(hub, query):
    assert hub.client.get("/api/v1/directory/entries", query_string=query).status_code == 422

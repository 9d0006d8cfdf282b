"""Looking after things: the copy of the logs, the agent, envelopes and keys for stock tools, signing in."""

import sqlite3
from io import BytesIO

import pyrage
import pytest

from tests.support.times import in_days


@pytest.fixture
def case(people):
    """The case's code name."""
    return people.fact("code_name")


def tamper(people, who, sql):
    """Change somebody's cache behind the client's back."""
    with sqlite3.connect(people.home(who).cache_path) as connection:
        connection.execute(sql)
    connection.close()


class TestVerify:
    """`accord log verify` needs no hub."""

    @pytest.mark.parametrize(
        "sql",
        [
            "DELETE FROM entry WHERE log = 'directory' AND place = 0",
            "DELETE FROM leaf WHERE place = 3",
            "UPDATE entry SET wire = (SELECT min(wire) FROM entry WHERE log = 'cases') WHERE log = 'cases'",
            "UPDATE note SET note = CAST(replace(note, 'time', 'tine') AS BLOB)",
        ],
        ids=["directory", "leaf", "entry", "note"],
    )
    def test_a_copy_that_was_tampered_with_is_noticed(self, people, sql):
        people.say("ben", "sync")
        tamper(people, "ben", sql)

        people.refused("ben", "log", "verify", ACCORD_PASSPHRASE_FILE=None)

    def test_everything_is_recomputed_offline(self, people, case):
        asked = people.say("ada", "propose", case, in_days(9))
        people.say("ada", "respond", case, asked["proposal"], "accept")
        people.home("ada").write("url", b"http://127.0.0.1:1\n")

        found = people.say("ada", "log", "verify")

        (audited,) = found["cases"]
        assert (audited["code_name"], audited["t0"]) == (case, asked["t0"])
        assert audited["consents"] == {"pip": "signatory"}
        assert (found["void"], audited["gaps"]) == ([], 0)
        assert "Roots and signatures hold." in people.tell("ada", "log", "verify")


@pytest.mark.slow
class TestAgent:
    """What a client does unasked."""

    def test_a_round_with_nothing_due_says_so(self, people):
        people.say("ben", "agent", "--once")

        assert people.tell("ben", "agent", "--once") == "Nothing was due.\n"

    def test_the_founder_witnesses_each_checkpoint_once(self, people):
        done = [each["what"] for each in people.say("ada", "agent", "--once")["done"]]

        assert len([each for each in done if each.startswith("cosigned the checkpoint of ")]) == 2
        assert people.say("ada", "agent", "--once") == {"done": []}
        shown = people.hub.get("logs/cases/checkpoint").get_json()
        assert len(shown["cosignatures"]) == 1

    def test_a_log_that_too_few_other_teams_witness_is_said_to_be_so(self, people):
        people.say("ada", "agent", "--once")  # one's own team counts for nothing

        told = people.say("ada", "sync")["unwitnessed"]
        assert [each[:55] for each in told] == [
            "the directory log is witnessed by 0 of 2 other teams: u",
            "the cases log is witnessed by 0 of 2 other teams: until",
        ]
        people.say("uma", "agent", "--once")
        assert "witnessed by 1 of 2" in people.tell("ada", "sync")
        people.say("pia", "agent", "--once")
        assert people.say("ada", "sync")["unwitnessed"] == []

    def test_a_new_duty_list_rotates_the_intake_ring(self, people):
        people.say("ada", "duty", "set", "ada", "ben")

        done = people.say("ada", "agent", "--once")["done"]

        assert {"where": "intake", "what": "sealed 1 shares of the intake ring"} in done or {
            "where": "intake",
            "what": "rotated the intake ring",
        } in done
        people.say("ada", "duty", "set", "ben")
        rotated = people.say("ben", "agent", "--once")["done"]
        assert {"where": "intake", "what": "rotated the intake ring"} in rotated


class TestStockTools:
    """Nothing is locked in: stock age opens what is exported."""

    def test_an_envelope_that_is_not_there_is_not_found(self, people, case, tmp_path):
        told = people.refused("ben", "envelope", "get", case, "zz", "-o", str(tmp_path / "x"), status=3)

        assert told == "no single envelope begins like that"
        assert not (tmp_path / "x").exists()

    def test_a_key_that_nobody_sealed_to_this_device_is_not_there(self, people, case):
        people.say("ada", "grant", case, "eve")

        assert people.say("eve", "ring", "export", case, "joint") == {"identities": []}
        assert "No key" in people.tell("eve", "ring", "export", case, "joint")

    def test_stock_age_opens_an_envelope_with_the_rings_key(self, people, case, tmp_path):
        sent = people.say("ben", "reply", case, "-", "--subject", "Plain", given="For stock tools.")
        file = tmp_path / "letter.age"
        people.say("ada", "envelope", "get", case, sent["envelope"][:8], "-o", str(file))
        (key,) = people.say("ada", "ring", "export", case, "joint")["identities"]

        opened = pyrage.decrypt(file.read_bytes(), [pyrage.x25519.Identity.from_str(key)])

        assert b"For stock tools." in BytesIO(opened).read()


class TestSignIn:
    """From the client into the pages."""

    def test_the_address_signs_in_once(self, people):
        url = people.tell("ada", "sign-in").strip()

        assert url.startswith("http://pip.localhost:8080/")
        assert people.say("ada", "sign-in")["url"] != url


def test_sync_says_how_far_the_copy_reaches(people):
    found = people.say("ben", "sync")

    assert found["directory"] == people.hub.get("logs/directory/checkpoint").get_json()["size"]
    assert f"Directory {found['directory']} leaves" in people.tell("ben", "sync")

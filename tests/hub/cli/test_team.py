"""Founding and joining a team, and what its admins sign."""

import json
import stat
from dataclasses import replace

import pytest

from crypto.enrolment import JoinCode
from crypto.tlog import LogSigner
from tests.support.hub import log_key

PSF = "00" * 32


@pytest.fixture
def code(people):
    """A fresh join code of pip's, for Mia."""
    return JoinCode.from_text(people.say("ada", "member", "invite", "mia")["code"])


def join(people, code, *, status=1):
    """Mia tries a code; the sentence. Nothing of her is on disk afterwards."""
    text = code if isinstance(code, str) else code.to_text()
    told = people.refused("mia", "join", text, "--url", people.url, status=status)
    assert not people.home("mia").is_taken()
    return told


class TestFound:
    """A team's first roster."""

    def words(self, hub, url):
        return ["--name", "Ada", "--url", url, "--hub", hub.hub, "--log-key", str(log_key(hub.settings))]

    def test_a_wrong_code_founds_nothing_and_leaves_the_home_free(self, strangers):
        right = strangers.hub.open_slug("pip")
        words = ("found", "pip", *self.words(strangers.hub, strangers.url))

        strangers.refused("ada", *words, "--code", "no-such-code", status=3)
        assert not strangers.home("ada").is_taken()
        assert strangers.hub.get("directory/entries").get_json()["entries"] == []

        assert strangers.say("ada", *words, "--code", right)["tenant"]

    def test_another_log_key_than_the_operators_is_refused(self, strangers):
        strangers.hub.open_slug("pip")
        strangers.found("ada", "pip")
        other = LogSigner(b"\x07" * 32, strangers.hub.hub).key
        words = ["--name", "Eve", "--url", strangers.url, "--hub", strangers.hub.hub, "--log-key", str(other)]

        told = strangers.refused("eve", "found", "uv", *words, "--code", "x")

        assert "log key" in told

    def test_a_passphrase_that_cannot_be_read_founds_nothing(self, strangers):
        """The device would be lost, and the founding code with it."""
        code = strangers.hub.open_slug("pip")
        words = ("found", "pip", *self.words(strangers.hub, strangers.url), "--code", code)

        told = strangers.refused("ada", *words, status=2, ACCORD_PASSPHRASE_FILE="/nowhere")

        assert "ACCORD_PASSPHRASE_FILE" in told
        assert strangers.hub.get("directory/entries").get_json()["entries"] == []

    def test_a_home_that_is_taken_stays_its_members(self, strangers):
        strangers.found("ada", "pip")
        words = ("found", "uv", *self.words(strangers.hub, strangers.url), "--code", "x")

        assert "another directory" in strangers.refused("ada", *words)

    def test_the_device_is_sealed_and_its_owners_alone(self, strangers):
        strangers.found("ada", "pip")

        device = strangers.home("ada").device_path
        assert device.read_bytes().startswith(b"age-encryption.org/v1\n-> scrypt ")
        assert stat.S_IMODE(device.stat().st_mode) == 0o600
        assert stat.S_IMODE(device.parent.stat().st_mode) == 0o700

    def test_the_genesis_is_told_to_be_published(self, strangers):
        code = strangers.hub.open_slug("pip")
        words = self.words(strangers.hub, strangers.url)

        told = strangers.tell("ada", "found", "pip", *words, given=f"{code}\n")

        assert strangers.home("ada").membership().tenant in told


@pytest.mark.slow
class TestJoin:
    """Coming in by a code."""

    def test_a_code_that_was_cut_or_mistyped_is_refused(self, people, code):
        text = code.to_text()

        for wrong in (text[:-2], text.replace("e", "f", 1)):
            assert "EN-1" in join(people, wrong)

    def test_a_hub_that_is_not_the_codes_is_refused(self, people, code):
        """Another team, CNA, log or name than the admin pinned: nothing is signed, nothing is kept."""
        other = str(LogSigner(b"\x07" * 32, people.hub.hub).key)
        for changes, said in (
            ({"tenant": PSF}, "EN-1"),
            ({"cna": PSF}, "EN-1"),
            ({"log_key": other}, "log key"),
            ({"hub": "elsewhere.example"}, "log key"),
        ):
            (people.home("mia").cache_path).unlink(missing_ok=True)
            assert said in join(people, replace(code, **changes))

    def test_a_code_that_nobody_signed_is_refused(self, people, code):
        for changes in ({"person": "1" * 32}, {"secret": "1" * 32}):
            assert "EN-3" in join(people, replace(code, **changes))

    @pytest.mark.check
    def test_nobody_joins_an_empty_hub(self, strangers):
        code = JoinCode(
            hub=strangers.hub.hub,
            log_key=str(log_key(strangers.hub.settings)),
            cna=PSF,
            tenant=PSF,
            person="1" * 32,
            secret="2" * 32,
        )

        assert "EN-1" in join(strangers, code)

    def test_a_used_code_is_refused(self, people, code):
        people.say("zoe", "join", code.to_text(), "--url", people.url)

        assert "EN-3" in join(people, code)

    def test_a_taken_home_is_refused_before_anything_is_sent(self, people, code):
        assert "another directory" in people.refused("ben", "join", code.to_text(), "--url", people.url)

        people.say("mia", "join", code.to_text(), "--url", people.url)

    def test_a_work_factor_that_is_too_low_is_refused(self, people, code):
        words = ("join", code.to_text(), "--url", people.url, "--work-factor", "10")

        people.refused("mia", *words, ACCORD_DEMO="0")
        assert not people.home("mia").is_taken()

    def test_a_newcomer_is_in_the_team_under_the_name_that_was_invited(self, people, code):
        told = people.tell("mia", "join", "--url", people.url, given=code.to_text() + "\n")

        assert "You are in pip." in told
        assert {"name": "mia", "duty": False}.items() <= by_name(people)["mia"].items()


class TestPassphrase:
    """The device at rest."""

    def test_a_wrong_one_opens_nothing(self, people, tmp_path):
        (tmp_path / "other").write_text("another\n")

        told = people.refused("ada", "sync", ACCORD_PASSPHRASE_FILE=str(tmp_path / "other"))

        assert told == "the passphrase does not open this device"

    def test_without_a_file_it_is_asked_for_and_not_echoed(self, people):
        result = people.run(
            "ada", "sync", ACCORD_PASSPHRASE_FILE=None, given="correct horse battery staple\n"
        )

        assert result.exit_code == 0
        assert "horse" not in result.output

    @pytest.mark.slow
    def test_a_new_one_is_asked_for_twice(self, people, code):
        words = ("join", code.to_text(), "--url", people.url)
        result = people.run("mia", *words, ACCORD_PASSPHRASE_FILE=None, given="one\ntwo\nboth\nboth\n")

        assert result.exit_code == 0, result.output
        (people.root / "mine").write_text("both\n")
        assert people.run("mia", "sync", ACCORD_PASSPHRASE_FILE=str(people.root / "mine")).exit_code == 0

    def test_a_home_without_a_member_says_what_to_do(self, people):
        assert "accord join CODE" in people.refused("mia", "sync", status=2)

    def test_a_home_whose_papers_are_broken_is_refused(self, people):
        people.home("ada").write("member.json", b"{")

        people.refused("ada", "sync")

    @pytest.mark.parametrize("name", ["hub", "log_key", "cna", "tenant", "person"])
    def test_papers_that_pin_something_else_than_the_sealed_device_are_refused(self, people, name):
        """EN-1: whoever can write to a home does not choose what its owner trusts."""
        home = people.home("ada")
        papers = json.loads((home.root / "member.json").read_text())
        log_key = str(LogSigner(bytes(32), people.hub.hub).key)
        other = {"hub": "hub.test", "log_key": log_key, "cna": PSF, "tenant": PSF, "person": PSF[:32]}
        home.write("member.json", json.dumps(papers | {name: other[name]}).encode())

        assert "pins something else" in people.refused("ada", "sync")


def by_name(people):
    return {each["name"]: each for each in people.say("ada", "member", "list")["people"]}


@pytest.mark.slow
class TestTeam:
    """Rosters and duty."""

    def test_a_member_invites_nobody(self, people):
        people.refused("ben", "member", "invite", "mia", status=3)

    @pytest.mark.check
    def test_unknown_names_are_not_found(self, people):
        assert people.refused("ada", "duty", "set", "nobody", status=3) == "no member is called nobody"
        people.refused("ada", "roster", "sign", "--remove", "nobody", status=3)

    def test_of_two_of_one_name_the_id_is_wanted(self, people):
        for who in ("mia", "mio"):
            code = people.say("ada", "member", "invite", "Sam")["code"]
            people.say(who, "join", code, "--url", people.url)

        assert "use an id" in people.refused("ada", "duty", "set", "Sam", status=3)
        people.say("ada", "duty", "set", people.home("mia").membership().person)

    def test_the_list_says_roles_devices_and_duty(self, people):
        found = by_name(people)

        assert set(found) == {"ada", "ben", "eve"}
        assert found["ada"]["roles"] == ["admin", "member"]
        assert [name for name, each in found.items() if each["duty"]] == ["ada"]
        assert "on duty" in people.tell("ada", "member", "list")

    def test_a_roster_writes_down_who_joined_and_leaves_out_who_goes(self, people):
        assert people.say("ada", "roster", "sign")["version"] == 2
        assert "version 3" in people.tell("ada", "roster", "sign", "--remove", "eve")

        assert set(by_name(people)) == {"ada", "ben"}
        assert "ST-13" in people.refused("eve", "sync")

    def test_who_comes_on_duty_reads_what_came_before_and_after(self, people):
        people.report(subject="Before")
        people.say("ada", "duty", "set", "ada", "ben")
        people.tell("ada", "agent", "--once")
        people.report(subject="After")

        found = people.say("ben", "intake", "list")["reports"]

        assert {each["subject"] for each in found} >= {"After"}
        assert all(each["fault"] is None for each in found if each["subject"] == "After")

"""A further device of one person: asked for on one machine, signed on another, nobody else being asked."""

import json
import subprocess
import sys
from dataclasses import replace

import pytest

from crypto import dsse
from crypto.device import groups
from crypto.pairing import Pairing, read_request, request_text
from crypto.statement import encode
from crypto.tlog import LogSigner
from crypto.unseal.signing import DeviceSecret, SigningKey
from hub.client import keyring, pairing, vouching
from hub.client.errors import ClientError
from hub.client.transport import ProblemError
from tests.support.served import ANSWER, PASSPHRASE, REPORT

ACCORD = (sys.executable, "-m", "hub.cli")


def pair(people, who):
    """What their device shows."""
    return people.say(who, "device", "pair")["pairing"]


def ask(people, machine, text):
    """Make a machine ask; its request and its fingerprint."""
    said = people.say(machine, "device", "request", text, "--url", people.url)
    return said["request"], said["device"]


def devices(people, who):
    """What the directory has of somebody, by somebody who stays."""
    found = people.say("ada", "member", "list")["people"]
    return next(each["devices"] for each in found if each["name"] == who)


def changed(people, request, by=None, **fields):
    """The request as somebody on its way would like it."""
    found = read_request(request, hub=people.hub.hub)
    body, key = replace(found.body, **fields), SigningKey((by or DeviceSecret.generate()).sign_seed)
    return request_text(key.add_signature(encode(body)))


class TestTheNewMachine:
    """It trusts the pairing text alone, and sends nothing."""

    @pytest.fixture
    def text(self, people):
        return pair(people, "ben")

    @pytest.mark.slow
    @pytest.mark.parametrize("field", ["cna", "tenant"])
    def test_a_hub_without_the_cna_or_the_team_is_refused_before_keys_are_made(self, people, text, field):
        other = replace(Pairing.from_text(text), **{field: "7" * 64}).to_text()

        assert "(EN-1)" in people.refused("new", "device", "request", other, "--url", people.url)
        assert not people.home("new").is_taken()

    def test_a_hub_with_another_log_is_refused_before_keys_are_made(self, people, text):
        other = replace(Pairing.from_text(text), log_key=str(LogSigner(bytes(32), people.hub.hub).key))

        told = people.refused("new", "device", "request", other.to_text(), "--url", people.url)

        assert "do not belong together, and no keys were made" in told
        assert not people.home("new").is_taken()

    def test_a_text_that_was_cut_and_a_text_of_another_kind_are_told_so(self, people, text):
        at, code = ("--url", people.url), people.say("ada", "member", "invite", "zoe")["code"]

        assert "(EN-11)" in people.refused("new", "device", "request", text[:-3], *at)
        assert "`accord join` takes it" in people.refused("new", "device", "request", code, *at, status=2)
        assert "`accord device request` takes it" in people.refused("new", "join", text, *at, status=2)

    def test_a_home_that_is_somebodys_takes_no_further_device(self, people, text):
        told = people.refused("ada", "device", "request", text, "--url", people.url)
        assert "belongs to a member already" in told

    def test_it_sends_nothing_and_a_cancelled_request_leaves_nothing(self, people, text):
        before = people.say("ada", "sync")["directory"]
        ask(people, "new", text)

        told = people.refused("new", "list")
        assert "waits for another one of yours" in told
        assert people.say("new", "device", "cancel") == {"cancelled": True}
        assert people.say("ada", "sync")["directory"] == before
        assert [each.name for each in people.home("new").root.iterdir()] == ["cache.sqlite"]
        assert "no device waits here" in people.refused("new", "device", "cancel", status=3)
        assert "no device waits here" in people.refused("new", "device", "wait", status=3)

    def test_who_waits_too_long_is_told_to_wait_on_with_the_same_request(self, people, text):
        request, device = ask(people, "new", text)

        result = people.run("new", "device", "wait", "--seconds", "0")

        assert result.exit_code == 1
        assert "not signed yet" in result.stderr
        assert request in result.stdout
        assert groups(device) in result.stdout

    def test_once_its_person_is_out_it_waits_for_nothing(self, people, text):
        """EN-6: revoked meanwhile; and whoever is out signs nothing any more."""
        request, _ = ask(people, "new", text)
        people.say("ada", "roster", "sign", "--remove", "ben")

        assert "nobody can sign this device any more" in people.refused(
            "new", "device", "wait", "--json", "--seconds", "0"
        )
        assert people.run("ben", "device", "sign", request, "--yes").exit_code == 1
        assert people.say("new", "device", "cancel") == {"cancelled": True}


@pytest.mark.slow
class TestTheOlderDevice:
    """It signs for its own person, what it has read, once."""

    @pytest.fixture
    def request_of_ben(self, people):
        return ask(people, "ben's laptop", pair(people, "ben"))[0]

    def test_a_request_of_a_colleague_or_of_another_team_is_refused(self, people, request_of_ben):
        for who in ("ada", "uma"):
            told = people.refused(who, "device", "sign", request_of_ben, "--yes")
            assert told == "the request is of a device for somebody else (EN-12)"

    def test_a_request_that_was_cut_or_is_for_another_hub_is_refused(self, people, request_of_ben):
        elsewhere = changed(people, request_of_ben, hub="elsewhere.example")

        assert "(EN-12)" in people.refused("ben", "device", "sign", request_of_ben[:-4], "--yes")
        assert "(ST-7)" in people.refused("ben", "device", "sign", elsewhere, "--yes")

    def test_a_request_with_a_key_put_in_or_signed_by_another_is_refused(self, people, request_of_ben):
        mallory = DeviceSecret.generate()
        swapped = changed(people, request_of_ben, mallory, seal=mallory.keys.seal)

        assert "(ST-8)" in people.refused("ben", "device", "sign", swapped, "--yes")
        assert "(ST-8)" in people.refused("ben", "device", "sign", changed(people, request_of_ben), "--yes")

    def test_who_is_not_sure_signs_nothing(self, people, request_of_ben):
        fingerprint = read_request(request_of_ben, hub=people.hub.hub).body.by

        told = people.run("ben", "device", "sign", request_of_ben, given="n\n")

        assert told.exit_code == 1
        assert groups(fingerprint) in told.stderr
        assert "reads everything that you may read" in told.stderr
        assert len(devices(people, "ben")) == 1

    def test_a_hub_that_swaps_a_key_of_what_was_signed_breaks_both_signatures(self, people, request_of_ben):
        desk, mallory = people.desk("ben"), DeviceSecret.generate()
        request = vouching.read(desk, request_of_ben)
        signed = desk.co_sign(request.body, request.signed)
        other = encode(replace(request.body, seal=mallory.keys.seal)).payload
        torn = dsse.SignedStatement(signed.payload_type, other, signed.signatures)

        with pytest.raises(ProblemError) as refused:
            desk.post_directory([torn])

        assert refused.value.rule == "DS-7"
        assert len(devices(people, "ben")) == 1

    def test_a_request_is_signed_once(self, people, request_of_ben):
        people.say("ben", "device", "sign", request_of_ben, "--yes")

        told = people.refused("ben", "device", "sign", request_of_ben, "--yes")

        assert told == "this device is in the list already (EN-12)"
        assert len(devices(people, "ben")) == 2

    def test_who_cancels_too_late_keeps_the_device(self, people, request_of_ben):
        people.say("ben", "device", "sign", request_of_ben, "--yes")

        assert "has signed this one" in people.refused("ben's laptop", "device", "cancel", status=4)
        assert people.say("ben's laptop", "list")["cases"]


def test_the_second_machine_reads_what_was_sealed_before_it_came(people):
    """SH-2: by person, whether the first device seals the shares or a colleague's agent does."""
    case = people.fact("case")
    request, device = ask(people, "ben's laptop", pair(people, "ben"))

    with waiting(people, "ben's laptop") as machine:
        said = people.say("ben", "device", "sign", request, "--yes")
        told, _ = machine.communicate(timeout=60)

    assert json.loads(told) == {"device": device, "active": True}
    assert said["device"] == device
    assert [each["what"] for each in said["done"] if "joint" in each["what"]]
    letters = people.say("ben's laptop", "read", case)["letters"]
    assert REPORT in [each["quoted"]["body"] for each in letters if each["quoted"]]
    assert ANSWER in [each["body"] for each in letters]
    listed = people.say("ben's laptop", "device", "list")["devices"]
    assert {"fingerprint": device, "here": True} in listed
    assert len(listed) == 2


def waiting(people, machine):
    """`accord device wait` of a machine, as a process of its own."""
    words = (*ACCORD, "device", "wait", "--seconds", "60", "--json")
    variables = {name: value for name, value in people.variables(machine).items() if value is not None}
    return subprocess.Popen(words, env=variables, stdout=subprocess.PIPE, text=True)


@pytest.mark.slow
def test_a_colleagues_agent_seals_to_it_where_the_first_device_did_not(people):
    request, _ = ask(people, "ben's laptop", pair(people, "ben"))
    desk = people.desk("ben")
    vouching.sign(desk, vouching.read(desk, request))

    people.say("ada", "agent", "--once")

    letters = people.say("ben's laptop", "read", people.fact("case"))["letters"]
    assert ANSWER in [each["body"] for each in letters]


class TestALostDevice:
    """An admin's next roster leaves it out alone (RO-6): its person stays, on the others."""

    @pytest.fixture
    def lost(self, people):
        """Give the fingerprint of ben's laptop, which reads the case."""
        request, device = ask(people, "ben's laptop", pair(people, "ben"))
        people.say("ben", "device", "sign", request, "--yes")
        assert people.say("ben's laptop", "read", people.fact("case"))["letters"]
        return device

    @pytest.mark.slow
    def test_it_is_out_at_once_and_gets_no_key_that_is_made_from_then_on(self, people, lost):
        case, stolen = people.fact("case"), people.desk("ben's laptop")
        ring = next(each for each in stolen.known.circles[case].rings.values() if each.ref.kind == "joint")
        had = set(keyring.fetch(stolen).of(ring))

        people.say("ada", "roster", "sign", "--lost", groups(lost)[:14].upper())
        people.say("ada", "agent", "--once")
        people.say("ada", "reply", case, "-", given="After the theft.\n")

        assert lost not in devices(people, "ben")
        with pytest.raises(ProblemError) as refused:
            stolen.sync()
        assert refused.value.status == 401
        ben = people.desk("ben")
        letters = people.say("ben", "read", case)["letters"]
        assert "After the theft.\n" in [each["body"] for each in letters]
        assert max(keyring.fetch(ben).of(ring)) > max(had)
        ben.key = stolen.key  # whoever has the laptop and, by some way, all that the hub gives to ben
        assert set(keyring.fetch(ben).of(ring)) == had

    def test_a_second_admin_is_shown_which_one_goes(self, people, lost):
        people.say("ada", "roster", "sign", "--admin", "ben")
        people.say("ada", "roster", "sign", "--admin", "eve", "--out", str(people.root / "three.json"))
        people.say("ben", "roster", "sign", str(people.root / "three.json"), "--yes")
        path = str(people.root / "lost.json")
        people.say("ada", "roster", "sign", "--lost", lost, "--out", path)

        told = people.run("eve", "roster", "sign", path, given="y\n")

        assert told.exit_code == 0
        assert f"ben loses the device {lost}" in told.stderr
        assert lost not in devices(people, "ben")

    @pytest.mark.slow
    def test_a_fingerprint_that_names_none_or_too_little_changes_nothing(self, people, lost):
        for word in ("7" * 64, lost[:7], ""):
            told = people.refused("ada", "roster", "sign", "--lost", word, status=3)
            assert "`accord member list` shows all of them" in told
        assert lost in devices(people, "ben")


@pytest.mark.slow
def test_the_founder_of_the_cna_pairs_too(people):
    """EN-11: `cna` is their own team, which their key file leaves out."""
    request, device = ask(people, "pia's laptop", pair(people, "pia"))
    people.say("pia", "device", "sign", request, "--yes")

    assert people.desk("pia's laptop").key.secret.fingerprint == device


def test_without_the_hub_the_waiting_says_so_and_cancelling_works(people):
    ask(people, "new", pair(people, "ben"))
    home = people.home("new")
    home.write("url", b"http://127.0.0.1:9\n")

    with pytest.raises(ClientError, match="does not answer"):
        pairing.is_signed(home)
    pairing.cancel(home)

    assert not home.is_taken()
    assert PASSPHRASE not in "".join(each.name for each in home.root.iterdir())

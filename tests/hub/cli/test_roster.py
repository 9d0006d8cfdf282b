"""A roster that two admins must sign: begun by one, shown to another and signed by nobody else (RO-4)."""

import json
from dataclasses import replace

import pytest

from crypto import dsse, strict_json
from crypto.kinds import Device
from crypto.unseal.signing import DeviceSecret
from hub.client import rosters
from hub.client.errors import ClientError
from hub.client.transport import ProblemError
from hub.client.unlock import Key, sign_in

pytestmark = pytest.mark.slow


@pytest.fixture
def team(people):
    """Pip with three admins: ada, ben and eve; mia is a member."""
    people.join("ada", "mia")
    people.say("ada", "roster", "sign", "--admin", "ben")
    begun(people, "ada", "--admin", "eve")
    people.say("ben", "roster", "sign", path(people), "--yes")
    return people


def path(people, name="next.json"):
    return str(people.root / name)


def begun(people, who, *words, name="next.json"):
    """Begin a roster that another has to sign; what was said, with the file anew."""
    (people.root / name).unlink(missing_ok=True)
    return people.say(who, "roster", "sign", *words, "--out", path(people, name))


def version(people):
    view = people.desk("ada").known.view
    return view.tenant(people.fact("pip")).roster.version


def names(people):
    return {each["name"] for each in people.say("ada", "member", "list")["people"]}


def test_a_roster_of_three_admins_is_put_into_a_file_for_the_second_to_sign(people):
    """RO-4: two of the admins of the roster in force, and two of the next one."""
    people.say("ada", "roster", "sign", "--admin", "ben")
    before = version(people)
    said = begun(people, "ada", "--admin", "eve")

    assert said == {"version": before + 1, "file": path(people), "wanted": ["ben", "eve"]}
    assert version(people) == before

    told = people.run("ben", "roster", "sign", path(people), given="y\n")

    assert (told.exit_code, told.stdout) == (0, f"Roster version {before + 1} is in force.\n")
    assert "signed by ada" in told.stderr
    assert "eve becomes admin, coordinator, and was coordinator" in told.stderr
    assert "2 admins must sign from now on, not 1" in told.stderr
    assert version(people) == before + 1


def test_the_second_is_shown_who_joins_leaves_and_which_devices_change(team):
    team.join("ada", "zoe")
    said = team.tell("ada", "roster", "sign", "--remove", "mia", "--out", path(team, "again.json"))
    assert "not in force yet" in said
    assert "ben or eve, who runs `accord roster sign again.json`" in said

    told = team.run("eve", "roster", "sign", path(team, "again.json"), given="n\n")

    device = team.desk("zoe").key.secret.fingerprint
    assert told.exit_code == 1
    for line in (
        "zoe joins, as member",
        f"zoe has the device {device}, which is not in the roster in force",
        "mia leaves, with every device, and is granted nothing any more",
    ):
        assert line in told.stderr
    assert "threshold" not in told.stderr
    assert "mia" in names(team)

    team.say("eve", "roster", "sign", path(team, "again.json"), "--yes")
    assert names(team) == {"ada", "ben", "eve", "zoe"}


def with_another_device(people, who):
    """Their desk with a second device of theirs, which the first has signed (EN-6)."""
    desk, secret = people.desk(who), DeviceSecret.generate()
    given = {"tenant": desk.tenant, "person": desk.me, "sign": secret.keys.sign, "seal": secret.keys.seal}
    body = replace(desk.body(Device, **given), by=secret.fingerprint)
    desk.post_directory([desk.key.secret.add_signature(body, secret.sign(body))])
    desk.key = Key(desk.key.member, secret)
    sign_in(desk.transport, desk.key.member.hub, secret)
    return desk


def test_one_admin_does_not_sign_twice_nor_with_two_devices(team):
    """Devices of one member count once, at the hub as well."""
    other = with_another_device(team, "ada")
    begun(team, "ada", "--remove", "mia")

    again = team.run("ada", "roster", "sign", path(team), "--yes")
    other.sync()
    signing = rosters.read(other, (team.root / "next.json").read_bytes())
    with pytest.raises(ClientError, match="you have signed it, and devices of one person count once"):
        rosters.add(other, signing)
    twice = other.co_sign(signing.body, signing.statement.signed)
    with pytest.raises(ProblemError) as refused:
        other.post_directory([twice])

    assert (again.exit_code, again.stdout) == (1, "")
    assert "you have signed it" in again.stderr
    assert refused.value.rule == "RO-4"
    assert "mia" in names(team)


def test_a_member_who_is_no_admin_signs_no_roster(team):
    begun(team, "ada")
    result = team.run("mia", "roster", "sign", path(team), "--yes")

    assert (result.exit_code, result.stdout) == (1, "")
    assert "(RO-4)" in result.stderr
    assert "RO-4" in team.refused("mia", "roster", "sign", "--out", path(team, "hers.json"))
    assert not (team.root / "hers.json").exists()


def test_a_roster_that_meanwhile_changed_is_signed_by_nobody(team):
    """RO-2: also where the one begun later was finished first."""
    begun(team, "ada", "--remove", "mia", name="old.json")
    begun(team, "ben", name="new.json")
    team.say("eve", "roster", "sign", path(team, "new.json"), "--yes")

    told = team.refused("eve", "roster", "sign", path(team, "old.json"), "--yes", status=4)

    assert "make the change anew" in told
    assert "(RO-2)" in told
    assert "in force already" in team.refused("ada", "roster", "sign", path(team, "new.json"), status=4)
    assert "mia" in names(team)


def test_who_joined_meanwhile_is_named_as_leaving(team):
    """RO-6: a person who joined after the roster was begun, and is missing in it, would be out."""
    begun(team, "ada")
    team.join("ada", "zoe")

    told = team.run("ben", "roster", "sign", path(team), given="n\n")

    assert "zoe leaves, with every device" in told.stderr


def test_a_file_that_was_tampered_with_is_refused(team):
    begun(team, "ada", "--remove", "mia")
    wire = json.loads((team.root / "next.json").read_text())
    signed = dsse.parse((team.root / "next.json").read_bytes())
    fields = strict_json.parse(signed.payload, limit=dsse.MAX_PAYLOAD)
    for name, payload in (
        ("threshold", strict_json.dump(fields | {"threshold": 1})),
        ("members", strict_json.dump(fields | {"members": fields["members"][1:]})),
        ("space", signed.payload + b" "),
    ):
        changed = dsse.SignedStatement(signed.payload_type, payload, signed.signatures)
        (team.root / f"{name}.json").write_bytes(dsse.write(changed))
        assert "(DS-" in team.refused("ben", "roster", "sign", path(team, f"{name}.json"), "--yes")
    for name, text in (("empty", ""), ("cut", json.dumps(wire)[:-9]), ("long", " " * 200_000)):
        (team.root / f"{name}.json").write_text(text)
        team.refused("ben", "roster", "sign", path(team, f"{name}.json"), "--yes")
    assert "mia" in names(team)


def test_another_statement_or_another_teams_roster_is_refused(team):
    desk = team.desk("ben")
    for name, entries in (("duty", "duty"), ("uv", "roster")):
        wire = next(
            each.wire
            for each in desk.store.entries("directory")
            if dsse.parse(each.wire).payload_type.split(".")[2] == entries
            and (name == "duty" or b'"slug":"uv"' in dsse.parse(each.wire).payload)
        )
        (team.root / f"{name}.json").write_bytes(wire)
    assert "(ST-1)" in team.refused("ben", "roster", "sign", path(team, "duty.json"), "--yes")
    assert "another team" in team.refused("ben", "roster", "sign", path(team, "uv.json"), "--yes")


def test_a_begun_roster_overwrites_no_file_and_takes_no_further_change(team):
    begun(team, "ada")
    words = ("roster", "sign", "--out", path(team))

    assert "is there already" in team.refused("ada", *words, status=2)
    result = team.run("ben", "roster", "sign", path(team), "--remove", "mia")
    assert (result.exit_code, result.stdout) == (2, "")

"""A directory log: teams founded, joined and changed, and what a hostile hub could slip in (section 4)."""

from dataclasses import replace
from datetime import timedelta

from crypto.enrolment import JoinCode
from crypto.tlog import Checkpoint, LogSigner
from tests.support.cases import CaseWorld
from tests.support.people import LOG, Team, digits
from tests.vectors.make_pairings import pairings
from tests.vectors.recorder import LogRecorder, Vectors, instant

SECRET = digits("secret of cyd's code")


def rosters() -> Vectors:
    """`Replay.judge_directory` of the next leaf, `check_code_against` of a join code; `make_pairings.py`."""
    world = CaseWorld()
    record = LogRecorder(
        "Fold the first `after` leaves of the directory, then judge the statement as its next leaf.", world
    )
    pip = _founding(record)
    uv = world.found("uv", "eve")
    trio = world.found("pypi", "ida", "ike", "ivy")
    _thresholds(record, trio)
    _joining(record, pip, uv)
    _devices(record, pip, uv)
    _chain(record, pip, uv)
    _edges(record, pip, uv)
    _revoked(record, pip, uv)
    return record.file()


def _founding(record: LogRecorder) -> Team:
    world = record.world
    ada, bob = world.actor("ada"), world.actor("bob")
    both = world.first_roster("pip", ada.member("admin"), bob.member("admin"))
    record.void("version 1 without the signature of a device it lists", "RO-1", both)
    stranger = world.device_of("stranger")
    record.void("version 1 with a signature too many", "RO-1", both, bob.device, stranger)
    record.void("a threshold of two for two admins", "RO-3", replace(both, threshold=2), bob.device)
    nobody = world.first_roster("pip", ada.member("member"))
    record.void("no admin", "RO-3", nobody)
    swapped = replace(bob.member("admin"), devices=(replace(bob.device.keys, seal=ada.device.keys.seal),))
    shared = world.first_roster("pip", ada.member("admin"), swapped)
    record.void("one key in two devices", "RO-8", shared, bob.device)
    founded = record.put("version 1, by every device it lists", both, bob.device)
    pip = world.team("pip", founded.hash, ada, bob)
    record.put("a notice of the hub", world.admission(pip))
    copy = world.first_roster("copy", ada.member("admin"))
    record.void("a device that another tenant has", "RO-8", copy)
    return pip


def _thresholds(record: LogRecorder, trio: Team) -> None:
    world, ike = record.world, trio["ike"]
    record.void("one admin of three", "RO-4", world.roster(trio))
    alone = world.roster(trio, trio["ida"].member("admin"))
    record.void("one admin of three sheds the others", "RO-4", alone)
    second = world.device_of("ida's second")
    record.put("a second device, by the first", world.device(trio, trio["ida"], second), trio.admin)
    record.void("two devices of one admin", "RO-4", world.roster(trio), second)
    record.void(
        "two admins and a stranger", "RO-4", world.roster(trio), ike.device, world.device_of("stranger")
    )
    record.put("two admins of three", world.roster(trio), ike.device)


def _joining(record: LogRecorder, pip: Team, uv: Team) -> None:
    world, cyd = record.world, record.world.actor("cyd")
    code = world.code_key(pip, SECRET)
    record.void(
        "an invitation by another team's admin",
        "ST-13",
        world.invitation(pip, cyd, SECRET, by=uv.admin.fingerprint),
    )
    invited = record.put("an invitation", world.invitation(pip, cyd, SECRET))
    _codes(record, pip, uv)
    device = world.device(pip, cyd, cyd.device, invitation=invited.hash)
    planted = world.device(pip, cyd, world.device_of("planted"), invitation=invited.hash)
    guess = world.code_key(pip, digits("a guess"))
    record.void("a device that the hub put in the newcomer's place", "EN-3", planted, guess)
    record.void("a device without the code", "EN-3", device, world.device_of("planted"))
    elsewhere = replace(device, tenant=uv.genesis)
    record.void("the invitation of another tenant", "EN-3", elsewhere, code)
    other = replace(device, person=digits("somebody else"))
    record.void("the invitation of another person", "EN-3", other, code)
    misnamed = replace(device, by=world.device_of("planted").fingerprint)
    record.void("by another device than the one inside", "ST-8", misnamed, code)
    world.time = invited.body.expires
    record.void("a code that has expired", "EN-3", device, code)
    world.time = invited.body.created + timedelta(hours=1)
    record.put("the newcomer's device", device, code)
    third = world.device(pip, cyd, world.device_of("cyd's second"), invitation=invited.hash)
    record.void("a code used twice", "EN-4", third, code)
    again = world.invitation(pip, cyd, SECRET, seq=1, previous=None)
    record.void("an invitation begun anew", "ST-12", again)
    pip.actors["cyd"] = cyd


def _codes(record: LogRecorder, pip: Team, uv: Team) -> None:
    """EN-1: what a newcomer compares before anything is signed."""
    world, cyd = record.world, record.world.actor("cyd")
    code = world.join_code(pip, cyd, SECRET, cna=uv.genesis)
    _code(record, "a join code for this directory", None, code)
    _code(record, "a CNA that is not in it", "EN-1", replace(code, cna=digits("cna", 64)))
    _code(record, "a tenant that is not in it", "EN-1", replace(code, tenant=digits("tenant", 64)))
    _code(record, "a code that the invitation does not carry", "EN-3", replace(code, secret=digits("x")))
    _code(record, "a person who was not invited", "EN-3", replace(code, person=digits("nobody")))
    theirs = LogSigner(bytes.fromhex(digits("their log", 64)), world.hub)
    _code(record, "another log key", "EN-1", replace(code, log_key=str(theirs.key)))
    _code(record, "another hub", "EN-1", replace(code, hub="elsewhere.example"))
    point = world.point()
    forked = Checkpoint(f"{world.hub}/directory", point.size, bytes.fromhex(digits("fork", 64)))
    _code(record, "a forked directory", "EN-1", code, LOG.sign_checkpoint(forked))


def _code(
    record: LogRecorder, name: str, rule: str | None, code: JoinCode, shown: bytes | None = None
) -> None:
    world = record.world
    inputs = {
        "after": [len(world.entries), 0],
        "when": instant(world.time),
        "checkpoint": (shown or world.checkpoint()).decode(),
        "join_code": code.to_text(),
        "code_key": world.code_key(Team("", code.tenant, {}), code.secret).public.hex(),
    }
    if rule is None:
        record.accepted(name, **inputs)
    else:
        record.refused(name, rule, **inputs)


def _devices(record: LogRecorder, pip: Team, uv: Team) -> None:
    world, cyd, spare = record.world, pip["cyd"], record.world.device_of("cyd's spare")
    body = world.device(pip, cyd, spare)
    pairings(record, cyd, body, team=pip, cna=uv)
    record.void("a further device, vouched for by an admin", "EN-6", body, pip.admin)
    record.put("a further device, by an older one of the person", body, cyd.device)
    cyd.devices.append(spare)


def _chain(record: LogRecorder, pip: Team, uv: Team) -> None:
    world, bob, cyd = record.world, pip["bob"], pip["cyd"]
    record.void("a version left out", "RO-2", world.roster(pip, version=3))
    record.void("another previous", "RO-2", world.roster(pip, previous="0" * 64))
    record.void("another slug", "RO-2", world.roster(pip, slug="pipx"))
    record.void("by an admin of another tenant", "ST-13", world.roster(pip, by=uv.admin.fingerprint))
    promoted = world.roster(pip, *world.recast(pip, cyd, "admin"), by=cyd.fingerprint)
    record.void("a member who makes themselves admin", "RO-4", promoted)
    mallory = world.actor("mallory").member("member")
    record.void("somebody who never joined", "RO-6", world.roster(pip, *world.members(pip), mallory))
    planted = replace(bob.member("admin"), devices=(world.device_of("planted").keys,))
    rest = world.without(pip, bob)
    record.void("a device that proved nothing", "RO-5", world.roster(pip, *rest, planted))
    record.void("one that has expired already", "RO-7", world.roster(pip, expires=world.time))
    without_bob = world.roster(pip, *rest)
    without_ada = world.roster(pip, *world.without(pip, pip["ada"]), by=bob.fingerprint)
    second = record.put("version 2", without_bob)
    record.void("the second of two with one previous", "RO-2", without_ada)
    record.void("version 2 shown again", "ST-9", second.body)
    record.void("a signature by a revoked device", "RO-4", world.roster(pip), bob.device)
    back = (*world.members(pip), bob.member("admin"))
    record.void("somebody who left comes back by the roster alone", "RO-6", world.roster(pip, *back))


def _edges(record: LogRecorder, pip: Team, uv: Team) -> None:
    world = record.world
    record.void("strangers on duty", "DU-1", world.duty(pip, uv["eve"]))
    record.void(
        "duty, by a member who is no admin", "ST-13", world.duty(pip, pip["cyd"], by=pip["cyd"].fingerprint)
    )
    record.put("duty", world.duty(pip, pip["cyd"]))
    record.void("a boundary to itself", "BO-1", world.boundary(pip, pip))
    record.void("a boundary on a roster that is not there", "BO-1", world.boundary(pip, uv, to_version=2))
    first = record.put("a boundary", world.boundary(pip, uv))
    record.put("the next one", world.boundary(pip, uv, rule="deny"))
    replayed = replace(first.body, id=world.fresh())
    record.void("the first one replayed", "ST-12", replayed)
    record.void("its bytes replayed", "ST-9", first.body)


def _revoked(record: LogRecorder, pip: Team, uv: Team) -> None:
    """ST-10 and ST-13: neither a claimed time nor an old view of the log keeps a removed device alive."""
    world, bob = record.world, pip["bob"]
    dated = world.boundary(pip, uv, by=bob.fingerprint, created=world.time - timedelta(days=9))
    record.void("back-dated by a removed device", "ST-13", dated)
    point = world.point()
    ahead = world.boundary(pip, uv, log=replace(point, size=point.size + 1))
    record.void("made with more of the log than there is", "ST-10", ahead)
    forked = world.boundary(pip, uv, log=replace(point, root=digits("fork", 64)))
    record.void("made with a forked log", "ST-10", forked)
